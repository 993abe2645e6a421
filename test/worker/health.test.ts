import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { nodeArguments } from '../../temporal/processes';
import { serveHealth } from '../../worker/health';

/** What the container's health check runs. */
const probe = (port: number): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      nodeArguments(join(__dirname, '../../worker/probe')),
      { env: { ...process.env, DIRSYNC_HEALTH_ADDRESS: `0.0.0.0:${port}` } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });

describe('health endpoint', () => {
  it('answers 200 while the worker runs and 503 otherwise, and the probe says the same', async () => {
    let state = 'RUNNING';
    const health = await serveHealth(
      '127.0.0.1:0',
      () => state,
      () => state === 'RUNNING',
    );
    try {
      const ask = async () => {
        const answer = await fetch(`http://127.0.0.1:${health.port}/any`);
        return [answer.status, await answer.json()];
      };
      assert.deepEqual(await ask(), [200, { status: 'RUNNING' }]);
      assert.deepEqual(await probe(health.port), { code: 0, output: '{"status":"RUNNING"}\n' });
      state = 'DRAINING';
      assert.deepEqual(await ask(), [503, { status: 'DRAINING' }]);
      assert.deepEqual(await probe(health.port), { code: 1, output: '{"status":"DRAINING"}\n' });
    } finally {
      await health.close();
    }
    const silent = await probe(health.port);
    assert.equal(silent.code, 1);
    assert.match(silent.output, /does not answer/);
  });
});
