import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { GuestScript } from '../../../activities/api';
import { createDnsActivities } from '../../../activities/dns';
import { askServers } from '../../../activities/dns/ask';
import { judgeBeforehand } from '../../../activities/dns/judge';
import { problemOf } from '../../../activities/failures';
import { createGraphActivities } from '../../../activities/graph';
import { tenantChecks } from '../../../activities/graph/tenantChecks';
import { createGuestActivities } from '../../../activities/guest';
import { createSecretResolver } from '../../../activities/secrets';
import type { ProblemCode } from '../../../roadmap/problems';
import { neededKinds } from '../../../roadmap/resources';
import { readJournal } from '../../../simulator';
import { contoso } from '../../support/worksheet';
import { openEnterprise, type Enterprise } from './enterprise';

/** One deployment in its order: each test goes on where the one before it stopped. */
describe('activities in the simulated enterprise', function () {
  this.timeout(60_000);
  let enterprise: Enterprise;
  let guest: ReturnType<typeof createGuestActivities>;
  let dns: ReturnType<typeof createDnsActivities>;
  let graph: ReturnType<typeof createGraphActivities>;
  let attempt = 0;
  const began = new Date().toISOString();

  before(async () => {
    enterprise = await openEnterprise();
    const { settings } = enterprise;
    guest = createGuestActivities({ settings });
    dns = createDnsActivities({ settings });
    graph = createGraphActivities({ settings, polls: 200 });
  });
  after(() => enterprise.stop());

  async function script(name: GuestScript) {
    const { worksheet, run } = enterprise;
    const handle = await run(() => guest.beginGuestScript({ worksheet, script: name, attempt: ++attempt }));
    return (await run(() => guest.awaitGuestScript({ worksheet, handle }))).evidence;
  }
  async function fails(work: Promise<unknown>, code: ProblemCode, message: RegExp) {
    await assert.rejects(work, (error) => {
      assert.equal(problemOf(error)?.code, code, String(error));
      assert.match(problemOf(error)!.message, message);
      return true;
    });
  }

  it('checks tenant and DNS before anything is there', async () => {
    const { worksheet, settings } = enterprise;
    const answers = await askServers(worksheet, settings);
    const checks = [...(await tenantChecks(worksheet, settings)), ...judgeBeforehand(worksheet, answers)];
    assert.deepEqual(
      checks.filter((check) => check.result !== 'passed'),
      [],
    );
  });

  it('tells a wrong client secret from a service that is not there', async () => {
    const { worksheet, settings } = enterprise;
    const findingWith = async (change: Partial<typeof settings>) =>
      (await tenantChecks(worksheet, { ...settings, ...change })).map(
        ({ result, finding }) => `${result}: ${finding}`,
      )[0];
    const env = { ...settings.env, AZURE_CLIENT_SECRET: 'wr0ng~secret' };
    assert.match((await findingWith({ env })) ?? '', /^failed: .*AADSTS7000215/);
    assert.doesNotMatch((await findingWith({ env })) ?? '', /wr0ng/);
    const closed = { ...settings.overrides, graph: await closedPort() };
    assert.match(
      (await findingWith({ overrides: closed })) ?? '',
      /^failed: .*(ECONNREFUSED|not be reached)/,
    );
  });

  it('reads a secret from the vault', async () => {
    const { simulator, settings, worksheet } = enterprise;
    const resolve = createSecretResolver({ settings });
    const reference = `keyvault:${simulator.endpoints.vault}/secrets/nothing-there`;
    await fails(resolve(reference, worksheet), 'SecretUnavailable', /is not in the vault/);
  });

  it('builds the server', async () => {
    const { worksheet, make, staff } = enterprise;
    await staff('PUT', '/site/links', { prefix: worksheet.virtualNetwork.addressSpace });
    await make(...neededKinds(worksheet).filter((kind) => kind !== 'domainJoin'));
  });

  it('sets the proxy, once', async () => {
    assert.equal((await script('set-proxy')).changed, true);
    assert.equal((await script('set-proxy')).changed, false);
  });

  it('adopts the run command of an earlier attempt: one PUT', async () => {
    const { worksheet, run, simulator } = enterprise;
    const input = { worksheet, script: 'set-proxy' as const, attempt: 99 };
    const first = await run(() => guest.beginGuestScript(input));
    const second = await run(() => guest.beginGuestScript(input));
    assert.ok(first.operation);
    assert.equal(second.operation, undefined);
    assert.doesNotMatch(first.operation.poller, /proxy\.corp|script guest/);
    const { evidence } = await run(() => guest.awaitGuestScript({ worksheet, handle: second }));
    assert.equal(evidence.proxy, worksheet.proxy?.address);
    const puts = readJournal(simulator.world.options.directory, { method: 'PUT', url: 'set-proxy-99' });
    assert.equal(puts.length, 1);
  });

  it('tells a server that is no member', async () => {
    await fails(script('verify-membership'), 'DomainJoinFailed', /member of no domain/);
  });

  it('proves the membership after the join', async () => {
    await enterprise.make('domainJoin');
    assert.equal((await script('verify-membership')).domain, 'corp.contoso.com');
  });

  it('finds the A record that the join registered, and a stale one', async () => {
    const { worksheet, run } = enterprise;
    // The first address of the server subnet that Azure does not keep.
    const address = '10.24.65.4';
    const check = (when: 'beforeJoin' | 'afterJoin', expectedAddress: string) =>
      run(() => dns.checkNameResolution({ worksheet, when, expectedAddress }));
    await until(async () => (await check('afterJoin', address)).evidence);
    await fails(check('afterJoin', '10.24.65.9'), 'DnsRecordWrong', /10\.24\.65\.4/);
  });

  it('finds the prerequisites and installs Entra Connect', async () => {
    assert.equal((await script('verify-prerequisites')).tls12, true);
    assert.equal((await script('install-entra-connect')).version, '2.6.92.0');
    assert.equal((await script('install-entra-connect')).changed, false);
  });

  it('wants the wizard run, then waits for the first cycle', async () => {
    const { staff, worksheet } = enterprise;
    await fails(script('verify-synchronisation'), 'SynchronisationNotRunning', /not configured/);
    await staff('POST', '/site/entra-connect-wizard', { server: worksheet.server.name });
    const evidence = await script('verify-synchronisation');
    assert.equal(evidence.passwordHashSync, true);
    assert.match(String(evidence.warning), /MSOL_/);
    await staff('PUT', '/site/scheduler', { suspended: true });
    await fails(script('verify-synchronisation'), 'SynchronisationNotRunning', /suspended/);
    await staff('PUT', '/site/scheduler', { suspended: false });
  });

  it('sees the users arrive in the tenant', async () => {
    const { worksheet, run, settings } = enterprise;
    const result = await run(() => graph.awaitTenantSynchronisation({ worksheet, since: began }));
    assert.ok(result.synchronised > 20, `${result.synchronised} users`);
    const hopeless = contoso((input) => {
      input.licensing.expectedUsers = 10_000;
    });
    const impatient = createGraphActivities({ settings, polls: 2 });
    await fails(
      run(() => impatient.awaitTenantSynchronisation({ worksheet: hopeless, since: began })),
      'TenantNotSynchronised',
      /of at least 10000/,
    );
  });

  it('licences page by page: conflicts and missing seats are reported, the rest go on, twice is once', async () => {
    const { staff, run, simulator } = enterprise;
    const worksheet = contoso((input) => {
      input.licensing = {
        expectedUsers: 1,
        rules: [{ name: 'all', usageLocation: 'NL', licences: [{ sku: 'SPE_E3' }] }],
      };
    });
    const preview = await run(() => graph.previewLicences({ worksheet }));
    assert.equal(preview.selected, preview.synchronised);
    const seats = preview.seats[0]!.needed - 2;
    await staff('PUT', '/tenant/skus/SPE_E3', { enabled: seats });
    await staff('PUT', '/faults/throttled', {
      what: { service: 'graph' },
      how: { kind: 'error', status: 429, code: 'TooManyRequests', retryAfter: 10 },
      times: 1,
    });
    await fails(
      run(() => graph.previewLicences({ worksheet })),
      'Throttled',
      /./,
    );
    const [seat] = (await run(() => graph.previewLicences({ worksheet }))).seats;
    assert.equal(seat!.needed - seat!.free, 2);

    const all = async () => {
      const total = { licensed: 0, unselected: 0, failed: [] as { user: string; reason: string }[] };
      for (let cursor: string | undefined, first = true; first || cursor; first = false) {
        const page = await run(() => graph.assignLicencePage({ worksheet, cursor }));
        total.licensed += page.licensed;
        total.failed.push(...page.failed);
        cursor = page.cursor;
      }
      return total;
    };
    const first = await all();
    const without = first.failed.filter(({ reason }) => reason.startsWith('no seat is left'));
    assert.deepEqual([first.licensed, without.length], [seats, 2], JSON.stringify(first.failed));

    await staff('PUT', '/tenant/skus/SPE_E3', { enabled: 1000 });
    const second = await all();
    assert.equal(second.licensed, seats + 2);
    const writes = () =>
      readJournal(simulator.world.options.directory, { method: 'POST', url: '$batch' }).length;
    const before = writes();
    assert.equal((await all()).licensed, seats + 2);
    assert.equal(writes(), before);
  });
});

describe('a server without a way out', function () {
  this.timeout(60_000);
  let enterprise: Enterprise;
  before(async () => {
    enterprise = await openEnterprise(1);
    enterprise.worksheet.virtualNetwork.outbound = 'none';
  });
  after(() => enterprise.stop());

  it('runs the script, whose result is lost', async () => {
    const { worksheet, settings, make, run } = enterprise;
    await make(...neededKinds(worksheet).filter((kind) => kind !== 'domainJoin'));
    const guest = createGuestActivities({ settings });
    const handle = await run(() =>
      guest.beginGuestScript({
        worksheet,
        script: 'verify-membership' as const,
        attempt: 1,
      }),
    );
    await assert.rejects(
      run(() => guest.awaitGuestScript({ worksheet, handle })),
      (error) => {
        assert.equal(problemOf(error)?.code, 'TimedOut');
        assert.match(problemOf(error)!.remedy, /AzureCloud/);
        return true;
      },
    );
  });
});

/** An address where somebody listened a moment ago. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `https://127.0.0.1:${port}`;
}

async function until<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 100; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
