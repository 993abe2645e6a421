import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Connection } from '@temporalio/client';
import type { DevServer } from '../../temporal/devServer';
import { startDevServer } from '../../temporal/devServer';
import { nodeArguments } from '../../temporal/processes';
import { missingSearchAttributes } from '../../temporal/searchAttributes';

const module = join(__dirname, '../../temporal/devServer');

const answers = (address: string): Promise<boolean> =>
  Connection.connect({ address, connectTimeout: '500 ms' }).then(
    async (connection) => {
      await connection.close();
      return true;
    },
    () => false,
  );

async function untilSilent(address: string): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (await answers(address)) {
    if (Date.now() > deadline) throw new Error(`the server at ${address} outlived its parent`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('development server', () => {
  it('runs beside another, with UI and search attributes, and stops', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'dirsync-server-'));
    const servers: DevServer[] = [];
    try {
      const started = await Promise.allSettled([
        startDevServer({ databaseFile: join(directory, 'data', 'temporal.db') }),
        startDevServer(),
      ]);
      for (const one of started) if (one.status === 'fulfilled') servers.push(one.value);
      assert.deepEqual(
        started.map(({ status }) => status),
        ['fulfilled', 'fulfilled'],
      );
      const [first, second] = servers as [DevServer, DevServer];
      assert.notEqual(first.address, second.address);
      assert.equal((await fetch(first.ui)).status, 200);
      const connection = await Connection.connect({ address: first.address });
      assert.deepEqual(await missingSearchAttributes(connection, first.namespace), []);
      await connection.close();
      await first.stop();
      assert.equal(await answers(first.address), false);
      assert.equal(await answers(second.address), true);
    } finally {
      for (const server of servers) await server.stop();
      rmSync(directory, { recursive: true });
    }
  });

  it('does not outlive a parent that is killed', async () => {
    const script = `require(${JSON.stringify(module)}).startDevServer().then((server) => console.log(server.address));`;
    const loader = nodeArguments(module).slice(0, -1);
    const parent = spawn(process.execPath, [...loader, '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const address = await new Promise<string>((resolve) =>
      createInterface(parent.stdout).once('line', resolve),
    );
    assert.equal(await answers(address), true);
    parent.kill('SIGKILL');
    await untilSilent(address);
  });

  it('says what is wrong when it can not start', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    try {
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      await assert.rejects(startDevServer({ port }), (error: Error) => {
        assert.match(error.message, /development server \(.*\) did not start: it ended at once\n.*in use/s);
        return true;
      });
    } finally {
      other.close();
    }
  });
});
