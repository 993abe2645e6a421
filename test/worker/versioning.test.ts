import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import type { WorkflowBundle } from '@temporalio/worker';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { createDirsyncClient, DirsyncError } from '../../client';
import { workflowId } from '../../roadmap/messages';
import { connectClient } from '../../temporal/connect';
import type { DevServer } from '../../temporal/devServer';
import { startDevServer } from '../../temporal/devServer';
import { findTemporalCli } from '../../temporal/programs';
import { versioning } from '../../worker/versioning';
import { mockActivities } from '../support/activities';
import { isOpen, quieten } from '../support/timeSkipping';
import { contoso } from '../support/worksheet';

const taskQueue = 'dirsync-versions';
const anna = 'anna.berg@contoso.com';

/** A fleet whose deployments wait in gates gets a new version of the worker; docs/operations.md, "Upgrade". */
describe('versions of the worker', function () {
  this.timeout('2 minutes');
  let server: DevServer;
  let connection: NativeConnection;
  let client: Client;
  let bundle: WorkflowBundle;
  let cli: (...args: string[]) => Promise<string>;
  const running: { worker: Worker; done: Promise<void> }[] = [];

  before(async () => {
    quieten();
    server = await startDevServer();
    connection = await NativeConnection.connect({ address: server.address });
    client = await connectClient({ TEMPORAL_ADDRESS: server.address, DIRSYNC_PAYLOAD_KEY: 'none' });
    const workflowsPath = require.resolve('../../workflows');
    bundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    const { path } = await findTemporalCli();
    cli = async (...args) =>
      (await promisify(execFile)(path, [...args, '--address', server.address, '--output', 'json'])).stdout;
  });
  after(async () => {
    for (const { worker } of running) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.all(running.map(({ done }) => done));
    await client?.connection.close();
    await connection?.close();
    await server?.stop();
  });

  async function start(buildId: string): Promise<Worker> {
    const worker = await Worker.create({
      connection,
      taskQueue,
      workflowBundle: bundle,
      activities: mockActivities().activities,
      ...versioning('dirsync', buildId),
    });
    running.push({ worker, done: worker.run() });
    // The server learns of a version by its first poll.
    for (;;) {
      try {
        await cli(
          'worker',
          'deployment',
          'describe-version',
          '--deployment-name',
          'dirsync',
          '--build-id',
          buildId,
        );
        return worker;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }
  const makeCurrent = (buildId: string) =>
    cli(
      'worker',
      'deployment',
      'set-current-version',
      '--deployment-name',
      'dirsync',
      '--build-id',
      buildId,
      '--yes',
    );
  const dirsync = () => createDirsyncClient({ client, taskQueue, answerWithinMs: 3000 });
  const versionOf = async (deployment: string) => {
    const { raw } = await client.workflow.getHandle(workflowId(deployment)).describe();
    return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
  };

  async function waitsInTheGate(deployment: string): Promise<void> {
    const worksheet = contoso((input) => (input.deployment = deployment));
    await dirsync().deploy({ worksheet, requestedBy: anna });
    for (;;) {
      const progress = await dirsync().progress(deployment).catch(withoutWorker);
      if (progress && isOpen('plan')(progress)) return;
    }
  }
  const withoutWorker = (error: unknown): undefined => {
    if (!(error instanceof DirsyncError && error.code === 'NoWorker')) throw error;
  };

  it('a deployment stays with the version that it began on, and new ones go to the current one', async () => {
    const old = await start('1.0.0');
    await makeCurrent('1.0.0');
    await waitsInTheGate('waiting');
    await start('1.1.0');
    await makeCurrent('1.1.0');
    await waitsInTheGate('young');
    assert.equal(await versionOf('waiting'), '1.0.0');
    assert.equal(await versionOf('young'), '1.1.0');
    old.shutdown();
    await running[0]!.done;
    await assert.rejects(dirsync().progress('waiting'), { code: 'NoWorker' });
  });

  it('can be moved to another version while it waits, and goes on there', async () => {
    const override = [
      '--versioning-override-behavior',
      'pinned',
      '--versioning-override-deployment-name',
      'dirsync',
    ];
    const id = ['--workflow-id', workflowId('waiting')];
    await cli('workflow', 'update-options', ...id, ...override, '--versioning-override-build-id', '1.1.0');
    const { message } = await dirsync().decide({
      deployment: 'waiting',
      gate: 'plan',
      decision: 'reject',
      by: anna,
    });
    assert.match(message, /rejected/);
    assert.equal((await dirsync().result('waiting')).outcome, 'cancelled');
  });
});

describe('versioning', () => {
  it('is off without a build id', () => assert.deepEqual(versioning('dirsync', undefined), {}));
});
