import type { GateId, Worksheet, WorksheetInput } from '../worksheet/schema';
import type { StepId } from './steps';
import type { Outcome, UserResults } from './progress';

/** Names and shapes of everything that is said to and asked of a deployment. */
export const workflowType = 'deployDirectorySync';
export const licencesWorkflowType = 'assignLicences';
export const defaultTaskQueue = 'dirsync';

export const workflowId = (deployment: string): string => `dirsync/${deployment}`;

/** Updates (answered at once) and signals (for the Temporal UI and CLI) have the same names and take the same one argument. */
export const messageNames = {
  decide: 'decide',
  retryStep: 'retryStep',
  skipStep: 'skipStep',
  abandon: 'abandon',
} as const;

export const progressQuery = 'progress';

export interface Decision {
  gate: GateId;
  decision: 'approve' | 'reject';
  /** Who decides, e.g. anna@contoso.com. */
  by: string;
  comment?: string;
}

export interface RetryStep {
  step: StepId;
  by: string;
  comment?: string;
  /** The whole corrected worksheet; only what `worksheet/corrections.ts` allows may differ. */
  worksheet?: WorksheetInput;
}

export interface SkipStep {
  step: StepId;
  by: string;
  /** Why it is safe to go on without it. */
  comment: string;
}

export interface Abandon {
  by: string;
  comment: string;
}

export interface DeploymentInput {
  worksheet: Worksheet;
  /** Who started it. */
  requestedBy: string;
}

export interface DeploymentResult {
  outcome: Outcome;
  users: UserResults;
}

/** Search attributes: typed, never encrypted; no names of people in them. */
export const searchAttributes = {
  phase: 'DirsyncPhase',
  waitingFor: 'DirsyncWaitingFor',
  tenant: 'DirsyncTenant',
  outcome: 'DirsyncOutcome',
} as const;
