import type { ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { SimulatorEndpoints } from '../../simulator/world';
import { spawnGuarded } from '../../temporal/processes';

/** The programs as they are shipped, so that they start as fast as they do for users. */
const built = join(__dirname, '../../lib');

/** A real process, which can be killed for real. */
export interface Program {
  /** Ends it at once, by SIGKILL, and returns when it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop, by SIGTERM, and returns its exit code when it has. */
  stop(): Promise<number | null>;
  hasEnded(): boolean;
}

export function startWorker(env: NodeJS.ProcessEnv, log: string): Program {
  const child = spawnGuarded(process.execPath, [join(built, 'client/main.js'), 'worker'], { env });
  child.stdout!.resume();
  keep(child, log);
  return programOf(child);
}

/** Returns when the worker of this environment polls. */
export async function healthy({ DIRSYNC_HEALTH_ADDRESS }: NodeJS.ProcessEnv): Promise<void> {
  while (!(await fetch(`http://${DIRSYNC_HEALTH_ADDRESS}`).catch(() => undefined))?.ok) await wait(100);
}

export async function startSimulator(
  optionsFile: string,
  log: string,
): Promise<{ program: Program; endpoints: SimulatorEndpoints }> {
  const child = spawnGuarded(process.execPath, [join(built, 'simulator/main.js'), optionsFile]);
  keep(child, log);
  const lines = createInterface({ input: child.stdout! });
  const line = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}; see ${log}`)));
  });
  return { program: programOf(child), endpoints: JSON.parse(line) as SimulatorEndpoints };
}

export function programOf(child: ChildProcess): Program {
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const signal = async (name: NodeJS.Signals) => {
    if (!hasEnded()) process.kill(await guarded(child), name);
    return gone;
  };
  return { kill: async () => void (await signal('SIGKILL')), stop: () => signal('SIGTERM'), hasEnded };
}

/** The program is the one child of its guard (temporal/guard.ts). Linux only, as this suite is. */
async function guarded({ pid }: ChildProcess): Promise<number> {
  for (;;) {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    if (child) return Number(child);
    await wait(10);
  }
}

const keep = (child: ChildProcess, log: string) =>
  void child.stderr!.pipe(createWriteStream(log, { flags: 'a', mode: 0o600 }));
