import type { GateId, Worksheet } from '../worksheet/schema';
import type { Plan } from './plan';
import type { Problem } from './problems';
import type { Phase, StepDefinition, StepId } from './steps';
import { steps } from './steps';

/** What a step found or made; shown in status and report. Never a secret. */
export type Evidence = Record<string, string | number | boolean | string[]>;

export type Outcome = 'succeeded' | 'failed' | 'abandoned' | 'cancelled';

/** `stopped`: under way when the deployment ended without it. */
export type StepStatus = 'pending' | 'running' | 'waiting' | 'parked' | 'done' | 'skipped' | 'notNeeded' | 'stopped';

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
  | { type: 'stepNoted'; step: StepId; note: string }
  | { type: 'stepDone'; step: StepId; at: string; evidence: Evidence }
  | { type: 'stepParked'; step: StepId; at: string; problem: Problem }
  | { type: 'stepSkipped'; step: StepId; at: string; reason: string }
  | { type: 'gateOpened'; gate: GateId; at: string; instructions: string[]; expiresAt?: string }
  | { type: 'gateVoted'; gate: GateId; vote: GateDecision }
  | { type: 'gateClosed'; gate: GateId; status: 'approved' | 'rejected' | 'expired' }
  | { type: 'planned'; plan: Plan }
  | { type: 'usersCounted'; users: UserResults }
  | { type: 'refused'; refusal: Refusal }
  | { type: 'corrected'; at: string; by: string; comment?: string; changes: string[] }
  | { type: 'abandoned'; at: string; by: string; comment: string }
  | { type: 'finished'; at: string; outcome: Outcome };

export interface Start {
  worksheet: Worksheet;
  workflowId: string;
  requestedBy: string;
  at: string;
}

export function initialProgress({ worksheet, workflowId, requestedBy, at }: Start): Progress {
  const all: StepProgress[] = steps.map((definition: StepDefinition) => {
    const applies = definition.applies?.(worksheet) ?? true;
    return {
      id: definition.id as StepId,
      phase: definition.phase,
      title: definition.title,
      status: applies === true ? 'pending' : 'notNeeded',
      attempts: 0,
      evidence: {},
      ...(applies === true ? {} : { note: applies }),
    };
  });
  const gates: GateProgress[] = steps.flatMap((definition: StepDefinition) => {
    const needed = all.find((step) => step.id === definition.id)!.status !== 'notNeeded';
    if (!definition.gate || !needed) return [];
    const settings = worksheet.gates[definition.gate];
    return [
      {
        id: definition.gate,
        step: definition.id as StepId,
        status: 'closed',
        approvers: settings?.approvers ?? [],
        approvalsNeeded: settings?.approvals ?? 1,
        instructions: [],
        decisions: [],
      },
    ];
  });
  return {
    deployment: worksheet.deployment,
    workflowId,
    tenantId: worksheet.azure.tenantId,
    requestedBy,
    startedAt: at,
    steps: all,
    gates,
    refusals: [],
    corrections: [],
    users: { synchronised: 0, licensed: 0, failed: [] },
  };
}

/** Refusals are kept for the record, but a caller in a loop must not grow the state without bound. */
const keptRefusals = 50;

/** The one reducer behind the status query, current details, search attributes, command line and report. Pure. */
export function reduce(progress: Progress, event: ProgressEvent): Progress {
  switch (event.type) {
    case 'stepStarted':
      return changeStep(progress, event.step, (step) => ({
        status: 'running',
        startedAt: step.startedAt ?? event.at,
        attempts: step.attempts + 1,
        problem: undefined,
        note: undefined,
      }));
    case 'stepNoted':
      return changeStep(progress, event.step, () => ({ note: event.note }));
    case 'stepDone':
      return changeStep(progress, event.step, () => ({
        status: 'done',
        finishedAt: event.at,
        evidence: event.evidence,
        note: undefined,
      }));
    case 'stepParked':
      return changeStep(progress, event.step, () => ({
        status: 'parked',
        problem: event.problem,
        note: undefined,
      }));
    case 'stepSkipped':
      return changeStep(progress, event.step, () => ({
        status: 'skipped',
        finishedAt: event.at,
        note: event.reason,
      }));
    case 'gateOpened': {
      const opened = changeGate(progress, event.gate, () => ({
        status: 'open',
        openedAt: event.at,
        expiresAt: event.expiresAt,
        instructions: event.instructions,
      }));
      return changeStep(opened, gateOf(opened, event.gate).step, () => ({ status: 'waiting' }));
    }
    case 'gateVoted':
      return changeGate(progress, event.gate, (gate) => ({ decisions: [...gate.decisions, event.vote] }));
    case 'gateClosed':
      return changeGate(progress, event.gate, () => ({ status: event.status }));
    case 'planned':
      return { ...progress, plan: event.plan };
    case 'usersCounted':
      return { ...progress, users: event.users };
    case 'refused':
      return { ...progress, refusals: [...progress.refusals, event.refusal].slice(-keptRefusals) };
    case 'corrected': {
      const { at, by, comment, changes } = event;
      return { ...progress, corrections: [...progress.corrections, { at, by, comment, changes }] };
    }
    case 'abandoned':
      return { ...progress, abandoned: { at: event.at, by: event.by, comment: event.comment } };
    case 'finished': {
      const underWay = ['running', 'waiting', 'parked'];
      const ended = progress.steps.map((step): StepProgress =>
        underWay.includes(step.status) ? { ...step, status: 'stopped', finishedAt: event.at } : step,
      );
      return { ...progress, steps: ended, finishedAt: event.at, outcome: event.outcome };
    }
  }
}

export function gateOf(progress: Progress, id: GateId): GateProgress {
  const gate = progress.gates.find((one) => one.id === id);
  if (!gate) throw new Error(`deployment ${progress.deployment} has no gate ${id}`);
  return gate;
}

export function stepOf(progress: Progress, id: StepId): StepProgress {
  return progress.steps.find((step) => step.id === id)!;
}

function changeStep(
  progress: Progress,
  id: StepId,
  change: (step: StepProgress) => Partial<StepProgress>,
): Progress {
  return {
    ...progress,
    steps: progress.steps.map((step) => (step.id === id ? { ...step, ...change(step) } : step)),
  };
}

function changeGate(
  progress: Progress,
  id: GateId,
  change: (gate: GateProgress) => Partial<GateProgress>,
): Progress {
  return {
    ...progress,
    gates: progress.gates.map((gate) => (gate.id === id ? { ...gate, ...change(gate) } : gate)),
  };
}
