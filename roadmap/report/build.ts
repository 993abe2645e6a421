import type { Worksheet } from '../../worksheet/schema';
import type { GateProgress, Progress, StepProgress } from '../progress';
import { stepDefinition } from '../steps';
import { configurationOf } from './configuration';
import { leftToDo } from './leftToDo';
import type { Report, ReportGate, ReportStep, Trust } from './types';

/** The hand-over report of a deployment; while it goes on, an interim one whose outcome is null. Pure. */
export function buildReport({ worksheet, progress }: { worksheet: Worksheet; progress: Progress }): Report {
  return {
    deployment: progress.deployment,
    workflowId: progress.workflowId,
    outcome: progress.outcome ?? null,
    startedAt: progress.startedAt,
    finishedAt: progress.finishedAt ?? null,
    requestedBy: progress.requestedBy,
    requester: progress.requester ?? null,
    trustMode: progress.trust,
    steps: progress.steps.map(reportStep),
    gates: progress.gates.map(reportGate),
    users: progress.users,
    plan: progress.plan ?? null,
    configuration: configurationOf(worksheet, progress),
    trust: progress.gates.map((gate) => trustOf(worksheet, gate)),
    mends: progress.mends,
    corrections: progress.corrections,
    refusals: progress.refusals,
    abandoned: progress.abandoned ?? null,
    leftToDo: leftToDo(worksheet, progress),
  };
}

export function reportStep(step: StepProgress): ReportStep {
  return { ...step, startedAt: step.startedAt ?? null, finishedAt: step.finishedAt ?? null };
}

export function reportGate(gate: GateProgress): ReportGate {
  const decided = gate.status === 'open' || gate.status === 'closed' ? undefined : gate.decisions.at(-1);
  return {
    id: gate.id,
    title: stepDefinition(gate.step).title,
    status: gate.status,
    openedAt: gate.openedAt ?? null,
    decision: decided?.decision ?? null,
    by: decided?.by ?? null,
    at: decided?.at ?? null,
    comment: decided?.comment ?? null,
    decisions: gate.decisions,
  };
}

export function trustOf(worksheet: Worksheet, gate: GateProgress): Trust {
  const settings = worksheet.gates[gate.id];
  const automatic = settings?.automatic ?? false;
  return {
    gate: gate.id,
    approvers: gate.approvers,
    anybody: gate.approvers.length === 0 && !automatic,
    approvalsNeeded: gate.approvalsNeeded,
    automatic,
    requesterMayApprove: settings?.requesterMayApprove ?? true,
  };
}
