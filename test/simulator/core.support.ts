import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComputeManagementClient } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import { ClientSecretCredential } from '@azure/identity';
import { Agent, fetch } from 'undici';
import { startSimulator } from '../../simulator';
import type { Parts, Simulator } from '../../simulator/core/start';
import { start } from '../../simulator/core/start';
import type { Site, SimulatorOptions } from '../../simulator/world';
import { owner } from '../support/access';

export const subscriptionId = '11111111-2222-3333-4444-555555555555';
export const tenantId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
export const application = {
  clientId: '99999999-8888-7777-6666-555555555555',
  clientSecret: 'the~simulated.secret',
  displayName: 'dirsync',
};

/** For tests of what Graph does; what it refuses is in graph.permissions.test.ts. */
export const everythingInGraph = [
  'Directory.ReadWrite.All',
  'Directory.Read.All',
  'Group.ReadWrite.All',
  'OnPremDirectorySynchronization.ReadWrite.All',
];

export function optionsIn(directory: string, speed = 3000): SimulatorOptions {
  return {
    directory,
    speed,
    subscriptionId,
    tenant: { id: tenantId, domains: ['contoso.onmicrosoft.com', 'contoso.com'], skus: [] },
    applications: [{ ...application, permissions: everythingInGraph }, owner],
    site: {
      domain: 'corp.contoso.com',
      netbiosName: 'CORP',
      upnSuffix: 'contoso.com',
      domainControllers: [{ name: 'dc1', address: '10.10.0.4' }],
      prefixes: ['10.10.0.0/16'],
      vpnDevice: { publicAddress: '198.51.100.7' },
      joinAccount: { name: 'CORP\\joiner', password: 'Join!Password1' },
      people: 10,
    },
  };
}

/** What the site answers is settable, so that ARM's part can be seen alone. */
export interface FakeSite extends Site {
  calls: { joined: string[]; scripts: Record<string, string>[]; forgotten: string[] };
}

export function fakeSite(over: Partial<Site> = {}): FakeSite {
  const calls: FakeSite['calls'] = { joined: [], scripts: [], forgotten: [] };
  return {
    calls,
    tunnel: () => ({ status: 'NotConnected', reason: 'nobody configured the device' }),
    joinDomain: (machine) => {
      calls.joined.push(machine.computerName);
      return { joined: true };
    },
    runScript: (_machine, _script, parameters) => {
      calls.scripts.push(parameters);
      return { exitCode: 0, output: 'done', error: '', minutes: 1 };
    },
    forget: (id) => {
      calls.forgotten.push(id);
    },
    settle: () => undefined,
    ...over,
  };
}

export interface Bench {
  simulator: Simulator;
  directory: string;
  network: NetworkManagementClient;
  compute: ComputeManagementClient;
  resources: ResourceManagementClient;
  credential: ClientSecretCredential;
  ca: string;
  agent: Agent;
  token(scope?: string): Promise<string>;
  /** A plain request with a token. */
  call(
    method: string,
    url: string,
    body?: unknown,
  ): Promise<{ status: number; headers: Headers; body: unknown }>;
  close(): Promise<void>;
}

interface BenchOptions {
  /** The real site with Graph and DNS instead of a fake one. */
  whole?: boolean;
  options?: Partial<SimulatorOptions>;
  site?: Site;
  directory?: string;
  speed?: number;
}

export async function bench({
  whole,
  options: over,
  site = fakeSite(),
  directory,
  speed,
}: BenchOptions = {}): Promise<Bench> {
  const folder = directory ?? mkdtempSync(join(tmpdir(), 'simulator-'));
  const fake: Parts = {
    createSite: () => site,
    registerSite: () => undefined,
    registerGraph: () => undefined,
    startDns: async () => ({ dns: {}, stop: () => undefined }),
  };
  const given = { ...optionsIn(folder, speed), ...over };
  const simulator = await (whole ? startSimulator(given) : start(given, fake));
  const { endpoints } = simulator;
  const ca = readFileSync(endpoints.caFile, 'utf8');
  const credential = new ClientSecretCredential(tenantId, application.clientId, application.clientSecret, {
    authorityHost: endpoints.authority,
    disableInstanceDiscovery: true,
    tlsOptions: { ca },
  });
  const options = { endpoint: endpoints.arm, tlsOptions: { ca }, retryOptions: { maxRetries: 0 } };
  const agent = new Agent({ connect: { ca } });
  const token = async (scope = `${endpoints.arm}/.default`) => (await credential.getToken(scope)).token;
  return {
    simulator,
    directory: folder,
    network: new NetworkManagementClient(credential, subscriptionId, options),
    compute: new ComputeManagementClient(credential, subscriptionId, options),
    resources: new ResourceManagementClient(credential, subscriptionId, options),
    credential,
    ca,
    agent,
    token,
    call: async (method, url, body) => {
      const response = await fetch(url, {
        method,
        dispatcher: agent,
        headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers as unknown as Headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
    },
    close: async () => {
      await agent.close();
      await simulator.stop();
      if (!directory) rmSync(folder, { recursive: true, force: true });
    },
  };
}
