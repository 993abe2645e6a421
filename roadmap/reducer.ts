import type { GateId, Worksheet } from '../worksheet/schema';
import { decidersOf } from './people';
import { entered } from './ledger';
import type { GateProgress, Progress, ProgressEvent, StepProgress } from './progress';
import { gateOf } from './progress';
import type { StepDefinition, StepId } from './steps';
import { applies, steps } from './steps';
import type { TeardownProgress } from './teardown';
import { planned } from './teardownPlanned';
import { teardownSteps } from './teardownSteps';

export interface Start {
  worksheet: Worksheet;
  workflowId: string;
  requestedBy: string;
  at: string;
  /** What a teardown goes by; a deployment without. */
  teardown?: TeardownProgress['source'];
}

export function initialProgress({ worksheet, workflowId, requestedBy, at, teardown }: Start): Progress {
  const definitions: readonly StepDefinition[] = teardown ? teardownSteps : steps;
  const all: StepProgress[] = definitions.map((definition: StepDefinition) => {
    const needed = applies(definition, worksheet);
    return {
      id: definition.id as StepId,
      phase: definition.phase,
      title: definition.title,
      status: needed === true ? 'pending' : 'notNeeded',
      attempts: 0,
      evidence: {},
      ...(needed === true ? {} : { note: needed }),
    };
  });
  const gates: GateProgress[] = definitions.flatMap((definition: StepDefinition) => {
    const needed = all.find((step) => step.id === definition.id)!.status !== 'notNeeded';
    if (!definition.gate || !needed) return [];
    return [
      {
        id: definition.gate,
        step: definition.id as StepId,
        status: 'closed',
        openings: 0,
        ...deciders(worksheet, definition.gate),
        instructions: [],
        decisions: [],
      },
    ];
  });
  return {
    deployment: worksheet.deployment,
    workflowId,
    tenantId: worksheet.azure.tenantId,
    trust: worksheet.approvals.trust,
    requestedBy,
    startedAt: at,
    steps: all,
    gates,
    ledger: [],
    ...(teardown ? { teardown: { source: teardown, removals: [] } } : {}),
    refusals: [],
    mends: [],
    corrections: [],
    users: { synchronised: 0, licensed: 0, failed: [] },
  };
}

/** Kept for the record, but a caller in a loop must not grow the state without bound. */
const keptRefusals = 50;
const keptMends = 200;

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
        openings: gateOf(progress, event.gate).openings + 1,
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
    case 'resourceEntered':
      return { ...progress, ledger: entered(progress.ledger, event.entry) };
    case 'teardownPlanned':
      return planned(progress, event.plan);
    case 'removalEnded': {
      const teardown = progress.teardown!;
      return { ...progress, teardown: { ...teardown, removals: [...teardown.removals, event.removal] } };
    }
    case 'usersCounted':
      return { ...progress, users: event.users };
    case 'refused':
      return { ...progress, refusals: [...progress.refusals, event.refusal].slice(-keptRefusals) };
    case 'requesterProven':
      return { ...progress, requestedBy: event.person.userPrincipalName, requester: event.person };
    case 'mended':
      return { ...progress, mends: [...progress.mends, event.mend].slice(-keptMends) };
    case 'corrected': {
      const gates = progress.gates.map((gate) => ({ ...gate, ...deciders(event.worksheet, gate.id) }));
      return { ...progress, gates, corrections: [...progress.corrections, event.correction] };
    }
    case 'abandoned':
      return { ...progress, abandoned: event.abandoned };
    case 'finished': {
      const underWay = ['running', 'waiting', 'parked'];
      const ended = progress.steps.map((step): StepProgress =>
        underWay.includes(step.status) ? { ...step, status: 'stopped', finishedAt: event.at } : step,
      );
      return { ...progress, steps: ended, finishedAt: event.at, outcome: event.outcome };
    }
  }
}

/** Who decides a gate, and how many must. */
function deciders(worksheet: Worksheet, id: GateId): Pick<GateProgress, 'approvers' | 'approvalsNeeded'> {
  return { approvers: decidersOf(worksheet, id), approvalsNeeded: worksheet.gates[id]?.approvals ?? 1 };
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
