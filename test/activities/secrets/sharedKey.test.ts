import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { Agent, fetch } from 'undici';
import { problemOf } from '../../../activities/failures';
import { createSecretResolver, type SecretResolver } from '../../../activities/secrets';
import { secretChecks } from '../../../activities/secrets/checks';
import { makeSharedKey, sharedKeyMaker } from '../../../activities/secrets/sharedKey';
import type { Simulator } from '../../../simulator';
import type { Worksheet } from '../../../worksheet/schema';
import { openExample } from '../../support/simulated';
import { contoso } from '../../support/worksheet';

const form = /^[A-Za-z0-9]{32}$/;

const generating = (sharedKey: string): Worksheet =>
  contoso((input) => {
    Object.assign(input.connection, { sharedKey, generateSharedKey: true });
    delete input.notify;
  });

async function refused(attempt: Promise<unknown>, words: RegExp): Promise<void> {
  await assert.rejects(attempt, (error) => {
    const problem = problemOf(error);
    assert.equal(problem?.code, 'SecretUnavailable');
    assert.match(`${problem.message} ${problem.remedy}`, words);
    return true;
  });
}

describe('a shared key that dirsync makes', () => {
  it('is 32 letters and digits, all of them in use, and never the same', () => {
    const keys = Array.from({ length: 500 }, makeSharedKey);
    assert.ok(keys.every((key) => form.test(key)));
    assert.equal(new Set(keys).size, 500);
    assert.equal(new Set(keys.join('')).size, 62);
  });

  it('is made only where the worksheet asks for it', () => {
    assert.ok(sharedKeyMaker(generating('file:/key')));
    assert.equal(sharedKeyMaker(contoso()), undefined);
  });

  describe('in a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dirsync-key-'));
    const resolve = createSecretResolver({ settings: { overrides: {}, credential: 'default', env: {} } });
    after(() => rmSync(folder, { recursive: true }));
    const use = (path: string) => {
      const w = generating(`file:${path}`);
      return resolve(`file:${path}`, w, sharedKeyMaker(w));
    };

    it('is written once, for its owner alone, and used from then on', async () => {
      const path = join(folder, 'vpn');
      const key = await use(path);
      assert.match(key, form);
      assert.equal(statSync(path).mode & 0o777, 0o600);
      assert.equal(readFileSync(path, 'utf8'), `${key}\n`);
      assert.equal(await use(path), key);
    });

    it('is one key for attempts side by side, and leaves nothing else behind', async () => {
      const path = join(folder, 'raced');
      const keys = await Promise.all(Array.from({ length: 20 }, () => use(path)));
      assert.equal(new Set(keys).size, 1);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.startsWith('raced')),
        ['raced'],
      );
    });

    it('is never put in the place of one that exists, good or not', async () => {
      const path = join(folder, 'there');
      writeFileSync(path, 'the-old-one', { mode: 0o600 });
      assert.equal(await use(path), 'the-old-one');
      writeFileSync(path, '', { mode: 0o600 });
      await refused(use(path), /is empty/);
      assert.equal(readFileSync(path, 'utf8'), '');
    });

    it('needs its folder', async () => {
      await refused(use(join(folder, 'none', 'vpn')), /can't be written \(ENOENT\).*Make its folder/);
    });

    it('is not made by the plan, which says that it will be', async () => {
      const path = join(folder, 'planned');
      const w = generating(`file:${path}`);
      const answers: SecretResolver = (reference, worksheet, whenAbsent) =>
        reference.startsWith('env:')
          ? Promise.resolve('Correct-Horse-7')
          : resolve(reference, worksheet, whenAbsent);
      const find = async () =>
        (await secretChecks(w, answers)).find((check) => check.id === 'secret-shared-key')!;
      const before = await find();
      assert.equal(before.result, 'passed');
      assert.match(before.finding, /is not there yet: dirsync makes a key/);
      await use(path);
      assert.match((await find()).finding, /is there and suitable/);
    });
  });

  describe('in a vault', () => {
    let example: Awaited<ReturnType<typeof openExample>>;
    let simulator: Simulator;
    before(async () => {
      example = await openExample();
      ({ simulator } = example);
    });
    after(() => example.stop());
    const refuse = async (method: string, status: number, code: string) => {
      const dispatcher = new Agent({ connect: { ca: readFileSync(simulator.endpoints.caFile, 'utf8') } });
      const faults = [
        { name: 'vault', what: { service: 'vault', method }, how: { kind: 'error', status, code } },
      ];
      const { ok } = await fetch(`${simulator.endpoints.site}/faults`, {
        method: 'PUT',
        body: JSON.stringify({ faults: status ? faults : [] }),
        headers: { 'content-type': 'application/json' },
        dispatcher,
      });
      assert.ok(ok);
      await dispatcher.close();
    };
    const use = (name: string) => {
      const reference = `keyvault:${simulator.endpoints.vault}/secrets/${name}`;
      const w = generating(reference);
      w.azure = { ...w.azure, tenantId: simulator.world.options.tenant.id };
      return createSecretResolver({ settings: example.settings })(reference, w, sharedKeyMaker(w));
    };
    const versions = (name: string) =>
      (simulator.world.state.vault as Record<string, { versions: unknown[] }>)[name]!.versions.length;

    it('is written once, and used from then on', async () => {
      const key = await use('vpn');
      assert.match(key, form);
      assert.equal(await use('vpn'), key);
      assert.equal(versions('vpn'), 1);
    });

    const cases: [string, string, number, string, RegExp][] = [
      ['may not read', 'GET', 403, 'Forbidden', /refused by the vault \(HTTP 403\).*Key Vault Secrets User/],
      [
        'may not write',
        'PUT',
        403,
        'Forbidden',
        /refused by the vault \(HTTP 403\).*Key Vault Secrets Officer/,
      ],
      ['finds a deleted one', 'PUT', 409, 'Conflict', /was deleted from the vault.*Recover.*purge/],
    ];
    for (const [what, method, status, code, words] of cases) {
      it(`asks a person where the worker ${what}, and makes it when that is mended`, async () => {
        await refuse(method, status, code);
        await refused(use(code + method), words);
        await refuse(method, 0, code);
        assert.match(await use(code + method), form);
      });
    }
  });
});
