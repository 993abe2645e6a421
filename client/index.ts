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
import type { deployDirectorySync, teardown } from '../workflows';
import { requireSearchAttributes } from './attributes';
import { DirsyncError, translated } from './errors';
import type { DeploymentSummary, ListFilter } from './list';
import { listDeployments } from './list';
import { startOptions } from './start';
import { deployName, occasionOf, teardownName } from '../roadmap/vouching';
import type { StartName } from '../roadmap/vouching';
import type { Vouch } from './vouch';
import { ledgerFromTags, readHistory, requireEnded, teardownOptions } from './teardown';
import type { WatchOptions } from './watch';
import { watchProgress } from './watch';

export { DirsyncError, Refused } from './errors';
export type { ErrorCode } from './errors';
export type { DeploymentSummary, ListFilter } from './list';
export type { Vouch } from './vouch';
export type { WatchOptions } from './watch';

export interface DirsyncClientOptions {
  client: Client;
  /** The queue that the workers serve; `dirsync` by default. */
  taskQueue?: string;
  /** Signs people in, where a deployment takes the word of signed-in people only (docs/decisions/0010). */
  vouch?: Vouch;
  /** How long a worker may take to answer a query or an update, in milliseconds; 10 seconds by default. */
  answerWithinMs?: number;
}

export interface Started {
  deployment: string;
  workflowId: string;
  runId: string;
}

type Named<T> = T & { deployment: string };

/** What can be done with deployments. Everything rejects with a DirsyncError for what a caller can expect to go wrong. */
export interface DirsyncClient {
  /** Rejects with AlreadyRunning where this deployment runs already. */
  deploy(input: DeploymentInput): Promise<Started>;
  /**
   * Starts the removal of what the ended deployment made: by the histories of its runs or, with `fromTag`, by the tags in
   * Azure and this worksheet. Rejects with AlreadyRunning while deployment or teardown runs. From then on everything else
   * here is about the teardown: it has the deployment's workflow id.
   */
  teardown(input: { deployment: string; requestedBy: string; fromTag?: Worksheet }): Promise<Started>;
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
  /** The same for a teardown. */
  teardownResult(deployment: string): Promise<messages.TeardownResult>;
  watch(deployment: string, options?: WatchOptions): AsyncIterable<Progress>;
  /** Asks Temporal to cancel: steps under way are stopped, the report is written, nothing is removed. */
  cancel(deployment: string): Promise<void>;
}

export function createDirsyncClient(options: DirsyncClientOptions): DirsyncClient {
  const { client, taskQueue = messages.defaultTaskQueue, answerWithinMs = 10_000, vouch } = options;
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

  /** What an update carries where people sign in; undefined where names are as declared. */
  async function vouched(
    deployment: string,
    name: messages.MessageName,
    message: object,
  ): Promise<{ voucher: string } | undefined> {
    if (!vouch) return undefined;
    const state = await progress(deployment);
    if (state.trust !== 'entra' || state.outcome) return undefined;
    const unsigned = Object.fromEntries(Object.entries(message).filter(([key]) => key !== 'by'));
    const { workflowId } = state;
    const occasion = occasionOf(state, name, message);
    const said = { workflowId, occasion, name, message: unsigned };
    return { voucher: await vouch(await worksheet(deployment), said) };
  }

  /** An update, so that the caller learns at once whether it counted. */
  function say<T extends object>(name: keyof typeof messages.messageNames, schema: z.ZodType<T>) {
    return async ({ deployment, ...message }: Named<T>): Promise<Receipt> => {
      const problem = messages.messageProblem(schema, message);
      if (problem) throw new DirsyncError('BadMessage', problem);
      const voucher = await vouched(deployment, name, message);
      const update = voucher ? messages.vouchedUpdate : messages.messageNames[name];
      return answered(deployment, () =>
        handle(deployment).executeUpdate<Receipt, [unknown]>(update, { args: [voucher ?? message] }),
      );
    };
  }

  const describe = (deployment: string) => bounded(deployment, () => handle(deployment).describe());
  async function progress(deployment: string): Promise<Progress> {
    const seen = await answered(deployment, () => handle(deployment).query<Progress>(messages.progressQuery));
    return seen.outcome ? seen : endedFromOutside(seen, await describe(deployment));
  }

  const worksheet = (deployment: string) =>
    answered(deployment, () => handle(deployment).query<Worksheet>(messages.worksheetQuery));

  /** What is started, with what proves who asked for it where people sign in. */
  async function proven<T extends { worksheet: Worksheet }>(
    input: T,
    name: StartName,
    message: object,
  ): Promise<T & { voucher?: string }> {
    const { worksheet } = input;
    if (worksheet.approvals.trust !== 'entra' || !vouch) return input;
    const workflowId = messages.workflowId(worksheet.deployment);
    return { ...input, voucher: await vouch(worksheet, { workflowId, occasion: name, name, message }) };
  }

  return {
    async deploy(given) {
      const { deployment } = given.worksheet;
      const input = await proven(given, deployName, { worksheet: given.worksheet });
      const started = await calling(deployment, async () => {
        await requireSearchAttributes(client);
        return client.workflow.start<typeof deployDirectorySync>(
          messages.workflowType,
          startOptions(input, taskQueue),
        );
      });
      return { deployment, workflowId: started.workflowId, runId: started.firstExecutionRunId };
    },
    async teardown({ deployment, requestedBy, fromTag }) {
      const newest = await describe(deployment).catch((error: unknown) => {
        if (fromTag && error instanceof DirsyncError && error.code === 'NoSuchDeployment') return undefined;
        throw error;
      });
      if (newest) requireEnded(deployment, newest);
      const known = fromTag
        ? { worksheet: fromTag, ledger: ledgerFromTags(fromTag), source: 'tag' as const }
        : {
            ...(await answered(deployment, () => readHistory(client, deployment))),
            source: 'history' as const,
          };
      const { worksheet, ledger } = known;
      const input = await proven({ ...known, requestedBy }, teardownName, { worksheet, ledger });
      const started = await calling(deployment, async () => {
        await requireSearchAttributes(client);
        return client.workflow.start<typeof teardown>(
          messages.teardownWorkflowType,
          teardownOptions(input, taskQueue),
        );
      });
      return { deployment, workflowId: started.workflowId, runId: started.firstExecutionRunId };
    },
    progress,
    worksheet,
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
    teardownResult: (deployment) =>
      calling(deployment, () =>
        client.workflow.getHandle<typeof teardown>(messages.workflowId(deployment)).result(),
      ),
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
