import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Site, SimulatorEndpoints, SimulatorOptions, World } from '../world';
import { registerArm } from '../arm';
import { registerSwitches } from '../arm/switches';
import { registerSignIn } from '../signin';
import { registerApplications } from '../signin/permissions';
import { registerVault } from '../vault';
import { ensureCertificates } from './certificates';
import { createClock } from './clock';
import { registerClock } from './clockApi';
import { injectFaults, readFaults, registerFaults } from './faults';
import { readJson, writeAtomically } from './files';
import { keepJournal, serveJournal } from './journal';
import { requireSameOrigin } from './sameOrigin';
import { createService, listen } from './server';
import { openStore } from './store';

/** What is on the customer's side of the simulated enterprise. */
export interface Parts {
  createSite(world: World): Site;
  registerSite(app: FastifyInstance, world: World): unknown;
  registerGraph(app: FastifyInstance, world: World): unknown;
  startDns(world: World): Promise<{ dns: Record<string, string>; stop(): unknown }>;
}

export interface Simulator {
  endpoints: SimulatorEndpoints;
  world: World;
  stop(): Promise<void>;
}

const services = ['authority', 'arm', 'graph', 'vault', 'site'] as const;

export async function start(options: SimulatorOptions, parts: Parts): Promise<Simulator> {
  const { directory } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const certificates = await ensureCertificates(directory);
  const endpointsFile = join(directory, 'endpoints.json');
  const remembered = readJson<SimulatorEndpoints>(endpointsFile);
  const store = openStore(directory);
  const world: World = {
    options,
    endpoints: remembered ?? {
      authority: '',
      arm: '',
      graph: '',
      vault: '',
      site: '',
      dns: {},
      caFile: certificates.caFile,
    },
    clock: createClock(options.speed, store.state, () => store.changed()),
    state: store.state,
    changed: () => store.changed(),
  };
  if (options.faultsFile !== undefined) readFaults(world, options.faultsFile);
  world.site = parts.createSite(world);

  const apps = new Map<(typeof services)[number], FastifyInstance>();
  for (const service of services) {
    const app = createService(certificates);
    app.addHook('onSend', async () => store.flush());
    if (service !== 'site') injectFaults(app, service, world);
    keepJournal(app, service, directory);
    apps.set(service, app);
  }
  await registerSignIn(apps.get('authority')!, world);
  await registerArm(apps.get('arm')!, world);
  await registerVault(apps.get('vault')!, world);
  await parts.registerGraph(apps.get('graph')!, world);
  const site = apps.get('site')!;
  requireSameOrigin(site, world);
  await parts.registerSite(site, world);
  registerSwitches(site, world);
  registerApplications(site, world);
  registerClock(site, world);
  registerFaults(site, world);
  if (!site.hasRoute({ method: 'GET', url: '/journal' })) serveJournal(site, directory);

  let dns: Awaited<ReturnType<Parts['startDns']>> | undefined;
  const stop = async () => {
    await Promise.all([...[...apps.values()].map((app) => app.close()), dns?.stop()]);
    store.close();
  };
  try {
    for (const [service, app] of apps) {
      world.endpoints[service] = await listen(app, options.host ?? '127.0.0.1', remembered?.[service]);
    }
    dns = await parts.startDns(world);
  } catch (error) {
    await stop();
    throw error;
  }
  Object.assign(world.endpoints, { dns: dns.dns, caFile: certificates.caFile });
  writeAtomically(endpointsFile, JSON.stringify(world.endpoints, undefined, 2));
  world.changed();
  return { endpoints: world.endpoints, world, stop };
}
