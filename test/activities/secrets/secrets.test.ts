import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemOf } from '../../../activities/failures';
import { createSecretResolver } from '../../../activities/secrets';
import { secretChecks } from '../../../activities/secrets/checks';
import { isCloudVault, parseVaultReference } from '../../../activities/secrets/vault';
import { contoso } from '../../support/worksheet';

const w = contoso();
const value = 'S3cret-that-must-not-show';

describe('secret references', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dirsync-secrets-'));
  const file = (name: string, text: string, mode: number) => {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), mode);
    return `file:${join(folder, name)}`;
  };
  const resolve = createSecretResolver({
    settings: { overrides: {}, credential: 'default', env: { GIVEN: value, EMPTY: '' } },
  });
  after(() => rmSync(folder, { recursive: true }));

  it('reads variables and files, without the last line end', async () => {
    assert.equal(await resolve('env:GIVEN', w), value);
    assert.equal(await resolve(file('unix', `${value}\n`, 0o600), w), value);
    assert.equal(await resolve(file('windows', `${value}\r\n`, 0o400), w), value);
    assert.equal(await resolve(file('two', `${value}\n\n`, 0o600), w), `${value}\n`);
  });

  const refused: [string, () => string, RegExp][] = [
    ['a variable that is not set', () => 'env:MISSING', /env:MISSING is not set/],
    ['an empty one', () => 'env:EMPTY', /is empty/],
    ['a missing file', () => `file:${join(folder, 'none')}`, /does not exist/],
    ['a folder', () => `file:${folder}`, /can't be read \(EISDIR\)/],
    ['a file that others can read', () => file('open', value, 0o644), /read by others/],
    ['a file that the group can read', () => file('group', value, 0o640), /read by others/],
    [
      'a vault reference without a name',
      () => 'keyvault:https://v.vault.azure.net',
      /does not name a secret/,
    ],
    ['a value in place of a reference', () => value, /\(not a reference\)/],
  ];
  for (const [name, reference, message] of refused) {
    it(`refuses ${name}, with the reference and without the value`, async () => {
      await assert.rejects(resolve(reference(), w), (error) => {
        const problem = problemOf(error);
        assert.equal(problem?.code, 'SecretUnavailable');
        assert.match(problem.message, message);
        assert.doesNotMatch(JSON.stringify(problem), new RegExp(value));
        return true;
      });
    });
  }

  it('takes vault references apart', () => {
    assert.deepEqual(parseVaultReference('keyvault:https://kv.vault.azure.net/secrets/join-password'), {
      vault: 'https://kv.vault.azure.net',
      name: 'join-password',
      version: undefined,
    });
    assert.equal(parseVaultReference('keyvault:https://kv.vault.azure.net/secrets/a/0f1e')?.version, '0f1e');
    assert.equal(parseVaultReference('keyvault:http://kv.vault.azure.net/secrets/a'), undefined);
  });

  it("checks the challenge's resource for the cloud's own vaults", () => {
    assert.equal(isCloudVault('https://kv.vault.azure.net', 'public'), true);
    assert.equal(isCloudVault('https://kv.vault.azure.cn', 'china'), true);
    assert.equal(isCloudVault('https://kv.vault.azure.net', 'china'), false);
    assert.equal(isCloudVault('https://evilvault.azure.net.example', 'public'), false);
    assert.equal(isCloudVault('https://127.0.0.1:8443', 'public'), false);
  });
});

describe('secret checks', () => {
  const good: Record<string, string> = {
    'env:DIRSYNC_VPN_SHARED_KEY': 'abcdefghijklmnopqrstuvwxyz012345',
    'env:DIRSYNC_ADMIN_PASSWORD': 'Correct-Horse-7',
    'env:DIRSYNC_JOIN_PASSWORD': value,
  };
  const checksWith = (changed: Record<string, string>) =>
    secretChecks(
      contoso((input) => {
        delete input.notify;
      }),
      async (reference) => ({ ...good, ...changed })[reference]!,
    );

  it('pass where every secret is suitable', async () => {
    const checks = await checksWith({});
    assert.deepEqual(
      checks.map((check) => check.result),
      checks.map(() => 'passed'),
    );
  });

  it('fail for a weak password and a key that Azure refuses, without quoting them', async () => {
    const checks = await checksWith({
      'env:DIRSYNC_ADMIN_PASSWORD': 'Password1',
      'env:DIRSYNC_VPN_SHARED_KEY': 'has-hyphen',
    });
    assert.equal(checks.filter((check) => check.result === 'failed').length, 2);
    assert.doesNotMatch(JSON.stringify(checks), /Password1|has-hyphen/);
  });

  it('warn of a key that is short but works', async () => {
    const checks = await checksWith({ 'env:DIRSYNC_VPN_SHARED_KEY': 'short123' });
    assert.equal(checks.find((check) => check.id === 'secret-shared-key')?.result, 'warning');
  });

  it('fail, and do not throw, where a secret is missing', async () => {
    const resolve = createSecretResolver({ settings: { overrides: {}, credential: 'default', env: {} } });
    const checks = await secretChecks(w, resolve);
    assert.ok(checks.length >= 3);
    assert.ok(checks.every((check) => check.result === 'failed' && check.remedy));
  });
});
