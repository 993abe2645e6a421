import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Agent, fetch } from 'undici';
import { unsealVoucher } from '../../activities/identity/voucher';
import { makeCertificate } from '../../client/dev/vouching';
import { groupIdOf, tenantState } from '../../simulator/graph/state';
import type { VouchingService } from '../../worker/vouching';
import { serveVouchers } from '../../worker/vouching';
import { anna, approvalsApp, groucho, peopleOptions, pieter, signIn } from '../support/people';
import { settingsFor } from '../support/simulated';
import type { Bench } from '../simulator/core.support';
import { bench, optionsIn, tenantId } from '../simulator/core.support';

const { clientId } = approvalsApp;
const key = Buffer.alloc(32, 5);
const approvers = groupIdOf(tenantId, 'Approvers');
const said = {
  workflowId: 'dirsync/contoso',
  occasion: 'contoso: opening 1 of gate plan',
  name: 'decide',
  message: { gate: 'plan', decision: 'approve' },
  groups: [approvers],
};

describe('the service that vouches', () => {
  let b: Bench;
  let service: VouchingService;
  let dispatcher: Agent;
  const logged: string[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'dirsync-vouching-'));

  before(async () => {
    const { tenant } = optionsIn('');
    const { people, peopleApplications } = peopleOptions;
    b = await bench({ whole: true, options: { tenant: { ...tenant, people }, peopleApplications } });
    const files = [join(directory, 'cert.pem'), join(directory, 'key.pem')] as const;
    await makeCertificate(...files);
    const [certificate, certificateKey] = files.map((file) => readFileSync(file, 'utf8')) as [string, string];
    dispatcher = new Agent({ connect: { ca: certificate } });
    const served = [{ cloud: 'public' as const, tenantId, clientId }];
    service = await serveVouchers({
      config: { key, service: { address: '127.0.0.1:0', served, certificate, certificateKey } },
      settings: settingsFor(b.simulator),
      logger: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    });
  });
  after(async () => {
    await service.close();
    await dispatcher.close();
    await b.close();
    rmSync(b.directory, { recursive: true, force: true });
    rmSync(directory, { recursive: true, force: true });
  });

  const tokenOf = async (who: string) => {
    const { authority, site } = b.simulator.endpoints;
    return (await signIn({ authority, site, tenantId, dispatcher: b.agent }, who)).access_token;
  };
  async function ask(token: string | undefined, body: unknown = said, path = '/vouchers', method = 'POST') {
    const response = await fetch(`https://localhost:${service.port}${path}`, {
      method,
      dispatcher,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: token }),
      },
      ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { voucher?: string; error?: { code: string; message: string } };
    return { status: response.status, ...answer };
  }

  it('gives a signed-in person a voucher for what is said, with the groups that were asked about', async () => {
    const token = await tokenOf(anna);
    const { status, voucher } = await ask(`Bearer ${token}`);
    assert.equal(status, 200);
    const opened = await unsealVoucher(voucher!, key);
    assert.ok('vouched' in opened);
    const { person, id, ...rest } = opened.vouched;
    assert.deepEqual(rest, { ...said, tenantId, clientId });
    assert.equal(person.userPrincipalName, anna);
    assert.ok(id && person.objectId && person.tokenId);
    assert.ok(logged.some((line) => line.includes(person.tokenId)));
    assert.ok(![...logged, voucher!].some((text) => text.includes(token)), 'the token is nowhere');
    assert.ok('refusal' in (await unsealVoucher(voucher!, Buffer.alloc(32, 6))));
    assert.ok('refusal' in (await unsealVoucher(token, key)), 'a token is no voucher');
  });

  it('asks Graph for groups that the token does not name, and says who is in none', async () => {
    const groupsOf = async (who: string) => {
      const { voucher } = await ask(`Bearer ${await tokenOf(who)}`);
      const opened = await unsealVoucher(voucher!, key);
      return 'vouched' in opened ? opened.vouched.groups : undefined;
    };
    assert.deepEqual(await groupsOf(groucho), [approvers]);
    assert.deepEqual(await groupsOf(pieter), []);
  });

  it('goes by the tenant of today: a new name counts, a disabled account does not', async () => {
    const token = await tokenOf(pieter);
    const user = tenantState(b.simulator.world as never).users.find(
      (one) => one.userPrincipalName === pieter,
    )!;
    user.userPrincipalName = 'peter.fox@contoso.com';
    const { voucher } = await ask(`Bearer ${token}`);
    const opened = await unsealVoucher(voucher!, key);
    assert.ok('vouched' in opened && opened.vouched.person.userPrincipalName === 'peter.fox@contoso.com');
    user.accountEnabled = false;
    const { status, error } = await ask(`Bearer ${token}`);
    assert.deepEqual([status, error!.code], [403, 'NoSuchUser']);
    Object.assign(user, { accountEnabled: true, userPrincipalName: pieter });
  });

  it('refuses a body that is none, once it knows the caller', async () => {
    const token = `Bearer ${await tokenOf(anna)}`;
    const bad: [unknown, RegExp][] = [
      ['{', /JSON/],
      [{ ...said, name: 'teardownEverything' }, /^name: /],
      [{ ...said, by: 'eve' }, /Unrecognized key/],
      [{ ...said, groups: ['everybody'] }, /^groups/],
      [{ ...said, occasion: 'x'.repeat(500_000) }, /too large/],
    ];
    for (const [body, reason] of bad) {
      const { status, error } = await ask(token, body);
      assert.ok(status === 400 || status === 413, String(status));
      assert.match(error!.message, reason);
    }
  });

  const strangers: [string, () => Promise<string | undefined> | string | undefined, string][] = [
    ['nobody', () => undefined, 'NoToken'],
    ['a password', () => 'Basic YW5uYTpzZWNyZXQ=', 'NoToken'],
    ['nonsense', () => 'Bearer nonsense', 'InvalidToken'],
    [
      'an application',
      async () => `Bearer ${await b.token('https://graph.microsoft.com/.default')}`,
      'InvalidToken',
    ],
    [
      'a forged signature',
      async () => `Bearer ${(await tokenOf(anna)).slice(0, -8)}AAAAAAAA`,
      'InvalidToken',
    ],
  ];
  for (const [who, header, code] of strangers) {
    it(`tells ${who} nothing but that a token is needed`, async () => {
      // A body that is no JSON would be said to be so, were it read.
      const { status, error, voucher } = await ask(await header(), '{');
      assert.deepEqual([status, error!.code, voucher], [401, code, undefined]);
      const elsewhere = await ask(await header(), said, '/anything', 'GET');
      assert.deepEqual([elsewhere.status, elsewhere.error!.code], [400, 'NotFound']);
    });
  }

  it('asks nobody about a stranger of another tenant', async () => {
    const before = logged.length;
    const foreign = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from(JSON.stringify({ tid: clientId, aud: clientId })).toString('base64url')}.AAAA`;
    const { status, error } = await ask(`Bearer ${foreign}`);
    assert.equal(status, 401);
    assert.match(error!.message, /does not vouch/);
    assert.equal(logged.length, before);
  });

  it('does not speak without TLS', async () => {
    await assert.rejects(fetch(`http://localhost:${service.port}/vouchers`, { method: 'POST' }));
  });
});
