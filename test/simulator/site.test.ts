import assert from 'node:assert/strict';
import type { Site, TunnelEnd } from '../../simulator/world';
import { buildPeople, plain } from '../../simulator/site/people';
import { end, enterprise, join, key, machine, options, password, type Enterprise } from './siteWorld';

type Body = Record<string, unknown>;

describe('simulated site: tunnel', () => {
  const cases: {
    name: string;
    change?: (e: Enterprise) => Promise<unknown>;
    end?: Partial<TunnelEnd>;
    status: string;
    reason: RegExp;
  }[] = [
    { name: 'comes up when everything holds', status: 'Connected', reason: /both ends agree/ },
    {
      name: 'needs the device',
      change: (e) => e.ask('DELETE', '/site/vpn-device'),
      status: 'NotConnected',
      reason: /not configured/,
    },
    {
      name: 'needs the right peer',
      change: (e) => e.ask('PUT', '/site/vpn-device', { peer: '198.51.100.8', sharedKey: key }),
      status: 'NotConnected',
      reason: /peer is 198\.51\.100\.8/,
    },
    {
      name: 'needs the same key',
      change: (e) => e.ask('PUT', '/site/vpn-device', { peer: '198.51.100.7', sharedKey: 'other' }),
      status: 'Connecting',
      reason: /different shared keys/,
    },
    {
      name: 'needs the firewall open',
      change: (e) => e.ask('PUT', '/site/firewall', { open: false }),
      status: 'NotConnected',
      reason: /firewall/,
    },
    {
      name: 'needs the route',
      change: (e) => e.ask('DELETE', '/site/routes', { prefix: '10.24.64.0/20' }),
      status: 'Connecting',
      reason: /no route at the site leads to 10\.24\.64\.0\/20/,
    },
    {
      name: 'needs a route to every prefix',
      end: { addressSpace: ['10.24.64.0/20', '10.99.0.0/16'] },
      status: 'Connecting',
      reason: /10\.99\.0\.0\/16/,
    },
    {
      name: 'is content with a wider route',
      change: async (e) => {
        await e.ask('DELETE', '/site/routes', { prefix: '10.24.64.0/20' });
        await e.ask('PUT', '/site/routes', { prefix: '10.24.0.0/16' });
      },
      status: 'Connected',
      reason: /both ends agree/,
    },
    {
      name: 'needs the device address in the local network gateway',
      end: { deviceAddress: '203.0.113.11' },
      status: 'NotConnected',
      reason: /local network gateway points to/,
    },
    {
      name: 'needs the circuit for ExpressRoute',
      end: { kind: 'ExpressRoute' },
      status: 'NotConnected',
      reason: /circuit/,
    },
  ];
  for (const { name, change, status, reason, ...given } of cases) {
    it(name, async () => {
      const e = enterprise();
      await e.connect();
      await change?.(e);
      const changed = { ...end, ...given.end };
      e.site.tunnel(changed);
      e.pass(1);
      const tunnel = e.site.tunnel(changed);
      assert.equal(tunnel.status, status);
      assert.match(tunnel.reason, reason);
    });
  }

  it('is off at the start, takes a minute, and is not brought down by an unrelated change', async () => {
    const e = enterprise();
    assert.equal(e.site.tunnel(end).status, 'NotConnected');
    await e.connect();
    e.pass(-0.5);
    assert.equal(e.site.tunnel(end).status, 'Connecting');
    e.pass(0.5);
    assert.equal(e.site.tunnel(end).status, 'Connected');
    await e.ask('PUT', '/site/routes', { prefix: '10.24.0.0/16' });
    await e.ask('PUT', '/site/vpn-device', { peer: end.gatewayAddress, sharedKey: key });
    assert.equal(e.site.tunnel(end).status, 'Connected');
    assert.equal(e.site.tunnel({ ...end, sharedKey: 'changed in Azure' }).status, 'Connecting');
  });

  it('comes up over ExpressRoute once the circuit is provisioned', async () => {
    const e = enterprise();
    const circuit: TunnelEnd = { ...end, kind: 'ExpressRoute' };
    await e.ask('PUT', '/site/expressroute', { provisioned: true });
    e.site.tunnel(circuit);
    e.pass(1);
    assert.equal(e.site.tunnel(circuit).status, 'Connected');
  });
});

