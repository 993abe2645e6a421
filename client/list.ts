import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { searchAttributes, teardownWorkflowType, workflowId, workflowType } from '../roadmap/messages';
import { phases } from '../roadmap/steps';
import { searchAttributeKeys } from '../temporal/searchAttributes';

export interface ListFilter {
  /** Tenant id. */
  tenant?: string;
  /** Only those that wait for a person. */
  waiting?: boolean;
}

/** One deployment as its search attributes tell it, without asking a worker. */
export interface DeploymentSummary {
  deployment: string;
  /** Title of the phase it is in, or was in when it ended. */
  phase: string;
  /** `gate:<gate>` and `parked:<step>`. */
  waitingFor: string[];
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt?: string;
  /** Absent while it runs; `terminated` and `timed out` where it was ended from outside. */
  outcome?: string;
  tenant?: string;
}

/** The newest run of each deployment, or of its teardown, newest first. */
export async function listDeployments(
  client: Client,
  { tenant, waiting }: ListFilter,
): Promise<DeploymentSummary[]> {
  const clauses = [`WorkflowType IN ('${workflowType}', '${teardownWorkflowType}')`];
  if (tenant) clauses.push(`${searchAttributes.tenant} = '${tenant.replaceAll("'", '')}'`);
  if (waiting) clauses.push("ExecutionStatus = 'Running'");
  const newest = new Map<string, WorkflowExecutionInfo>();
  for await (const info of client.workflow.list({ query: clauses.join(' AND ') })) {
    const known = newest.get(info.workflowId);
    if (!known || known.startTime < info.startTime) newest.set(info.workflowId, info);
  }
  return [...newest.values()]
    .map(summaryOf)
    .filter((summary) => !waiting || summary.waitingFor.length > 0)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

function summaryOf(info: WorkflowExecutionInfo): DeploymentSummary {
  const attributes = info.typedSearchAttributes;
  const running = info.status.name === 'RUNNING';
  const phase = attributes.get(searchAttributeKeys.phase);
  return {
    deployment: info.workflowId.slice(workflowId('').length),
    phase: phases.find(({ id }) => id === phase)?.title ?? phase ?? '',
    waitingFor: running ? (attributes.get(searchAttributeKeys.waitingFor) ?? []) : [],
    startedAt: info.startTime.toISOString(),
    finishedAt: info.closeTime?.toISOString(),
    outcome: running ? undefined : (attributes.get(searchAttributeKeys.outcome) ?? ended(info.status.name)),
    tenant: attributes.get(searchAttributeKeys.tenant),
  };
}

/** `TIMED_OUT` becomes `timed out`. */
const ended = (status: string): string => status.toLowerCase().replaceAll('_', ' ');
