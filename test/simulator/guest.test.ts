import assert from 'node:assert/strict';
import { defaultInstaller } from '../../simulator/site/state';
import { siteOver } from '../../simulator/site/site';
import { tenantState } from '../../simulator/graph/state';
import { end, enterprise, join, machine, options, run, type Enterprise } from './siteWorld';

const proxy = 'http://proxy.corp.contoso.com:8080';
const install = {
  Source: defaultInstaller.url,
  Sha256: defaultInstaller.sha256.toUpperCase(),
  MinimumVersion: '2.6.92.0',
  ProxyAddress: '',
};

async function joined(e = enterprise()): Promise<Enterprise> {
  await e.connect();
  assert.ok(join(e).joined);
  e.pass(2);
  return e;
}

async function configured(e?: Enterprise): Promise<Enterprise> {
  const ready = await joined(e);
  run(ready, 'verify-prerequisites');
  assert.equal(run(ready, 'install-entra-connect', install).exitCode, 0);
  const answer = await ready.ask('POST', '/site/entra-connect-wizard', { server: 'dirsync1' });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return ready;
}

const synchronised = (e: Enterprise) =>
  tenantState(e.world).users.filter((user) => user.onPremisesSyncEnabled).length;

describe('simulated server: scripts', () => {
  it('runs only the known scripts', () => {
    const e = enterprise();
    const other = e.site.runScript(machine, 'Get-Process', {});
    assert.equal(other.exitCode, 1);
    assert.match(other.error, /models only dirsync's guest scripts/);
    assert.equal(e.site.runScript(machine, '# dirsync guest script: toString', {}).exitCode, 1);
  });

  it('sets the proxy once', () => {
    const e = enterprise();
    const parameters = { Address: proxy, Bypass: '*.corp.contoso.com, 10.10.*' };
    const expected = {
      proxy,
      bypass: ['*.corp.contoso.com', '10.10.*'],
      machineConfig: true,
      winHttp: true,
    };
    assert.deepEqual(run(e, 'set-proxy', parameters).json, { ...expected, changed: true });
    assert.deepEqual(run(e, 'set-proxy', parameters).json, { ...expected, changed: false });
    assert.equal(run(e, 'set-proxy', { Address: 'proxy:8080' }).json.error, 'InvalidParameter');
  });

  it('tells a workgroup machine, a member, and a broken secure channel apart', async () => {
    const e = enterprise();
    const parameters = { Domain: 'corp.contoso.com' };
    const before = run(e, 'verify-membership', parameters);
    assert.deepEqual(
      [before.exitCode, before.json.domain, before.json.partOfDomain],
      [0, 'WORKGROUP', false],
    );
    await joined(e);
    const member = run(e, 'verify-membership', parameters).json;
    assert.deepEqual(
      [member.domain, member.domainController, member.secureChannel],
      ['corp.contoso.com', 'dc1.corp.contoso.com', true],
    );
    await e.ask('DELETE', '/site/directory/computers/DIRSYNC1');
    const broken = run(e, 'verify-membership', parameters).json;
    assert.deepEqual([broken.partOfDomain, broken.secureChannel], [true, false]);
    await e.ask('PUT', '/site/firewall', { open: false });
    assert.equal(run(e, 'verify-membership', parameters).json.domainController, null);
  });

  it('waits for the reboot after the join', async () => {
    const e = enterprise();
    await e.connect();
    join(e);
    const early = run(e, 'verify-membership', { Domain: 'corp.contoso.com' });
    assert.ok(early.minutes > 2);
  });

  const ways: {
    name: string;
    outbound: boolean;
    proxyAddress: string;
    tunnel: boolean;
    reachable: boolean;
  }[] = [
    { name: 'NAT gateway', outbound: true, proxyAddress: '', tunnel: false, reachable: true },
    { name: 'nothing', outbound: false, proxyAddress: '', tunnel: true, reachable: false },
    { name: 'proxy through the tunnel', outbound: false, proxyAddress: proxy, tunnel: true, reachable: true },
    { name: 'proxy without tunnel', outbound: true, proxyAddress: proxy, tunnel: false, reachable: false },
    {
      name: 'wrong proxy',
      outbound: true,
      proxyAddress: 'http://other:8080',
      tunnel: true,
      reachable: false,
    },
  ];
  for (const { name, outbound, proxyAddress, tunnel, reachable } of ways) {
    it(`reaches the Internet by ${name}: ${reachable}`, async () => {
      const e = enterprise();
      e.azure.machines[0] = { ...machine, hasOutbound: outbound };
      if (tunnel) await e.connect();
      const { json } = run(e, 'verify-prerequisites', { ProxyAddress: proxyAddress });
      assert.ok((json.internet as { reachable: boolean }[]).every((host) => host.reachable === reachable));
      assert.deepEqual(json.changed, ['tls12']);
      assert.deepEqual(run(e, 'verify-prerequisites', { ProxyAddress: '' }).json.changed, []);
      const installed = run(e, 'install-entra-connect', { ...install, ProxyAddress: proxyAddress });
      assert.equal(installed.json.error, reachable ? undefined : 'DownloadFailed');
    });
  }

  const refusals: [name: string, change: Partial<typeof install>, error: string][] = [
    ['another hash', { Sha256: 'a'.repeat(64) }, 'HashMismatch'],
    ['a higher floor', { MinimumVersion: '2.6.100.0' }, 'VersionTooOld'],
    ['nothing at the source', { Source: 'https://downloads.contoso.example/other.msi' }, 'DownloadFailed'],
  ];
  for (const [name, change, error] of refusals) {
    it(`refuses to install for ${name}`, () => {
      const result = run(enterprise(), 'install-entra-connect', { ...install, ...change });
      assert.deepEqual([result.exitCode, result.json.error], [1, error]);
    });
  }

  it('installs once', () => {
    const e = enterprise();
    const first = run(e, 'install-entra-connect', install).json;
    assert.deepEqual([first.version, first.installed, first.changed], ['2.6.92.0', true, true]);
    assert.equal(run(e, 'install-entra-connect', install).json.changed, false);
  });
});

describe('simulated server: wizard and synchronisation', () => {
  const obstacles: [name: string, prepare: (e: Enterprise) => Promise<unknown>, reason: RegExp][] = [
    ['the join', async (e) => e.connect(), /not joined to the domain/],
    ['the installation', (e) => joined(e), /not installed/],
    ['TLS 1.2', (e) => joined(e), /TLS 1\.2/],
    [
      'the tunnel',
      async (e) => (await joined(e)).ask('PUT', '/site/firewall', { open: false }),
      /no domain controller/,
    ],
    [
      'the Internet',
      async (e) => {
        await joined(e);
        e.azure.machines[0] = { ...machine, hasOutbound: false };
      },
      /neither a NAT gateway nor a configured proxy/,
    ],
    [
      'a version that the service takes',
      async (e) => {
        await joined(e);
        const old = { url: 'https://old.example/a.msi', sha256: 'b'.repeat(64), version: '2.5.3.0' };
        await e.ask('PUT', '/site/installers', old);
        const parameters = { Source: old.url, Sha256: old.sha256, MinimumVersion: '1.0.0.0' };
        assert.equal(run(e, 'install-entra-connect', parameters).exitCode, 0);
      },
      /no longer accepted/,
    ],
    ['being the first time', (e) => configured(e), /already configured/],
  ];
  for (const [name, prepare, reason] of obstacles) {
    it(`needs ${name} for the wizard`, async () => {
      const e = enterprise();
      await prepare(e);
      const { status, body } = await e.ask('POST', '/site/entra-connect-wizard', { server: 'DIRSYNC1' });
      const { code, reasons } = (body as { error: { code: string; reasons: string[] } }).error;
      assert.deepEqual([status, code], [409, 'WizardRefused']);
      assert.ok(
        reasons.some((one) => reason.test(one)),
        reasons.join('; '),
      );
    });
  }

  it('synchronises the people at the end of the initial cycle, then every 30 minutes', async () => {
    const e = enterprise();
    assert.equal(run(e, 'verify-synchronisation').json.configured, false);
    await configured(e);
    e.pass(4.9);
    const during = run(e, 'verify-synchronisation').json;
    assert.deepEqual([during.configured, during.lastRuns, synchronised(e)], [true, [], 0]);
    assert.equal(tenantState(e.world).organization.onPremisesSyncEnabled, null);

    e.pass(0.2);
    const after = run(e, 'verify-synchronisation').json;
    assert.equal(synchronised(e), options.site.people);
    assert.ok((after.lastRuns as { result: string }[]).every(({ result }) => result === 'success'));
    assert.match(String(after.connectorAccount), /^MSOL_[0-9a-f]{12}$/);
    assert.equal(after.connectorAccountLocation, 'CN=Users,DC=corp,DC=contoso,DC=com');
    const { organization } = tenantState(e.world);
    assert.equal(organization.onPremisesSyncEnabled, true);

    const first = organization.onPremisesLastSyncDateTime;
    e.pass(27);
    run(e, 'verify-synchronisation');
    assert.ok(Date.parse(organization.onPremisesLastSyncDateTime ?? '') > Date.parse(first ?? ''));
    e.pass(300_000);
    run(e, 'verify-synchronisation');
    const idle = e.world.clock.now() - Date.parse(organization.onPremisesLastSyncDateTime ?? '');
    assert.ok(idle <= e.world.clock.minutes(31));
  });

  const stops: [name: string, stop: (e: Enterprise) => unknown, mend: (e: Enterprise) => unknown][] = [
    ...(['suspended', 'staging'] as const).map(
      (name): [string, (e: Enterprise) => unknown, (e: Enterprise) => unknown] => [
        name,
        (e) => e.ask('PUT', '/site/scheduler', { [name]: true }),
        (e) => e.ask('PUT', '/site/scheduler', { [name]: false }),
      ],
    ),
    [
      'disabled',
      (e) => e.ask('PUT', '/site/scheduler', { enabled: false }),
      (e) => e.ask('PUT', '/site/scheduler', { enabled: true }),
    ],
    [
      'without tunnel',
      (e) => e.ask('PUT', '/site/firewall', { open: false }),
      (e) => e.ask('PUT', '/site/firewall', { open: true }),
    ],
    [
      'without Internet',
      (e) => void (e.azure.machines[0] = { ...machine, hasOutbound: false }),
      (e) => void (e.azure.machines[0] = { ...machine }),
    ],
    [
      'with its connector account locked',
      async (e) => e.ask('PUT', `/site/directory/accounts/${connector(e)}`, { locked: true }),
      async (e) => e.ask('PUT', `/site/directory/accounts/${connector(e)}`, { locked: false }),
    ],
    [
      'switched off',
      (e) => void (e.azure.machines[0] = { ...machine, powerState: 'deallocated' }),
      (e) => void (e.azure.machines[0] = { ...machine }),
    ],
  ];
  const connector = (e: Enterprise) => String(run(e, 'verify-synchronisation').json.connectorAccount);
  for (const [name, stop, mend] of stops) {
    it(`synchronises nothing while ${name}`, async () => {
      const e = await configured();
      e.pass(6);
      run(e, 'verify-synchronisation');
      const { organization } = tenantState(e.world);
      await stop(e);
      const before = organization.onPremisesLastSyncDateTime;
      e.pass(100);
      await e.ask('GET', '/site');
      assert.equal(organization.onPremisesLastSyncDateTime, before);
      await mend(e);
      e.pass(31);
      await e.ask('GET', '/site');
      assert.notEqual(organization.onPremisesLastSyncDateTime, before);
    });
  }

  it('shows failed runs, and starts a cycle when told to', async () => {
    const e = await configured();
    await e.ask('PUT', '/site/firewall', { open: false });
    e.pass(6);
    const { lastRuns } = run(e, 'verify-synchronisation').json as { lastRuns: { result: string }[] };
    assert.ok(lastRuns.some(({ result }) => result === 'no-start-connection'));
    assert.equal(synchronised(e), 0);
    await e.ask('PUT', '/site/firewall', { open: true });
    e.pass(1);
    assert.equal((await e.ask('POST', '/site/scheduler/cycle', {})).status, 200);
    assert.equal((await e.ask('POST', '/site/scheduler/cycle', {})).status, 409);
    e.pass(5);
    run(e, 'verify-synchronisation');
    assert.equal(synchronised(e), options.site.people);
  });

  it('drops a cycle that is suspended, and starts one when resumed', async () => {
    const e = await configured();
    await e.ask('PUT', '/site/scheduler', { suspended: true });
    e.pass(6);
    await e.ask('GET', '/site');
    assert.equal(synchronised(e), 0);
    await e.ask('PUT', '/site/scheduler', { suspended: false });
    e.pass(6);
    await e.ask('GET', '/site');
    assert.equal(synchronised(e), options.site.people);
  });

  it('provisions broken users with their errors, and follows later changes', async () => {
    const e = enterprise();
    const [one, two, three] = (
      (await e.ask('GET', '/site')).body as { directory: { people: { userPrincipalName: string }[] } }
    ).directory.people.map((person) => person.userPrincipalName);
    await e.ask('PUT', `/site/users/${one}/provisioning-error`, { property: 'UserPrincipalName' });
    await e.ask('PUT', `/site/users/${two}/provisioning-error`, { property: 'ProxyAddress' });
    await e.ask('PUT', `/site/users/${three}/account`, { inScope: false });
    await configured(e);
    e.pass(6);
    await e.ask('GET', '/site');
    const find = (upn = '') =>
      tenantState(e.world).users.find((user) => user.onPremisesUserPrincipalName === upn);
    assert.match(find(one)?.userPrincipalName ?? '', /\d{4}@contoso\.onmicrosoft\.com$/);
    assert.equal(find(one)?.onPremisesProvisioningErrors[0]?.propertyCausingError, 'UserPrincipalName');
    assert.equal(find(two)?.onPremisesProvisioningErrors[0]?.propertyCausingError, 'ProxyAddress');
    assert.equal(find(two)?.mail, null);
    assert.equal(find(three), undefined);

    await e.ask('PUT', `/site/users/${one}/provisioning-error`, { property: null });
    await e.ask('PUT', `/site/users/${two}/account`, { enabled: false });
    e.pass(30);
    await e.ask('GET', '/site');
    assert.equal(find(one)?.userPrincipalName, one);
    assert.deepEqual(find(one)?.onPremisesProvisioningErrors, []);
    assert.equal(find(two)?.accountEnabled, false);
  });

  it('goes on after a restart where it was', async () => {
    const e = await configured();
    const state = JSON.parse(JSON.stringify(e.world.state)) as Record<string, unknown>;
    const again = enterprise(state);
    again.pass((e.world.clock.now() - again.world.clock.now()) / again.world.clock.minutes(1) + 6);
    assert.equal(siteOver(again.world, again.facts).tunnel(end).status, 'Connected');
    assert.equal(run(again, 'verify-synchronisation').json.configured, true);
    assert.equal(synchronised(again), options.site.people);
  });
});
