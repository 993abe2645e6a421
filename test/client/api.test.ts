import assert from 'node:assert/strict';
import { Client } from '@temporalio/client';
import type { DirsyncClient } from '../../client';
import { createDirsyncClient, DirsyncError, Refused } from '../../client';
import { startDetails, startOptions } from '../../client/start';
import type { Progress } from '../../roadmap/progress';
import { failure } from '../support/activities';
import { openDevServer, taskQueue, worksheetFor } from './apiServer';

const by = 'anna@contoso.com';
const isOpen = (gate: string) => (progress: Progress) =>
  progress.gates.some((one) => one.id === gate && one.status === 'open');
const isParked = (step: string) => (progress: Progress) =>
  progress.steps.some((one) => one.id === step && one.status === 'parked');

/** Watches until it holds, for 20 seconds at the most. */
async function until(
  dirsync: DirsyncClient,
  deployment: string,
  holds: (progress: Progress) => boolean,
): Promise<Progress> {
  const signal = AbortSignal.timeout(20_000);
  for await (const progress of dirsync.watch(deployment, { everyMs: 50, signal })) {
    if (holds(progress)) return progress;
  }
  throw new Error(`${deployment} ended, or 20 seconds passed, before what the test waits for`);
}

const code = (wanted: DirsyncError['code'], message?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof DirsyncError, String((error as Error).cause ?? error));
  assert.equal(error.code, wanted, error.message);
  if (message) assert.match(error.message, message);
  return true;
};

