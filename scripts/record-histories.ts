import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundle } from '@temporalio/worker';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import type { Activities } from '../activities/api';
import { createDirsyncClient } from '../client';
import { licencesWorkflowId, licencesWorkflowType, messageNames, workflowId } from '../roadmap/messages';
import type { Progress } from '../roadmap/progress';
import { findTemporalCli } from '../temporal/programs';
import { searchAttributeFlags } from '../temporal/searchAttributes';
import type { GateId } from '../worksheet/schema';
import type { Flow } from '../test/replay/flows';
import { approver, flows, outcomes, requestedBy } from '../test/replay/flows';
import { recordedIdentity, scrub } from '../test/replay/scrub';
import { mockActivities } from '../test/support/activities';
import { isOpen, quieten } from '../test/support/timeSkipping';
import { contoso } from '../test/support/worksheet';

const directory = join(__dirname, '../test/replay/histories');
const taskQueue = 'recorded';

/** The length at which the server suggests to continue as new; at 4096 events by default. */
const longHistory = 20;

/**
 * Writes test/replay/histories anew. To be run when a workflow was changed on purpose in a way that old histories can't follow,
 * which is also when deployments under way need `patched` or a worker of the old version.
 */
async function main(): Promise<void> {
  quieten();
  mkdirSync(directory, { recursive: true });
  const workflowBundle = await bundleWorkflowCode({ workflowsPath: require.resolve('../workflows') });
  const environment = await openServer();
  try {
    for (const flow of flows) await recordFlow(environment, workflowBundle, flow);
    await recordContinuedLicences(environment, workflowBundle);
  } finally {
    await environment.teardown();
  }
}

/** A real server, because the time-skipping one keeps neither the SDK's flags nor suggests to continue as new. */
async function openServer(): Promise<TestWorkflowEnvironment> {
  const { path } = await findTemporalCli();
  const attributes = searchAttributeFlags.flatMap((flag) => ['--search-attribute', flag]);
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      log: { format: 'pretty', level: 'error' },
      extraArgs: [
        ...attributes,
        '--dynamic-config-value',
        `limit.historyCount.suggestContinueAsNew=${longHistory}`,
      ],
    },
  });
}

async function recordFlow(
  environment: TestWorkflowEnvironment,
  workflowBundle: WorkflowBundle,
  flow: Flow,
): Promise<void> {
  const { name: deployment } = flow;
  const worksheet = contoso((input) => {
    input.deployment = deployment;
    flow.change?.(input);
  });
  const dirsync = createDirsyncClient({ client: environment.client, taskQueue });
  const until = async (what: (progress: Progress) => boolean) => {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const progress = await dirsync.progress(deployment);
      if (what(progress)) return progress;
      if (Date.now() > deadline) throw new Error(`${deployment} did not get where its flow goes on`);
      await wait(50);
    }
  };
  const { activities } = mockActivities(flow.activities);
  await withWorker(environment, workflowBundle, activities, async () => {
    await dirsync.deploy({ worksheet, requestedBy });
    await flow.act({
      dirsync,
      deployment,
      until,
      approve: async (gate: GateId) => {
        await until(isOpen(gate));
        await dirsync.decide({ deployment, gate, decision: 'approve', by: approver });
      },
      signal: (name, message) =>
        environment.client.workflow
          .getHandle(workflowId(deployment))
          .signal(messageNames[name as keyof typeof messageNames], message),
    });
    const { outcome } = await dirsync.result(deployment);
    const expected = outcomes[deployment] ?? 'succeeded';
    if (outcome !== expected) throw new Error(`${deployment} ended as ${outcome}, not ${expected}`);
    await keep(environment.client, deployment, workflowId(deployment));
    if (deployment === 'approved') await keep(environment.client, 'licences', licencesWorkflowId(deployment));
  });
}

/** More pages than fit into a history of that length. */
async function recordContinuedLicences(
  environment: TestWorkflowEnvironment,
  workflowBundle: WorkflowBundle,
): Promise<void> {
  const pages = 6;
  const { activities } = mockActivities({
    assignLicencePage: async ({ cursor = '1' }) => ({
      licensed: 90,
      unselected: 9,
      failed: [{ user: `user${cursor}@contoso.com`, reason: 'no free seat' }],
      cursor: Number(cursor) < pages ? `${Number(cursor) + 1}` : undefined,
    }),
  });
  await withWorker(environment, workflowBundle, activities, async () => {
    const id = licencesWorkflowId('continued');
    const worksheet = contoso((input) => (input.deployment = 'continued'));
    const options = { taskQueue, workflowId: id, args: [{ worksheet }] };
    const handle = await environment.client.workflow.start(licencesWorkflowType, options);
    const { licensed } = (await handle.result()) as { licensed: number };
    if (licensed !== 90 * pages) throw new Error(`${licensed} users licensed, not ${90 * pages}`);
    await keep(environment.client, 'licences-continued', id, handle.firstExecutionRunId);
    await keep(environment.client, 'licences-continuation', id);
  });
}

async function withWorker(
  environment: TestWorkflowEnvironment,
  workflowBundle: WorkflowBundle,
  activities: Activities,
  record: () => Promise<void>,
): Promise<void> {
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    identity: recordedIdentity,
    taskQueue,
    workflowBundle,
    activities,
  });
  await worker.runUntil(record);
}

async function keep(client: Client, name: string, id: string, runId?: string): Promise<void> {
  const history = await client.workflow.getHandle(id, runId).fetchHistory();
  const { events } = scrub(JSON.parse(historyToJSON(history))) as { events: unknown[] };
  const lines = events.map((event) => JSON.stringify(event));
  const text = `{"events":[\n${lines.join(',\n')}\n]}\n`;
  writeFileSync(join(directory, `${name}.json`), text);
  process.stdout.write(`${name}: ${events.length} events, ${Math.round(text.length / 1024)} kB\n`);
}

void main();
