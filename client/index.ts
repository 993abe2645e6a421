import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import type { z } from 'zod';
import * as messages from '../roadmap/messages';
import type {
  Abandon,
  Decision,
  DeploymentInput,
  DeploymentResult,
  Receipt,
  RetryStep,
  SkipStep,
} from '../roadmap/messages';
import type { Progress } from '../roadmap/progress';
import { reduce } from '../roadmap/reducer';
import type { Worksheet } from '../worksheet/schema';
import type { deployDirectorySync } from '../workflows';
import { requireSearchAttributes } from './attributes';
import { DirsyncError, translated } from './errors';
import type { DeploymentSummary, ListFilter } from './list';
import { listDeployments } from './list';
import { startOptions } from './start';
import type { WatchOptions } from './watch';
import { watchProgress } from './watch';

export { DirsyncError, Refused } from './errors';
export type { ErrorCode } from './errors';
export type { DeploymentSummary, ListFilter } from './list';
export type { WatchOptions } from './watch';

export interface DirsyncClientOptions {
  client: Client;
  /** The queue that the workers serve; `dirsync` by default. */
  taskQueue?: string;
  /** How long a worker may take to answer a query or an update, in milliseconds; 10 seconds by default. */
  answerWithinMs?: number;
}

type Named<T> = T & { deployment: string };

/** What can be done with deployments. Everything rejects with a DirsyncError for what a caller can expect to go wrong. */
export interface DirsyncClient {
  /** Rejects with AlreadyRunning where this deployment runs already. */
  deploy(input: DeploymentInput): Promise<{ deployment: string; workflowId: string; runId: string }>;
  /** Where the deployment stands; of its newest run, which may have ended. */
  progress(deployment: string): Promise<Progress>;
  /** The worksheet as it stands, corrections included. */
  worksheet(deployment: string): Promise<Worksheet>;
  /** These four reject with Refused, and the workflow's own sentence, where the message does not count. */
  decide(message: Named<Decision>): Promise<Receipt>;
  retryStep(message: Named<RetryStep>): Promise<Receipt>;
  skipStep(message: Named<SkipStep>): Promise<Receipt>;
  abandon(message: Named<Abandon>): Promise<Receipt>;
  list(filter?: ListFilter): Promise<DeploymentSummary[]>;
  /** Waits for the end, however long it takes. Rejects with DeploymentFailed where the workflow itself failed. */
  result(deployment: string): Promise<DeploymentResult>;
  watch(deployment: string, options?: WatchOptions): AsyncIterable<Progress>;
  /** Asks Temporal to cancel: steps under way are stopped, the report is written, nothing is removed. */
  cancel(deployment: string): Promise<void>;
}

export function createDirsyncClient(options: DirsyncClientOptions): DirsyncClient {
  const { client, taskQueue = messages.defaultTaskQueue, answerWithinMs = 10_000 } = options;
  const handle = (deployment: string) =>
    client.workflow.getHandle<typeof deployDirectorySync>(messages.workflowId(deployment));

  async function calling<T>(
    deployment: string | undefined,
    call: () => Promise<T>,
    asksWorker = false,
  ): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw translated(error, {
        namespace: client.options.namespace,
        deployment,
        answerWithinMs,
        asksWorker,
      });
    }
  }
  const bounded = <T>(deployment: string, call: () => Promise<T>, asksWorker = false): Promise<T> =>
    calling(deployment, () => client.withDeadline(Date.now() + answerWithinMs, call), asksWorker);
  const answered = <T>(deployment: string, call: () => Promise<T>): Promise<T> =>
    bounded(deployment, call, true);

  /** An update, so that the caller learns at once whether it counted. */
  function say<T extends object>(name: keyof typeof messages.messageNames, schema: z.ZodType<T>) {
    return async ({ deployment, ...message }: Named<T>): Promise<Receipt> => {
      const problem = messages.messageProblem(schema, message);
      if (problem) throw new DirsyncError('BadMessage', problem);
      return answered(deployment, () =>
        handle(deployment).executeUpdate<Receipt, [unknown]>(messages.messageNames[name], {
          args: [message],
        }),
      );
    };
  }

  const describe = (deployment: string) => bounded(deployment, () => handle(deployment).describe());
  async function progress(deployment: string): Promise<Progress> {
    const seen = await answered(deployment, () => handle(deployment).query<Progress>(messages.progressQuery));
    return seen.outcome ? seen : endedFromOutside(seen, await describe(deployment));
  }

  return {
    async deploy(input) {
      const { deployment } = input.worksheet;
      const started = await calling(deployment, async () => {
        await requireSearchAttributes(client);
        return client.workflow.start<typeof deployDirectorySync>(
          messages.workflowType,
          startOptions(input, taskQueue),
        );
      });
      return { deployment, workflowId: started.workflowId, runId: started.firstExecutionRunId };
    },
    progress,
    worksheet: (deployment) =>
      answered(deployment, () => handle(deployment).query<Worksheet>(messages.worksheetQuery)),
    decide: say('decide', messages.decisionSchema),
    retryStep: say('retryStep', messages.retryStepSchema),
    skipStep: say('skipStep', messages.skipStepSchema),
    abandon: say('abandon', messages.abandonSchema),
    list: (filter = {}) => calling(undefined, () => listDeployments(client, filter)),
    result: (deployment) =>
      calling(deployment, async () => {
        try {
          return await handle(deployment).result();
        } catch (error) {
          if (!(error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure)) throw error;
          const { outcome = 'cancelled', users } = await progress(deployment);
          return { outcome, users };
        }
      }),
    watch: (deployment, watching = {}) => watchProgress({ describe, progress }, deployment, watching),
    async cancel(deployment) {
      await bounded(deployment, () => handle(deployment).cancel());
    },
  };
}

/** A run that was terminated or timed out could not say so itself. */
function endedFromOutside(progress: Progress, { status, closeTime }: WorkflowExecutionDescription): Progress {
  if (!['TERMINATED', 'TIMED_OUT', 'FAILED'].includes(status.name) || !closeTime) return progress;
  return reduce(progress, { type: 'finished', at: closeTime.toISOString(), outcome: 'failed' });
}
