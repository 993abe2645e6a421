import { z } from 'zod';
import type { Worksheet } from '../worksheet/schema';
import { gateIds } from '../worksheet/schema';
import type { Ledger } from './ledger';
import { allSteps } from './steps';
import type { StepId } from './steps';
import type { Outcome, UserResults } from './progress';
import type { Removal, TeardownProgress } from './teardown';

/** Names and shapes of everything that is said to and asked of a deployment. */
export const workflowType = 'deployDirectorySync';
export const teardownWorkflowType = 'teardown';
export const licencesWorkflowType = 'assignLicences';
export const defaultTaskQueue = 'dirsync';

/** Deployment and teardown share it: Temporal lets one of them run at a time. */
export const workflowId = (deployment: string): string => `dirsync/${deployment}`;
export const licencesWorkflowId = (deployment: string): string => `dirsync/${deployment}/licences`;

/** Updates (answered at once) and signals (for the Temporal UI and CLI) have the same names and take the same one argument. */
export const messageNames = {
  decide: 'decide',
  retryStep: 'retryStep',
  skipStep: 'skipStep',
  abandon: 'abandon',
} as const;

export type MessageName = keyof typeof messageNames;

/** With trust entra the messages above count only by this update, whose one argument is `{ voucher }`. */
export const vouchedUpdate = 'vouched';

export const progressQuery = 'progress';
/** The worksheet as it stands, corrections included; it holds references to secrets, never secrets. */
export const worksheetQuery = 'worksheet';

const stepIds = allSteps.map((step) => step.id) as [StepId, ...StepId[]];
const step = z.enum(stepIds);
const by = z
  .string()
  .trim()
  .min(1, { message: 'must say who' })
  .max(256)
  .describe('Who says it, e.g. anna@contoso.com');
const comment = z.string().max(2000);

export const decisionSchema = z.strictObject({
  gate: z.enum(gateIds),
  decision: z.enum(['approve', 'reject']),
  by,
  comment: comment.optional(),
});

export const retryStepSchema = z.strictObject({
  step,
  by,
  comment: comment.optional(),
  /** The whole corrected worksheet; only what `worksheet/corrections.ts` allows may differ. */
  worksheet: z.record(z.string(), z.unknown()).optional(),
});

export const skipStepSchema = z.strictObject({
  step,
  by,
  comment: comment.min(1, { message: 'must say why' }),
});

export const abandonSchema = z.strictObject({ by, comment: comment.min(1, { message: 'must say why' }) });

/** Large enough for a corrected worksheet; Temporal's own limit of a payload is 2 MB. */
const longestVoucher = 500_000;
export const voucherSchema = z.strictObject({ voucher: z.string().min(1).max(longestVoucher) });

export type Decision = z.output<typeof decisionSchema>;
export type RetryStep = z.output<typeof retryStepSchema>;
export type SkipStep = z.output<typeof skipStepSchema>;
export type Abandon = z.output<typeof abandonSchema>;

/** What an update answers. */
export interface Receipt {
  /** One sentence for the caller. */
  message: string;
}

export interface DeploymentInput {
  worksheet: Worksheet;
  /** Who started it. */
  requestedBy: string;
  /** With trust entra: what proves it. */
  voucher?: string;
}

export interface DeploymentResult {
  outcome: Outcome;
  users: UserResults;
}

export interface TeardownInput {
  /** As the newest run of the deployment had it. */
  worksheet: Worksheet;
  /** Over all runs of the deployment; with source `tag`, what its worksheet would have made. */
  ledger: Ledger;
  source: TeardownProgress['source'];
  requestedBy: string;
  /** With trust entra: what proves it. */
  voucher?: string;
}

export interface TeardownResult {
  outcome: Outcome;
  removals: Removal[];
}

/** The first problem of a message, naming the field; undefined when it has the right shape. */
export function messageProblem(schema: z.ZodType, message: unknown): string | undefined {
  const result = schema.safeParse(message);
  if (result.success) return undefined;
  const issue = result.error.issues[0]!;
  return `${issue.path.length > 0 ? issue.path.join('.') : 'the message'}: ${issue.message}`;
}

/** Search attributes: typed, never encrypted; no names of people in them. */
export const searchAttributes = {
  phase: 'DirsyncPhase',
  waitingFor: 'DirsyncWaitingFor',
  tenant: 'DirsyncTenant',
  outcome: 'DirsyncOutcome',
} as const;
