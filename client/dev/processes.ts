import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SimulatorEndpoints } from '../../simulator/world';
import { bareEnvironment, nodeArguments, spawnGuarded, stopGuarded } from '../../temporal/processes';

const root = join(__dirname, '../..');
const startTimeoutMs = 60_000;

export interface Running {
  /** Where what it prints is kept. */
  log: string;
  stop(): Promise<void>;
}

/** Starts the simulator and returns when it listens. Its options hold simulated passwords, so they go by file. */
export async function startSimulator(
  optionsFile: string,
  log: string,
): Promise<Running & { endpoints: SimulatorEndpoints }> {
  const args = [...nodeArguments(join(root, 'simulator/main')), optionsFile];
  const child = spawnGuarded(process.execPath, args, { env: bareEnvironment() });
  keep(child, 'stderr', log);
  const lines = createInterface({ input: child.stdout! });
  const first = new Promise<string>((resolve) => lines.once('line', resolve));
  const line = await within(first, child, 'the simulator', log);
  return { endpoints: JSON.parse(line) as SimulatorEndpoints, log, stop: () => stopGuarded(child) };
}

/** Starts a worker and returns when it is healthy. */
export async function startWorker(env: NodeJS.ProcessEnv, log: string): Promise<Running> {
  const child = spawnGuarded(process.execPath, [...nodeArguments(join(root, 'client/main')), 'worker'], {
    env,
  });
  keep(child, 'stderr', log);
  child.stdout!.resume();
  await within(healthy(`http://${env.DIRSYNC_HEALTH_ADDRESS}`, child), child, 'the worker', log);
  return { log, stop: () => stopGuarded(child) };
}

async function healthy(address: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  while (child.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it never became healthy');
}

async function within<T>(ready: Promise<T>, child: ChildProcess, what: string, log: string): Promise<T> {
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with code ${code}`)));
    setTimeout(
      () => reject(new Error(`it was not ready after ${startTimeoutMs / 1000} seconds`)),
      startTimeoutMs,
    ).unref();
  });
  try {
    return await Promise.race([ready, ended]);
  } catch (error) {
    await stopGuarded(child);
    throw new Error(`${what} did not start: ${(error as Error).message}. What it printed is in ${log}.`, {
      cause: error,
    });
  }
}

function keep(child: ChildProcess, stream: 'stderr', log: string): void {
  child[stream]!.pipe(createWriteStream(log, { flags: 'a', mode: 0o600 }));
}