describe('simulated site: domain join', () => {
  const cases: {
    name: string;
    change?: (e: Enterprise) => unknown;
    settings?: Partial<Parameters<Site['joinDomain']>[1]>;
    password?: string;
    code?: number;
  }[] = [
    { name: 'succeeds' },
    { name: 'takes a user principal name', settings: { User: 'svc-join@corp.contoso.com' } },
    { name: 'takes an organizational unit', settings: { OUPath: 'ou=servers,dc=corp,dc=contoso,dc=com' } },
    { name: 'takes an empty OU as CN=Computers', settings: { OUPath: '' } },
    { name: 'needs the tunnel', change: (e) => e.ask('PUT', '/site/firewall', { open: false }), code: 1355 },
    {
      name: "needs the domain's DNS servers on the machine",
      change: (e) => void (e.azure.machines[0] = { ...machine, dnsServers: ['168.63.129.16'] }),
      code: 1355,
    },
    {
      name: 'needs a DNS server that answers',
      change: async (e) => {
        await e.ask('PUT', '/site/dns/servers/dc1', { answering: false });
        await e.ask('PUT', '/site/dns/servers/dc2.corp.contoso.com', { answering: false });
      },
      code: 1355,
    },
    {
      name: 'is content with one DNS server that answers',
      change: (e) => e.ask('PUT', '/site/dns/servers/10.10.0.4', { answering: false }),
    },
    {
      name: 'needs local prefixes that hold the controllers',
      change: (e) => {
        const narrow = { ...end, localPrefixes: ['10.10.99.0/24'] };
        e.azure.machines[0] = { ...machine, connections: [narrow] };
        e.site.tunnel(narrow);
        e.pass(1);
      },
      code: 1355,
    },
    { name: 'needs the right domain', settings: { Name: 'corp.fabrikam.com' }, code: 1355 },
    { name: 'needs the right password', password: 'wrong', code: 1326 },
    { name: 'needs an account that exists', settings: { User: 'CORP\\nobody' }, code: 1326 },
    { name: 'needs the right realm', settings: { User: 'OTHER\\svc-join' }, code: 1326 },
    {
      name: 'needs the changed password',
      change: (e) => e.ask('PUT', '/site/directory/accounts/svc-join', { password: 'Changed-1' }),
      code: 1326,
    },
    {
      name: 'needs an unlocked account',
      change: (e) => e.ask('PUT', '/site/directory/accounts/svc-join', { locked: true }),
      code: 1909,
    },
    {
      name: 'needs an OU that exists',
      settings: { OUPath: 'OU=Nowhere,DC=corp,DC=contoso,DC=com' },
      code: 2,
    },
    {
      name: 'needs rights',
      change: (e) => e.ask('PUT', '/site/directory/accounts/svc-join', { rights: 'none' }),
      code: 5,
    },
    {
      name: 'lets an ordinary user create only in CN=Computers',
      change: (e) => e.ask('PUT', '/site/directory/accounts/svc-join', { rights: 'user' }),
      settings: { OUPath: 'OU=Servers,DC=corp,DC=contoso,DC=com' },
      code: 5,
    },
    {
      name: 'counts the quota of an ordinary user',
      change: async (e) => {
        await e.ask('PUT', '/site/directory/accounts/svc-join', { rights: 'user' });
        await e.ask('PUT', '/site/directory', { machineAccountQuota: 0 });
      },
      code: 8557,
    },
    {
      name: "refuses another creator's computer account",
      change: (e) => e.ask('PUT', '/site/directory/computers/dirsync1', { createdBy: 'someone' }),
      code: 2224,
    },
    {
      name: "reuses the creator's own computer account",
      change: (e) => e.ask('PUT', '/site/directory/computers/dirsync1', { createdBy: 'svc-join' }),
    },
    { name: 'needs an account when it may not create one', settings: { Options: '1' }, code: 1317 },
  ];
  for (const { name, change, settings, code, ...given } of cases) {
    it(name, async () => {
      const e = enterprise();
      await e.connect();
      await change?.(e);
      const joined = join(e, settings, given.password ?? password);
      assert.equal(joined.joined, code === undefined, JSON.stringify(joined));
      if (!joined.joined) assert.equal(joined.code, code);
      const { body } = await e.ask('GET', '/site');
      const [server] = (body as { machines: { domain: string | null; trusted: boolean }[] }).machines;
      assert.equal(server?.trusted, code === undefined);
    });
  }

  it('registers the A record after the reboot, but never over a stranger record', async () => {
    const records = async (e: Enterprise) =>
      ((await e.ask('GET', '/site')).body as { dns: { records: Body[] } }).dns.records;
    const e = enterprise();
    await e.connect();
    join(e);
    assert.deepEqual(await records(e), []);
    e.pass(2);
    assert.deepEqual(await records(e), [{ name: 'dirsync1.corp.contoso.com', address: '10.24.64.36' }]);

    const stale = enterprise();
    await stale.connect();
    await stale.ask('PUT', '/site/dns/records', { name: 'DIRSYNC1', address: '10.24.64.99' });
    join(stale);
    stale.pass(5);
    assert.deepEqual(await records(stale), [{ name: 'dirsync1.corp.contoso.com', address: '10.24.64.99' }]);
  });

  it('lets a rebuilt machine join again under its name', async () => {
    const e = enterprise();
    await e.connect();
    assert.ok(join(e).joined);
    e.site.forget(machine.id.toUpperCase());
    const [before] = ((await e.ask('GET', '/site')).body as { machines: Body[] }).machines;
    assert.equal(before?.domain, null);
    assert.ok(join(e).joined);
  });

  it('needs no tunnel where the controllers are in the virtual network, or a link exists', async () => {
    const near = enterprise();
    near.azure.machines[0] = { ...machine, addressSpace: ['10.10.0.0/16'], connections: [] };
    assert.ok(join(near).joined);
    const linked = enterprise();
    linked.azure.machines[0] = { ...machine, connections: [] };
    assert.equal(join(linked).joined, false);
    await linked.ask('PUT', '/site/links', { prefix: '10.24.64.0/20' });
    assert.ok(join(linked).joined);
  });
});

