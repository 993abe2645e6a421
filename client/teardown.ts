import type { Client, WorkflowExecutionDescription, WorkflowStartOptions } from '@temporalio/client';
import { isGrpcServiceError, QueryNotRegisteredError, ServiceError } from '@temporalio/client';
import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import type { Ledger, RunRecord } from '../roadmap/ledger';
import { ledgerOverRuns } from '../roadmap/ledger';
import type { TeardownInput } from '../roadmap/messages';
import { progressQuery, teardownWorkflowType, workflowId, worksheetQuery } from '../roadmap/messages';
import type { Progress } from '../roadmap/progress';
import { neededKinds, resourceId } from '../roadmap/resources';
import { searchAttributeKeys } from '../temporal/searchAttributes';
import type { Worksheet } from '../worksheet/schema';
import type { teardown } from '../workflows';
import { DirsyncError } from './errors';

/** Refuses while the deployment runs, or its teardown: the two share a workflow id, so Temporal would refuse too. */
export function requireEnded(deployment: string, { status, type }: WorkflowExecutionDescription): void {
  if (status.name !== 'RUNNING') return;
  const message =
    type === teardownWorkflowType
      ? `The teardown of ${deployment} runs already. Look at it with \`npx dirsync status ${deployment}\`.`
      : `The deployment ${deployment} is still running. End it first: \`npx dirsync abandon ${deployment} --comment "<why>"\`; then tear it down.`;
  throw new DirsyncError('AlreadyRunning', message);
}

/** The worksheet of the newest run that has one, and what all runs have made. Asks a worker, which replays their histories. */
export async function readHistory(
  client: Client,
  deployment: string,
): Promise<Pick<TeardownInput, 'worksheet' | 'ledger'>> {
  const id = workflowId(deployment);
  const runs: { runId: string; startTime: Date }[] = [];
  for await (const run of client.workflow.list({ query: `WorkflowId = '${id}'` })) runs.push(run);
  runs.sort((one, other) => one.startTime.getTime() - other.startTime.getTime());
  const records: RunRecord[] = [];
  let worksheet: Worksheet | undefined;
  for (const { runId } of runs) {
    const handle = client.workflow.getHandle(id, runId);
    const progress = await begun(() => handle.query<Progress>(progressQuery));
    if (!progress) continue;
    worksheet = await handle.query<Worksheet>(worksheetQuery);
    records.push(recordOf(progress));
  }
  if (!worksheet) {
    throw new DirsyncError('NoSuchDeployment', `No run of ${deployment} that Temporal still has ever began.`);
  }
  return { worksheet, ledger: ledgerOverRuns(records) };
}

const recordOf = ({ ledger, teardown: down }: Progress): RunRecord => ({
  ledger,
  removed: (down?.removals ?? []).filter(({ result }) => result !== 'left').map((one) => one.id),
});

/**
 * A run that ended before it began has made nothing: it has no queries, or the server says that no task of it was ever
 * started (FAILED_PRECONDITION, temporal 1.32).
 */
async function begun<T>(query: () => Promise<T>): Promise<T | undefined> {
  try {
    return await query();
  } catch (error) {
    const grpc = error instanceof ServiceError ? error.cause : error;
    const neverBegan = isGrpcServiceError(grpc) && /closed before WorkflowTaskStarted/i.test(grpc.details);
    if (neverBegan || error instanceof QueryNotRegisteredError) return undefined;
    throw error;
  }
}

/** Without any history: everything that the worksheet would have made; the tags then say what it really made. */
export function ledgerFromTags(w: Worksheet): Ledger {
  return neededKinds(w).map((kind) => ({ kind, id: resourceId(kind, w), origin: 'created' }));
}

/** Names no person and no secret: summary and search attributes are not encrypted. */
export function teardownOptions(
  input: TeardownInput,
  taskQueue: string,
): WorkflowStartOptions<typeof teardown> {
  const { deployment, azure } = input.worksheet;
  return {
    args: [input],
    taskQueue,
    workflowId: workflowId(deployment),
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    staticSummary: `Teardown of ${deployment} in ${azure.location}`,
    staticDetails: `Removes what the deployment **${deployment}** made in subscription \`${azure.subscriptionId}\`, resource group \`${azure.resourceGroup}\`, after its gate.`,
    typedSearchAttributes: [
      { key: searchAttributeKeys.phase, value: 'teardown' },
      { key: searchAttributeKeys.tenant, value: azure.tenantId },
    ],
    priority: { fairnessKey: azure.tenantId },
  };
}