describe('the typed client', () => {
  let server: Awaited<ReturnType<typeof openDevServer>>;
  let worker: { stop(): Promise<void> };
  let tunnelFails = true;

  before(async () => {
    server = await openDevServer();
    worker = await server.startWorker({
      awaitTunnel: async () => {
        if (tunnelFails) throw failure('TunnelNotConnected', 'the connection says NotConnected');
        return { evidence: { connectionStatus: 'Connected' } };
      },
    });
  });
  after(async () => {
    await worker?.stop();
    await server?.close();
  });

  it('starts a deployment with id, attributes, summary and details, and refuses a second one', async () => {
    const { dirsync, client } = server;
    const worksheet = worksheetFor();
    const { deployment } = worksheet;
    const started = await dirsync.deploy({ worksheet, requestedBy: by });
    assert.equal(started.workflowId, `dirsync/${deployment}`);
    await assert.rejects(
      dirsync.deploy({ worksheet, requestedBy: by }),
      code('AlreadyRunning', new RegExp(`dirsync status ${deployment}`)),
    );
    const described = await client.workflow.getHandle(started.workflowId).describe();
    assert.equal(described.runId, started.runId);
    assert.equal(await described.staticSummary(), `Directory synchronisation of ${deployment} in westeurope`);
    assert.match((await described.staticDetails()) ?? '', /vgw-site-/);
    assert.deepEqual(described.memo ?? {}, {});

    await until(dirsync, deployment, isOpen('plan'));
    assert.deepEqual((await dirsync.worksheet(deployment)).azure, worksheet.azure);
    const receipt = await dirsync.decide({ deployment, gate: 'plan', decision: 'reject', by });
    assert.match(receipt.message, /rejected/);
    assert.equal((await dirsync.result(deployment)).outcome, 'cancelled');
    assert.equal((await dirsync.progress(deployment)).outcome, 'cancelled');

    const again = await dirsync.deploy({ worksheet, requestedBy: by });
    assert.notEqual(again.runId, started.runId);
    await dirsync.abandon({ deployment, by, comment: 'the test is over' });
    assert.equal((await dirsync.result(deployment)).outcome, 'abandoned');
    await assert.rejects(
      dirsync.abandon({ deployment, by, comment: 'twice' }),
      code('DeploymentEnded', new RegExp(deployment)),
    );
  });

  it('goes through gates and a parked step to the end, and watching ends with it', async () => {
    const { dirsync } = server;
    const worksheet = worksheetFor();
    const { deployment } = worksheet;
    await dirsync.deploy({ worksheet, requestedBy: by });
    const seen: Progress[] = [];
    for await (const progress of dirsync.watch(deployment, {
      everyMs: 50,
      signal: AbortSignal.timeout(40_000),
    })) {
      seen.push(progress);
      for (const { id } of progress.gates.filter(({ status }) => status === 'open')) {
        await dirsync.decide({ deployment, gate: id, decision: 'approve', by }).catch((error: unknown) => {
          assert.ok(error instanceof Refused, 'a gate that was approved between two looks is refused');
        });
      }
      if (isParked('tunnel')(progress) && tunnelFails) {
        await assert.rejects(
          dirsync.skipStep({ deployment, step: 'tunnel', by, comment: 'no' }),
          (error: unknown) => error instanceof Refused && /can't be skipped/.test(error.message),
        );
        tunnelFails = false;
        const comment = 'the same worksheet again';
        await dirsync.retryStep({ deployment, step: 'tunnel', by, comment, worksheet: { ...worksheet } });
      }
    }
    tunnelFails = true;
    assert.equal(seen.at(-1)?.outcome, 'succeeded');
    assert.deepEqual(await dirsync.result(deployment), {
      outcome: 'succeeded',
      users: { synchronised: 3, licensed: 3, failed: [] },
    });
  });

  it('says why a message does not count, without asking where its shape is wrong', async () => {
    const { dirsync } = server;
    const worksheet = worksheetFor();
    const { deployment } = worksheet;
    await dirsync.deploy({ worksheet, requestedBy: by });
    await until(dirsync, deployment, isOpen('plan'));
    await assert.rejects(
      dirsync.decide({ deployment, gate: 'licensing', decision: 'approve', by }),
      code('Refused', /The gate licensing is not open yet/),
    );
    await assert.rejects(
      dirsync.retryStep({ deployment, step: 'gateway', by }),
      code('Refused', /No step is parked/),
    );
    await assert.rejects(
      dirsync.decide({ deployment, gate: 'plan', decision: 'approve', by: ' ' }),
      code('BadMessage', /by: must say who/),
    );
    await assert.rejects(dirsync.abandon({ deployment, by, comment: '' }), code('BadMessage', /comment/));
    await dirsync.abandon({ deployment, by, comment: 'the test is over' });
  });

  it('cancels, and tells the end of what was terminated', async () => {
    const { dirsync, client } = server;
    const cancelled = worksheetFor();
    const terminated = worksheetFor();
    for (const worksheet of [cancelled, terminated]) await dirsync.deploy({ worksheet, requestedBy: by });
    await until(dirsync, cancelled.deployment, isOpen('plan'));
    await dirsync.cancel(cancelled.deployment);
    assert.equal((await dirsync.result(cancelled.deployment)).outcome, 'cancelled');

    await until(dirsync, terminated.deployment, isOpen('plan'));
    await client.workflow.getHandle(`dirsync/${terminated.deployment}`).terminate('by the test');
    const progress = await dirsync.progress(terminated.deployment);
    assert.equal(progress.outcome, 'failed');
    assert.ok(progress.steps.every(({ status }) => !['running', 'waiting'].includes(status)));
    await assert.rejects(
      dirsync.result(terminated.deployment),
      code('DeploymentFailed', /failed: by the test/),
    );
  });

  it('lists the newest run of each deployment by tenant and by what waits', async () => {
    const { dirsync } = server;
    const tenant = '0a0a0a0a-1111-4222-8333-444444444444';
    const [waiting, over] = [
      worksheetFor((w) => (w.azure.tenantId = tenant)),
      worksheetFor((w) => (w.azure.tenantId = tenant)),
    ];
    for (const worksheet of [over, waiting]) {
      await dirsync.deploy({ worksheet, requestedBy: by });
      await until(dirsync, worksheet.deployment, isOpen('plan'));
    }
    await dirsync.decide({ deployment: over.deployment, gate: 'plan', decision: 'reject', by });
    await dirsync.result(over.deployment);
    // Visibility follows a moment later.
    let listed = await dirsync.list({ tenant });
    const settled = () =>
      listed.some(({ outcome }) => outcome) && listed.some(({ waitingFor }) => waitingFor.length);
    for (const deadline = Date.now() + 10_000; !settled() && Date.now() < deadline;) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      listed = await dirsync.list({ tenant });
    }
    assert.deepEqual(
      listed.map(({ deployment, phase, waitingFor, outcome }) => ({
        deployment,
        phase,
        waitingFor,
        outcome,
      })),
      [
        {
          deployment: waiting.deployment,
          phase: 'Plan',
          waitingFor: ['gate:plan'],
          outcome: undefined,
        },
        { deployment: over.deployment, phase: listed[1]!.phase, waitingFor: [], outcome: 'cancelled' },
      ],
    );
    assert.deepEqual(
      (await dirsync.list({ tenant, waiting: true })).map(({ deployment }) => deployment),
      [waiting.deployment],
    );
    assert.deepEqual(await dirsync.list({ tenant: 'ffffffff-1111-4222-8333-444444444444' }), []);
    await dirsync.abandon({ deployment: waiting.deployment, by, comment: 'the test is over' });
  });

  it('names what is missing: deployment, worker, namespace, search attributes', async () => {
    const { dirsync, client } = server;
    await assert.rejects(dirsync.progress('nowhere'), code('NoSuchDeployment', /dirsync list/));
    await assert.rejects(
      dirsync.decide({ deployment: 'nowhere', gate: 'plan', decision: 'approve', by }),
      code('NoSuchDeployment', /nowhere/),
    );

    const idle = createDirsyncClient({ client, taskQueue: 'nobody-serves-this', answerWithinMs: 1000 });
    const worksheet = worksheetFor();
    const { deployment } = worksheet;
    await idle.deploy({ worksheet, requestedBy: by });
    await assert.rejects(idle.progress(deployment), code('NoWorker', /within 1 s.*npx dirsync worker/));
    await assert.rejects(
      idle.decide({ deployment, gate: 'plan', decision: 'approve', by }),
      code('NoWorker', /npx dirsync worker/),
    );
    await client.workflow.getHandle(`dirsync/${deployment}`).terminate();

    const elsewhere = createDirsyncClient({
      client: new Client({ connection: client.connection, namespace: 'elsewhere' }),
    });
    await assert.rejects(elsewhere.deploy({ worksheet, requestedBy: by }), code('NoNamespace', /elsewhere/));

    await client.workflowService.registerNamespace({
      namespace: 'bare',
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    const bare = createDirsyncClient({
      client: new Client({ connection: client.connection, namespace: 'bare' }),
      taskQueue,
    });
    await untilKnown(bare);
    await assert.rejects(
      bare.deploy({ worksheet, requestedBy: by }),
      code(
        'SearchAttributesMissing',
        /search-attribute create --namespace bare --name DirsyncPhase --type Keyword\n/,
      ),
    );
    await assert.rejects(bare.list({ tenant: worksheet.azure.tenantId }), code('SearchAttributesMissing'));
  });
});

/** A new namespace is known to all parts of the server after some seconds. */
async function untilKnown(dirsync: DirsyncClient): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    const known = await dirsync.list({}).then(
      () => true,
      () => false,
    );
    if (known) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe('start options', () => {
  it('hold no person and no secret reference', () => {
    const worksheet = worksheetFor(
      (w) => (w.gates = { plan: { ...anybody, approvers: ['anna@contoso.com'] } }),
    );
    const visible = startOptions({ worksheet, requestedBy: 'bram@contoso.com' }, 'dirsync');
    const text = JSON.stringify({ ...visible, args: [] }) + startDetails(worksheet);
    for (const secret of ['anna', 'bram', 'env:', 'DIRSYNC_VPN', 'syncadmin', 'svc-dirsync'])
      assert.ok(!text.includes(secret), secret);
    assert.equal(visible.priority?.fairnessKey, worksheet.azure.tenantId);
  });
});

const anybody = { automatic: false, approvals: 1, requesterMayApprove: true, remindEvery: '4 hours' };
