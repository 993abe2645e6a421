import type { GateId, TrustMode, Worksheet } from '../worksheet/schema';
import type { Ledger, LedgerEntry } from './ledger';
import type { Person } from './people';
import type { Plan } from './plan';
import type { Problem } from './problems';
import type { Phase, StepId } from './steps';
import type { Removal, TeardownPlan, TeardownProgress } from './teardown';

/** What a step found or made; shown in status and report. Never a secret. */
export type Evidence = Record<string, string | number | boolean | string[]>;

export type Outcome = 'succeeded' | 'failed' | 'abandoned' | 'cancelled';

/** `stopped`: under way when the deployment ended without it. */
export type StepStatus =
  'pending' | 'running' | 'waiting' | 'parked' | 'done' | 'skipped' | 'notNeeded' | 'stopped';

export interface StepProgress {
  id: StepId;
  phase: Phase;
  title: string;
  status: StepStatus;
  /** ISO 8601, UTC. */
  startedAt?: string;
  finishedAt?: string;
  attempts: number;
  evidence: Evidence;
  /** What is going on inside a long step, or why a step was skipped or is not needed. */
  note?: string;
  problem?: Problem;
}

export interface GateDecision {
  decision: 'approve' | 'reject' | 'expire';
  by: string;
  at: string;
  comment?: string;
  /** With trust entra: who that is. */
  person?: Person;
}

export interface GateProgress {
  id: GateId;
  step: StepId;
  status: 'closed' | 'open' | 'approved' | 'rejected' | 'expired';
  openedAt?: string;
  /** How often it was opened. */
  openings: number;
  expiresAt?: string;
  approvers: string[];
  approvalsNeeded: number;
  /** What the person does before approving, a line each. */
  instructions: string[];
  decisions: GateDecision[];
}

export interface UserResults {
  synchronised: number;
  /** Users that have a location and every licence of their rule, by this run or before it. */
  licensed: number;
  failed: { user: string; reason: string }[];
}

/** Something that was said and did not count, kept so that nobody wonders. */
export interface Refusal {
  at: string;
  by: string;
  what: string;
  reason: string;
}

/** What somebody said other than at a gate, and that counted. */
export interface Said {
  at: string;
  by: string;
  person?: Person;
  comment?: string;
}

export interface Progress {
  deployment: string;
  workflowId: string;
  tenantId: string;
  /** Whether names are proven or as declared. */
  trust: TrustMode;
  requestedBy: string;
  /** With trust entra: who that is. */
  requester?: Person;
  startedAt: string;
  finishedAt?: string;
  outcome?: Outcome;
  steps: StepProgress[];
  gates: GateProgress[];
  /** What it made, adopted and found in Azure, from the moment that it was asked for. */
  ledger: Ledger;
  /** Of a teardown; absent for a deployment. */
  teardown?: TeardownProgress;
  refusals: Refusal[];
  /** Who tried again or skipped what. */
  mends: (Said & { what: string })[];
  corrections: (Said & { changes: string[] })[];
  /** Who ended the deployment before its time, and why. */
  abandoned?: Said & { comment: string };
  plan?: Plan;
  users: UserResults;
}

export type ProgressEvent =
  | { type: 'stepStarted'; step: StepId; at: string }
  | { type: 'stepDone'; step: StepId; at: string; evidence: Evidence }
  | { type: 'stepParked'; step: StepId; at: string; problem: Problem }
  | { type: 'stepSkipped'; step: StepId; at: string; reason: string }
  | { type: 'gateOpened'; gate: GateId; at: string; instructions: string[]; expiresAt?: string }
  | { type: 'gateVoted'; gate: GateId; vote: GateDecision }
  | { type: 'gateClosed'; gate: GateId; status: 'approved' | 'rejected' | 'expired' }
  | { type: 'planned'; plan: Plan }
  | { type: 'resourceEntered'; entry: LedgerEntry }
  | { type: 'teardownPlanned'; plan: TeardownPlan }
  | { type: 'removalEnded'; removal: Removal }
  | { type: 'usersCounted'; users: UserResults }
  | { type: 'refused'; refusal: Refusal }
  | { type: 'requesterProven'; person: Person }
  | { type: 'mended'; mend: Said & { what: string } }
  | { type: 'corrected'; correction: Said & { changes: string[] }; worksheet: Worksheet }
  | { type: 'abandoned'; abandoned: Said & { comment: string } }
  | { type: 'finished'; at: string; outcome: Outcome };

export function gateOf(progress: Progress, id: GateId): GateProgress {
  const gate = progress.gates.find((one) => one.id === id);
  if (!gate) throw new Error(`deployment ${progress.deployment} has no gate ${id}`);
  return gate;
}

export function stepOf(progress: Progress, id: StepId): StepProgress {
  return progress.steps.find((step) => step.id === id)!;
}
