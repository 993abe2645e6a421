import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulatorEndpoints } from '../../simulator/world';
import { connectClient, connectConfig, isServerGiven } from '../../temporal/connect';
import { startDevServer } from '../../temporal/devServer';
import { freePorts } from '../../temporal/processes';
import type { Worksheet } from '../../worksheet/schema';
import { requireSearchAttributes } from '../attributes';
import type { Secrets } from './contoso';
import { enterpriseOf, makeSecrets, secretVariables } from './contoso';
import { vouchingVariables } from './vouching';
import type { Running } from './processes';
import { startSimulator, startWorker } from './processes';

export interface EnterpriseOptions {
  worksheet: Worksheet;
  /** Database, simulator state, secrets and logs; a later start with the same folder goes on where it was. */
  directory: string;
  /** How many times faster than Azure the simulator is. */
  speed: number;
  /** Where the worker writes reports. */
  runsDirectory: string;
  taskQueue: string;
  port?: number;
  uiPort?: number;
  /** Told what is being started. */
  say: (line: string) => void;
}

/** A Temporal server, a simulated enterprise and a worker, with what it takes to reach them. */
export interface Enterprise {
  temporal: { address: string; namespace: string; ui?: string; source: string };
  endpoints: SimulatorEndpoints;
  secrets: Secrets;
  /** For command line and workers: addresses, credentials and secrets of the simulated enterprise. */
  env: NodeJS.ProcessEnv;
  worker: Running;
  stop(): Promise<void>;
}

/** Milliseconds between polls where Azure names no Retry-After: the simulated services are that much faster. */
const pollIntervalMs = 250;

export async function startEnterprise(options: EnterpriseOptions): Promise<Enterprise> {
  const { directory, worksheet, say } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.reverse()) await one();
    stops.length = 0;
  };
  try {
    const temporal = await reachTemporal(options, stops);
    say(
      `Temporal server at ${temporal.address}, from ${temporal.source}${temporal.ui ? `; its UI: ${temporal.ui}` : ''}`,
    );
    const secrets = rememberedSecrets(directory);
    const optionsFile = join(directory, 'simulator.json');
    const simulated = enterpriseOf(worksheet, secrets, join(directory, 'simulator'), options.speed);
    writeFileSync(optionsFile, JSON.stringify(simulated), { mode: 0o600 });
    const simulator = await startSimulator(optionsFile, join(directory, 'simulator.log'));
    stops.push(() => simulator.stop());
    say(`Simulated enterprise (Azure, Graph, DNS and the site), ${options.speed} times faster than Azure`);
    const env = {
      ...(await environmentOf(options, temporal, simulator.endpoints, secrets)),
      ...(await vouchingVariables(worksheet, directory, simulator.endpoints.caFile)),
    };
    const worker = await startWorker(env, join(directory, 'worker.log'));
    stops.push(() => worker.stop());
    say(`Worker on task queue ${options.taskQueue}; its log: ${worker.log}`);
    return { temporal, endpoints: simulator.endpoints, secrets, env, worker, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The server that the user gave, else a development server of our own. */
async function reachTemporal(
  options: EnterpriseOptions,
  stops: (() => Promise<void>)[],
): Promise<Enterprise['temporal']> {
  if (!isServerGiven()) {
    const databaseFile = join(options.directory, 'temporal.db');
    const server = await startDevServer({ databaseFile, port: options.port, uiPort: options.uiPort });
    stops.push(() => server.stop());
    return { address: server.address, namespace: server.namespace, ui: server.ui, source: server.source };
  }
  const { address, namespace } = connectConfig();
  const client = await connectClient({ ...process.env, DIRSYNC_PAYLOAD_KEY: 'none' });
  try {
    await requireSearchAttributes(client);
  } finally {
    await client.connection.close();
  }
  return { address, namespace, source: 'the environment or profile (TEMPORAL_ADDRESS, TEMPORAL_PROFILE)' };
}

/** What command line and workers are told of a simulated enterprise. */
export async function environmentOf(
  options: Pick<EnterpriseOptions, 'worksheet' | 'taskQueue' | 'runsDirectory'>,
  temporal: Pick<Enterprise['temporal'], 'address' | 'namespace'>,
  endpoints: SimulatorEndpoints,
  secrets: Secrets,
): Promise<NodeJS.ProcessEnv> {
  const [health, metrics] = await freePorts(2);
  return {
    ...process.env,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    // So that the Temporal UI of a demo reads well; all that it shows is simulated.
    DIRSYNC_PAYLOAD_KEY: process.env.DIRSYNC_PAYLOAD_KEY || 'none',
    ...secretVariables(secrets, options.worksheet),
    AZURE_AUTHORITY_HOST: endpoints.authority,
    DIRSYNC_ARM_ENDPOINT: endpoints.arm,
    DIRSYNC_GRAPH_ENDPOINT: endpoints.graph,
    DIRSYNC_CA_FILE: endpoints.caFile,
    DIRSYNC_DNS_ENDPOINTS: Object.entries(endpoints.dns)
      .map((pair) => pair.join('='))
      .join(','),
    DIRSYNC_POLL_INTERVAL_MS: `${pollIntervalMs}`,
    DIRSYNC_TASK_QUEUE: options.taskQueue,
    DIRSYNC_RUNS_DIR: options.runsDirectory,
    DIRSYNC_HEALTH_ADDRESS: `127.0.0.1:${health}`,
    DIRSYNC_METRICS_ADDRESS: `127.0.0.1:${metrics}`,
  };
}

/** The secrets outlive a restart, as the simulator's state does. */
function rememberedSecrets(directory: string): Secrets {
  const file = join(directory, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secrets = makeSecrets();
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}