describe('simulated site: people', () => {
  it('are the same each time, unique, and transliterated in their names', () => {
    const people = buildPeople({ ...options.site, people: 2500 });
    assert.deepEqual(people, buildPeople({ ...options.site, people: 2500 }));
    for (const property of ['userPrincipalName', 'samAccountName', 'objectGuid'] as const) {
      assert.equal(new Set(people.map((person) => person[property])).size, 2500, property);
    }
    assert.ok(people.every(({ userPrincipalName }) => /^[a-z0-9.]+@contoso\.com$/.test(userPrincipalName)));
    assert.ok(people.every(({ samAccountName }) => samAccountName.length <= 20));
    // eslint-disable-next-line no-control-regex
    assert.ok(people.some(({ displayName }) => /[^\x00-\x7f]/.test(displayName)));
  });
  it('have plain names', () => {
    assert.equal(plain('Jürgen'), 'jurgen');
    assert.equal(plain("O'Neill Groß Ł Đorđe Ülle Yılmaz"), 'oneillgrossldordeulleyilmaz');
  });
});

describe('simulated site: staff API', () => {
  it('never shows a key or a password', async () => {
    const e = enterprise();
    await e.connect();
    await e.ask('PUT', '/site/directory/accounts/other', { password: 'Another-secret-1' });
    const shown = JSON.stringify((await e.ask('GET', '/site')).body) + JSON.stringify(e.world.state);
    for (const secret of [key, password, 'Another-secret-1']) assert.ok(!shown.includes(secret));
  });

  const bad: [
    method: 'PUT' | 'POST' | 'DELETE',
    url: string,
    body: object,
    status: number,
    message: RegExp,
  ][] = [
    ['PUT', '/site/vpn-device', { peer: 'gw', sharedKey: key }, 400, /peer: Invalid IPv4/],
    ['PUT', '/site/vpn-device', { peer: '198.51.100.7' }, 400, /sharedKey/],
    ['PUT', '/site/firewall', { open: 'yes' }, 400, /open: .*boolean/],
    ['PUT', '/site/routes', { prefix: '10.24.64.0' }, 400, /prefix: .* is not an IPv4 prefix/],
    ['DELETE', '/site/routes', { prefix: '10.24.64.0/20' }, 404, /no route/],
    ['PUT', '/site/links', {}, 400, /prefix/],
    ['PUT', '/site/expressroute', {}, 400, /provisioned/],
    ['POST', '/site/entra-connect-wizard', { server: 'NOPE' }, 404, /no server/],
    ['PUT', '/site/directory/accounts/nobody', { locked: true }, 404, /no account/],
    ['PUT', '/site/directory/accounts/svc-join', { container: 'OU=X' }, 400, /container: must be one of/],
    ['DELETE', '/site/directory/computers/none', {}, 404, /no computer account/],
    ['PUT', '/site/dns/servers/dc9', { answering: false }, 404, /no DNS server/],
    ['PUT', '/site/dns/records', { name: 'a.other.example', address: '10.0.0.1' }, 400, /not in the zone/],
    ['DELETE', '/site/dns/records', { name: 'nope' }, 404, /no A record/],
    ['PUT', '/tenant/skus/NOPE', { enabled: 1 }, 404, /no subscription/],
    ['PUT', '/tenant/skus/SPE_E3', { enabled: -1 }, 400, /enabled/],
    ['PUT', '/site/scheduler', { enabled: true }, 409, /not configured/],
    ['PUT', '/site/scheduler', {}, 400, /one of enabled/],
    ['POST', '/site/scheduler/cycle', {}, 409, /not configured/],
    [
      'PUT',
      '/site/installers',
      { url: 'https://x.example/a', sha256: '1', version: '2' },
      400,
      /sha256.*version/,
    ],
    ['PUT', '/site/users/nobody@contoso.com/account', { enabled: false }, 404, /no person/],
  ];
  for (const [method, url, body, status, message] of bad) {
    it(`answers ${status} to ${method} ${url} ${JSON.stringify(body).slice(0, 50)}`, async () => {
      const answer = await enterprise().ask(method, url, body);
      assert.equal(answer.status, status);
      assert.match((answer.body as { error: { message: string } }).error.message, message);
    });
  }
});
