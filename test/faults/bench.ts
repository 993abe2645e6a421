import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import pino from 'pino';
import { Agent, fetch } from 'undici';
import { createActivities } from '../../activities';
import { startSimulator, type Simulator } from '../../simulator';
import { readJournal, type JournalFilter } from '../../simulator/core/journal';
import type { JournalEntry, SimulatorOptions } from '../../simulator/world';
import { startDevServer } from '../../temporal/devServer';
import { optionsIn } from '../simulator/core.support';
import { settingsFor, skusOfExample, withoutRetryAfter } from '../support/simulated';
import { quieten } from '../support/timeSkipping';

/** One Temporal server for a file of the suite, with the bundle of its workflow. */
export async function openTemporal() {
  quieten();
  const server = await startDevServer();
  const connection = await NativeConnection.connect({ address: server.address });
  const clientConnection = await Connection.connect({ address: server.address });
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('./oneStep'),
    logger: new DefaultLogger('ERROR'),
  });
  return {
    client: new Client({ connection: clientConnection }),
    connection,
    workflowBundle,
    async close() {
      await clientConnection.close();
      await connection.close();
      await server.stop();
    },
  };
}
export type TemporalBench = Awaited<ReturnType<typeof openTemporal>>;

export interface BenchOptions {
  /** Left out: what production has. */
  pollIntervalMs?: number;
  requestTimeoutMs?: number;
  env?: NodeJS.ProcessEnv;
  options?: (options: SimulatorOptions) => void;
}

export const secretVariables = {
  DIRSYNC_VPN_SHARED_KEY: 'k3yK3yk3yK3yk3yK3yk3yK3yk3yK3yk3',
  DIRSYNC_ADMIN_PASSWORD: 'Correct-Horse-7-Battery',
  DIRSYNC_JOIN_PASSWORD: 'Join!Password1',
};

/** A simulated enterprise with the worker that serves it. */
export async function openBench(temporal: TemporalBench, given: BenchOptions = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'dirsync-faults-'));
  const options = optionsIn(directory, 6000);
  options.tenant.skus = skusOfExample(300);
  given.options?.(options);
  const simulator = await startSimulator(options);
  withoutRetryAfter(simulator);
  const settings = settingsFor(simulator, {
    env: { ...secretVariables, ...given.env },
    pollIntervalMs: given.pollIntervalMs,
  });
  settings.requestTimeoutMs = given.requestTimeoutMs;
  const agent = new Agent({ connect: { ca: settings.overrides.ca } });
  const taskQueue = directory;
  const worker = await Worker.create({
    connection: temporal.connection,
    taskQueue,
    workflowBundle: temporal.workflowBundle,
    activities: createActivities({
      settings,
      runsDirectory: join(directory, 'runs'),
      logger: pino({ level: 'silent' }),
    }),
  });
  const running = worker.run();
  return {
    simulator,
    settings,
    taskQueue,
    client: temporal.client,
    ask: (method: string, path: string, body?: object) => ask(simulator, agent, method, path, body),
    journal: (filter?: JournalFilter): JournalEntry[] => readJournal(directory, filter),
    async close() {
      worker.shutdown();
      await running;
      await agent.close();
      await simulator.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
export type Bench = Awaited<ReturnType<typeof openBench>>;

/** The staff's API of the simulated enterprise. */
async function ask({ endpoints }: Simulator, agent: Agent, method: string, path: string, body?: object) {
  const answer = await fetch(`${endpoints.site}${path}`, {
    method,
    dispatcher: agent,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
}

/** Looks often, so that the suite is quick. */
export const impatient: BenchOptions = { pollIntervalMs: 100 };

/** Where a request stays unanswered; long enough for those that are answered on a busy machine. */
export const hanging: BenchOptions = { requestTimeoutMs: 10_000 };
