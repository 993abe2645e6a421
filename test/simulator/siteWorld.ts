import Fastify, { type FastifyInstance } from 'fastify';
import { createClock } from '../../simulator/core/clock';
import type { MachineFacts, SimulatorOptions, Site, TunnelEnd, World } from '../../simulator/world';
import type { Facts } from '../../simulator/site/facts';
import { siteOver } from '../../simulator/site/site';
import { staffOver } from '../../simulator/site/staff';

export const key = 'k'.repeat(32);
export const password = 'Join-2-the-domain';

export const options: SimulatorOptions = {
  directory: '/nowhere',
  speed: 6000,
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  tenant: {
    id: '11111111-1111-4111-8111-111111111111',
    domains: ['contoso.onmicrosoft.com', 'contoso.com'],
    skus: [
      { skuPartNumber: 'SPE_E3', skuId: '05e9a617-0261-4cee-bb44-138d3ef5d965', enabled: 100 },
      { skuPartNumber: 'SPE_F1', skuId: '66b55226-6b4f-492c-910c-a3b7a3c9d993', enabled: 2 },
    ],
  },
  applications: [],
  site: {
    domain: 'corp.contoso.com',
    netbiosName: 'CORP',
    upnSuffix: 'contoso.com',
    domainControllers: [
      { name: 'dc1', address: '10.10.0.4' },
      { name: 'dc2', address: '10.10.0.5' },
    ],
    prefixes: ['10.10.0.0/16'],
    vpnDevice: { publicAddress: '203.0.113.10' },
    joinAccount: { name: 'CORP\\svc-join', password },
    people: 120,
    proxy: { address: 'http://proxy.corp.contoso.com:8080' },
  },
};

export const end: TunnelEnd = {
  connectionId: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/connections/con-main',
  kind: 'IPsec',
  gatewayAddress: '198.51.100.7',
  deviceAddress: '203.0.113.10',
  localPrefixes: ['10.10.0.0/16'],
  addressSpace: ['10.24.64.0/20'],
  sharedKey: key,
};

export const machine: MachineFacts = {
  id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/DirSync1',
  computerName: 'DIRSYNC1',
  privateAddress: '10.24.64.36',
  dnsServers: ['10.10.0.4', '10.10.0.5'],
  addressSpace: ['10.24.64.0/20'],
  powerState: 'running',
  hasOutbound: true,
  memoryGiB: 8,
  connections: [end],
};

export interface Enterprise {
  world: World;
  facts: Facts;
  site: Site;
  /** What Azure has; tests change it. */
  azure: { machines: MachineFacts[]; ends: TunnelEnd[] };
  /** Lets minutes of Azure pass. */
  pass(minutes: number): void;
  staff: FastifyInstance;
  /** Sends the staff's request and gives status and body. */
  ask(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    url: string,
    body?: object,
  ): Promise<{ status: number; body: never }>;
  /** Everything that makes the tunnel come up, and the minute that it takes. */
  connect(): Promise<void>;
}

/** A world over a fake Azure and a clock that moves only when told to. */
export function enterprise(state: Record<string, unknown> = {}, given = options): Enterprise {
  const noon = Date.parse('2026-11-24T12:00:00Z');
  const { speed } = given;
  const world: World = {
    options: given,
    endpoints: {
      authority: '',
      arm: '',
      graph: 'https://localhost:1',
      vault: '',
      site: '',
      dns: {},
      caFile: '',
    },
    clock: createClock(speed, {
      clock: { base: speed, configured: speed, speed, stopped: true, real: noon, shown: noon },
    }),
    state,
    changed: () => undefined,
  };
  const azure = { machines: [structuredClone(machine)], ends: [structuredClone(end)] };
  const facts: Facts = { machines: () => azure.machines, tunnelEnds: () => azure.ends };
  const staff = Fastify();
  staffOver(staff, world, facts);
  const ask: Enterprise['ask'] = async (method, url, body) => {
    const answer = await staff.inject({ method, url, payload: body });
    return { status: answer.statusCode, body: (answer.body === '' ? undefined : answer.json()) as never };
  };
  const pass = (minutes: number) => world.clock.step(minutes);
  const site = siteOver(world, facts);
  return {
    world,
    facts,
    site,
    azure,
    pass,
    staff,
    ask,
    connect: async () => {
      await ask('PUT', '/site/vpn-device', { peer: end.gatewayAddress, sharedKey: key });
      await ask('PUT', '/site/firewall', { open: true });
      await ask('PUT', '/site/routes', { prefix: '10.24.64.0/20' });
      site.tunnel(end);
      pass(1);
    },
  };
}

export function run(e: Enterprise, script: string, parameters: Record<string, string> = {}) {
  const [server] = e.azure.machines;
  if (!server) throw new Error('the test has no machine');
  const result = e.site.runScript(server, `# dirsync guest script: ${script}\nWrite-Output x\n`, parameters);
  const lines = result.output.trimEnd().split('\n');
  return { ...result, json: JSON.parse(lines.at(-1) ?? '') as Record<string, unknown> };
}

export function join(
  e: Enterprise,
  change: Partial<Parameters<Site['joinDomain']>[1]> = {},
  secret = password,
) {
  const [server] = e.azure.machines;
  if (!server) throw new Error('the test has no machine');
  return e.site.joinDomain(
    server,
    { Name: 'corp.contoso.com', User: 'CORP\\svc-join', Options: '3', ...change },
    secret,
  );
}
