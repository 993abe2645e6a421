import type { GateId, Worksheet } from '../worksheet/schema';
import type { Plan } from './plan';
import type { Problem } from './problems';
import type { Phase, StepId } from './steps';

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
}

export interface GateProgress {
  id: GateId;
  step: StepId;
  status: 'closed' | 'open' | 'approved' | 'rejected' | 'expired';
  openedAt?: string;
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

export interface Progress {
  deployment: string;
  workflowId: string;
  tenantId: string;
  requestedBy: string;
  startedAt: string;
  finishedAt?: string;
  outcome?: Outcome;
  steps: StepProgress[];
  gates: GateProgress[];
  refusals: Refusal[];
  corrections: { at: string; by: string; comment?: string; changes: string[] }[];
  /** Who ended the deployment before its time, and why. */
  abandoned?: { at: string; by: string; comment: string };
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
  | { type: 'usersCounted'; users: UserResults }
  | { type: 'refused'; refusal: Refusal }
  | { type: 'corrected'; at: string; by: string; comment?: string; changes: string[]; worksheet: Worksheet }
  | { type: 'abandoned'; at: string; by: string; comment: string }
  | { type: 'finished'; at: string; outcome: Outcome };

export function gateOf(progress: Progress, id: GateId): GateProgress {
  const gate = progress.gates.find((one) => one.id === id);
  if (!gate) throw new Error(`deployment ${progress.deployment} has no gate ${id}`);
  return gate;
}

export function stepOf(progress: Progress, id: StepId): StepProgress {
  return progress.steps.find((step) => step.id === id)!;
}
