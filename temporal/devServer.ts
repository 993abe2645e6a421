import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Connection } from '@temporalio/client';
import { findTemporalCli } from './programs';
import { bareEnvironment, freePorts, spawnGuarded, stopGuarded } from './processes';
import { searchAttributeFlags } from './searchAttributes';

export interface DevServer {
  address: string;
  namespace: string;
  ui: string;
  /** Where the program came from. */
  source: string;
  /** The guard that runs the server (processes.ts). */
  guard: ChildProcess;
  stop(): Promise<void>;
}

export interface DevServerOptions {
  /** SQLite file; a later start with the same file goes on with the same workflows. */
  databaseFile?: string;
  /** Free ports are taken where none are given. */
  port?: number;
  uiPort?: number;
}

const startTimeoutMs = 60_000;

/** Starts Temporal's development server with its UI as a child that never outlives this process. */
export async function startDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const { path, source } = await findTemporalCli();
  const [port, uiPort, httpPort, metricsPort] = await freePorts(4);
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--ui-ip', '127.0.0.1', '--log-level', 'error'];
  args.push('--port', `${options.port ?? port}`, '--ui-port', `${options.uiPort ?? uiPort}`);
  args.push('--http-port', `${httpPort}`, '--metrics-port', `${metricsPort}`);
  for (const flag of searchAttributeFlags) args.push('--search-attribute', flag);
  if (options.databaseFile) {
    await mkdir(dirname(options.databaseFile), { recursive: true });
    args.push('--db-filename', options.databaseFile);
  }
  const child = spawnGuarded(path, args, { env: bareEnvironment() });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-2000)));
  }
  const address = `127.0.0.1:${options.port ?? port}`;
  try {
    await untilServing(address, () => child.exitCode !== null);
  } catch (error) {
    await stopGuarded(child);
    throw new Error(
      `Temporal's development server (${path}) did not start: ${(error as Error).message}\n${output}`,
      { cause: error },
    );
  }
  return {
    address,
    namespace: 'default',
    ui: `http://127.0.0.1:${options.uiPort ?? uiPort}`,
    source,
    guard: child,
    stop: () => stopGuarded(child),
  };
}

async function untilServing(address: string, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    if (hasEnded()) throw new Error('it ended at once');
    try {
      const connection = await Connection.connect({ address, connectTimeout: '2 seconds' });
      try {
        await connection.workflowService.describeNamespace({ namespace: 'default' });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
