import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeArguments, spawnGuarded, stopGuarded } from '../../temporal/processes';

const processes = join(__dirname, '../../temporal/processes');

const ended = (child: { once(event: 'exit', listener: (code: number | null) => void): unknown }) =>
  new Promise<number | null>((resolve) => child.once('exit', resolve));

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

export async function untilGone(pid: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`process ${pid} outlived its parent`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('guard', () => {
  it('passes on output and exit code', async () => {
    const child = spawnGuarded('/bin/sh', ['-c', 'echo out; echo err >&2; exit 7']);
    let output = '';
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk) => (output += String(chunk)));
    assert.equal(await ended(child), 7);
    assert.deepEqual(output.trim().split('\n').sort(), ['err', 'out']);
  });

  it('says which program could not be started', async () => {
    const child = spawnGuarded('/not/there', []);
    let output = '';
    child.stderr!.on('data', (chunk) => (output += String(chunk)));
    assert.equal(await ended(child), 127);
    assert.match(output, /\/not\/there: spawn .*ENOENT/);
  });

  it('stops the program when it is asked to', async () => {
    const child = spawnGuarded('sleep', ['100']);
    await stopGuarded(child);
    assert.equal(child.exitCode, 0);
    await stopGuarded(child);
  });

  it('stops the program when its parent is killed', async () => {
    const script = `
      const { spawnGuarded } = require(${JSON.stringify(processes)});
      spawnGuarded('/bin/sh', ['-c', 'echo $$; exec sleep 100']).stdout.pipe(process.stdout);`;
    const loader = nodeArguments(processes).slice(0, -1);
    const parent = spawn(process.execPath, [...loader, '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) => createInterface(parent.stdout).once('line', resolve));
    const pid = Number(line);
    assert.ok(isAlive(pid));
    parent.kill('SIGKILL');
    await untilGone(pid);
  });
});
