import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
} from '@temporalio/worker';
import type { WorkflowHandle } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import type { Activities } from '../../activities/api';
import type { DeploymentInput, Receipt, TeardownInput } from '../../roadmap/messages';
import {
  messageNames,
  progressQuery,
  teardownWorkflowType,
  workflowId,
  workflowType,
} from '../../roadmap/messages';
import type { Progress } from '../../roadmap/progress';
import { addSearchAttributes } from '../../temporal/searchAttributes';
import { findTestServer } from '../../temporal/programs';
import type { deployDirectorySync, teardown as teardownWorkflow } from '../../workflows';

export type Handle = WorkflowHandle<typeof deployDirectorySync>;

/** The time-skipping server and one workflow bundle for a whole test file. */
export async function openTimeSkipping() {
  quieten();
  const { path } = await findTestServer();
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  await addSearchAttributes(environment.connection, 'default');
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: require.resolve('../../workflows'),
    logger: new DefaultLogger('ERROR'),
  });

  /** Runs `test` against a deployment with these activities, on a queue of its own. */
  const deployment = (
    given: DeploymentInput | ((workflowId: string) => Promise<DeploymentInput>),
    activities: Activities,
    test: (handle: Handle) => Promise<void>,
  ) => run<typeof deployDirectorySync>(workflowType, given, activities, test);

  /** The same for a teardown. */
  const teardown = (
    input: TeardownInput,
    activities: Activities,
    test: (handle: WorkflowHandle<typeof teardownWorkflow>) => Promise<void>,
  ) => run<typeof teardownWorkflow>(teardownWorkflowType, input, activities, test);

  const workerOf = (taskQueue: string, activities: Activities) =>
    Worker.create({ connection: environment.nativeConnection, taskQueue, workflowBundle, activities });

  async function run<Type extends Workflow>(
    type: string,
    given: DeploymentInput | TeardownInput | ((workflowId: string) => Promise<DeploymentInput>),
    activities: Activities,
    test: (handle: WorkflowHandle<Type>) => Promise<void>,
  ) {
    const taskQueue = `test-${Math.random().toString(36).slice(2)}`;
    const worker = await workerOf(taskQueue, activities);
    const name = typeof given === 'function' ? 'signed' : given.worksheet.deployment;
    const id = `${workflowId(name)}-${taskQueue}`;
    const input = typeof given === 'function' ? await given(id) : given;
    await worker.runUntil(async () => {
      const options = { taskQueue, workflowId: id, args: [input] };
      const started = await environment.client.workflow.start(type, options);
      const handle = environment.client.workflow.getHandle<Type>(started.workflowId);
      try {
        await test(handle);
      } finally {
        await handle.terminate('the test is over').catch(() => undefined);
      }
    });
  }
  return { environment, workerOf, deployment, teardown, close: () => environment.teardown() };
}

/** One runtime a process: test files share it. */
let quiet = false;
export function quieten(): void {
  const filter = makeTelemetryFilterString({ core: 'ERROR' });
  if (!quiet)
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
  quiet = true;
}

/** Any run that has the queries and messages of a deployment. */
type Asked = WorkflowHandle<Workflow>;

export const progressOf = (handle: Asked): Promise<Progress> => handle.query<Progress>(progressQuery);

export const say = (handle: Asked, name: keyof typeof messageNames, message: unknown): Promise<Receipt> =>
  handle.executeUpdate<Receipt, [unknown]>(messageNames[name], { args: [message] });

/** Polls the query until it shows what the test waits for; the error carries the last state. */
export async function until(handle: Asked, what: (progress: Progress) => boolean): Promise<Progress> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const progress = await progressOf(handle);
    if (what(progress)) return progress;
    if (Date.now() > deadline) {
      const steps = progress.steps.map(
        (step) => `${step.id}: ${step.status}${step.problem ? ` ${step.problem.message}` : ''}`,
      );
      throw new Error(`not reached in 20 seconds; ${steps.join(', ')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const isOpen = (gate: string) => (progress: Progress) =>
  progress.gates.some((one) => one.id === gate && one.status === 'open');

export const isParked = (step: string) => (progress: Progress) =>
  progress.steps.some((one) => one.id === step && one.status === 'parked');
