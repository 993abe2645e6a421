import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { workflowId } from '../../roadmap/messages';
import type { DevServer } from '../../temporal/devServer';
import { startDevServer } from '../../temporal/devServer';
import { freePorts, nodeArguments } from '../../temporal/processes';
import { searchAttributeFlags } from '../../temporal/searchAttributes';
import { contoso } from '../support/worksheet';

interface Ended {
  code: number | null;
  log: string;
}

/** `dirsync worker` as it is run in production, a process of its own. */
function startWorker(env: NodeJS.ProcessEnv): {
  child: ChildProcess;
  log: () => string;
  ended: Promise<Ended>;
} {
  const child = spawn(process.execPath, [...nodeArguments(join(__dirname, '../../client/main')), 'worker'], {
    env: { ...process.env, DIRSYNC_PAYLOAD_KEY: 'none', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, log })));
  return { child, log: () => log, ended };
}

async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  log: () => string,
): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not reached\n${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('dirsync worker', function () {
  this.timeout('2 minutes');
  let server: DevServer;
  let connection: Connection;
  let silent: Server;
  before(async () => {
    server = await startDevServer();
    connection = await Connection.connect({ address: server.address });
    // A sign-in service that accepts connections and never answers: an activity that hangs.
    silent = createServer(() => undefined).listen(0, '127.0.0.1');
  });
  after(async () => {
    silent?.close();
    await connection?.close();
    await server?.stop();
  });

  it('refuses to start on a bad configuration, and lists all of it', async () => {
    const { code, log } = await startWorker({ DIRSYNC_LOG_LEVEL: 'loud', DIRSYNC_CREDENTIAL: 'guess' }).ended;
    assert.equal(code, 2);
    assert.match(log, /configuration is not usable/);
    assert.match(log, /DIRSYNC_LOG_LEVEL/);
    assert.match(log, /DIRSYNC_CREDENTIAL/);
  });

  it('refuses a namespace without the search attributes, and says how to add them', async () => {
    await connection.workflowService.registerNamespace({
      namespace: 'bare',
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    const [health, metrics] = await freePorts(2);
    const env = {
      TEMPORAL_ADDRESS: server.address,
      DIRSYNC_HEALTH_ADDRESS: `127.0.0.1:${health}`,
      DIRSYNC_METRICS_ADDRESS: `127.0.0.1:${metrics}`,
    };
    const { code, log } = await startWorker({ ...env, TEMPORAL_NAMESPACE: 'bare' }).ended;
    assert.equal(code, 2, log);
    for (const [name, type] of searchAttributeFlags.map((flag) => flag.split('='))) {
      const command = `temporal operator search-attribute create --namespace bare --name ${name} --type ${type}`;
      assert.ok(log.includes(command), log);
    }
  });

  it('says within a moment that no server answers', async () => {
    const [port, health, metrics] = await freePorts(3);
    const { code, log } = await startWorker({
      TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
      DIRSYNC_HEALTH_ADDRESS: `127.0.0.1:${health}`,
      DIRSYNC_METRICS_ADDRESS: `127.0.0.1:${metrics}`,
    }).ended;
    assert.equal(code, 1);
    assert.match(log, new RegExp(`No Temporal server answers at 127.0.0.1:${port}`));
  });

  it('reports health and metrics, logs deployment and step, and hands over at SIGTERM', async () => {
    const [health, metrics] = await freePorts(2);
    const authority = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const worker = startWorker({
      TEMPORAL_ADDRESS: server.address,
      DIRSYNC_TASK_QUEUE: 'worker-test',
      DIRSYNC_HEALTH_ADDRESS: `127.0.0.1:${health}`,
      DIRSYNC_METRICS_ADDRESS: `127.0.0.1:${metrics}`,
      DIRSYNC_SHUTDOWN_GRACE: '1 second',
      DIRSYNC_CREDENTIAL: 'clientSecret',
      AZURE_CLIENT_ID: 'test',
      AZURE_CLIENT_SECRET: 'a-secret-of-this-test',
      AZURE_AUTHORITY_HOST: authority,
    });
    try {
      await until(
        'healthy',
        async () => (await fetch(`http://127.0.0.1:${health}`).catch(() => undefined))?.status === 200,
        worker.log,
      );
      const worksheet = contoso();
      const handle = await new Client({ connection }).workflow.start('deployDirectorySync', {
        taskQueue: 'worker-test',
        workflowId: workflowId(worksheet.deployment),
        args: [{ worksheet, requestedBy: 'test' }],
      });
      await until('the activity runs', () => /"msg":"activity begins"/.test(worker.log()), worker.log);
      const lines = worker
        .log()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const started = lines.find(({ msg }) => msg === 'activity begins');
      assert.equal(started?.deployment, worksheet.deployment);
      assert.equal(started?.step, 'preflight');
      assert.equal(started?.name, 'dirsync-worker');
      const page = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
      assert.match(page, /^temporal_worker_task_slots_available\{/m);

      const asked = Date.now();
      worker.child.kill('SIGTERM');
      await until('the worker has ended', () => worker.child.exitCode !== null, worker.log);
      const { code, log } = await worker.ended;
      assert.equal(code, 0, log);
      assert.ok(Date.now() - asked < 10_000, `took ${Date.now() - asked} ms`);
      assert.match(log, /worker has shut down/);
      assert.ok(!log.includes('a-secret-of-this-test'));

      const { raw } = await handle.describe();
      const [activity] = raw.pendingActivities ?? [];
      assert.equal(activity?.lastFailure?.applicationFailureInfo?.type, 'WorkerShutdown');
      assert.equal(activity?.attempt, 2, 'the server goes on with another attempt');
      await handle.terminate('the test is over');
    } finally {
      worker.child.kill('SIGKILL');
    }
  });
});
