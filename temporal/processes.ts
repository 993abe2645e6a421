import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, extname, join } from 'node:path';

/** Runs a program to its end; the error names the program and carries the end of what it printed. */
export function run(program: string, args: string[], timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const why = error.killed
        ? `was stopped after ${timeoutMs / 1000} seconds`
        : stderr.trim().slice(-400) || error.message;
      reject(new Error(`${program}: ${why}`));
    });
  });
}

/** The path of a program on PATH, if it is there. */
export async function onPath(program: string, path = process.env.PATH ?? ''): Promise<string | undefined> {
  const names = process.platform === 'win32' ? [`${program}.exe`] : [program];
  for (const directory of path.split(delimiter).filter(Boolean)) {
    for (const name of names) {
      if (await isExecutable(join(directory, name))) return join(directory, name);
    }
  }
  return undefined;
}

export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Free TCP ports on loopback, all different; each is held until all are known. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) =>
        server.once('error', reject).listen(0, '127.0.0.1', resolve),
      );
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

const harmless = [
  /^(PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|TZ|TMPDIR|TMP|TEMP)$/,
  /^(LC|XDG|NODE)_/,
  /^(SYSTEMROOT|WINDIR|COMSPEC|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA)$/i,
];

/** For programs that need nothing of ours: whoever starts them may have passwords and keys in the environment, for the worker. */
export const bareEnvironment = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => harmless.some((form) => form.test(name))));

/**
 * Spawns a program that ends when this process ends, even by SIGKILL: a small guard process holds a pipe from here
 * and stops the program when the pipe closes.
 */
export function spawnGuarded(program: string, args: string[], options: SpawnOptions = {}): ChildProcess {
  const guard = nodeArguments(join(__dirname, 'guard'));
  return spawn(process.execPath, [...guard, program, ...args], {
    ...options,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Arguments with which node runs one of our own scripts (named without ending): as built, or from source in tests. */
export function nodeArguments(script: string): string[] {
  const ending = extname(__filename);
  return [...(ending === '.ts' ? ['--require', 'tsx/cjs'] : []), `${script}${ending}`];
}

/** Asks the guarded program to stop, and waits until it has. */
export async function stopGuarded(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin?.end();
  await ended;
}
