import type { Worksheet } from '../worksheet/schema';
import type { Decision, RetryStep, SkipStep } from './messages';
import type { Progress } from './progress';
import { stepOf } from './progress';
import { stepDefinition } from './steps';

/** Each function says why a message does not count, or undefined when it does. Pure; the validators of the updates. */
type Refusal = string | undefined;

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

export function decisionRefusal(progress: Progress, worksheet: Worksheet, decision: Decision): Refusal {
  const gate = progress.gates.find((one) => one.id === decision.gate);
  if (progress.outcome) return ended(progress);
  if (!gate) return `This deployment has no gate ${decision.gate}: the worksheet does not ask for it.`;
  if (gate.status === 'closed')
    return `The gate ${gate.id} is not open yet. \`dirsync status ${progress.deployment}\` shows what runs before it.`;
  if (gate.status !== 'open') {
    const last = gate.decisions.at(-1);
    return `The gate ${gate.id} is ${gate.status} already${last ? ` (by ${last.by} at ${last.at})` : ''}.`;
  }
  if (gate.approvers.length > 0 && !gate.approvers.some((name) => same(name, decision.by))) {
    return `${decision.by} may not decide the gate ${gate.id}; these may: ${gate.approvers.join(', ')}.`;
  }
  const settings = worksheet.gates[gate.id];
  if (decision.decision === 'reject') return undefined;
  if (settings && !settings.requesterMayApprove && same(progress.requestedBy, decision.by)) {
    return `${decision.by} started this deployment, and the gate ${gate.id} must be approved by somebody else.`;
  }
  const round = gate.decisions.filter((one) => one.at >= (gate.openedAt ?? ''));
  if (round.some((one) => one.decision === 'approve' && same(one.by, decision.by))) {
    return `${decision.by} has approved the gate ${gate.id} already; it needs ${gate.approvalsNeeded} different people.`;
  }
  return undefined;
}

export function retryRefusal(progress: Progress, message: RetryStep): Refusal {
  return notParked(progress, message.step);
}

export function skipRefusal(progress: Progress, message: SkipStep): Refusal {
  const refusal = notParked(progress, message.step);
  if (refusal) return refusal;
  if (!stepDefinition(message.step).skippable) {
    return `The step ${message.step} can't be skipped: later steps stand on it. Put right what it says and retry it, or abandon.`;
  }
  return undefined;
}

export function abandonRefusal(progress: Progress): Refusal {
  return progress.outcome ? ended(progress) : undefined;
}

/** The report of a deployment that has ended may be parked too, and somebody must be able to answer it. */
function notParked(progress: Progress, id: RetryStep['step']): Refusal {
  const step = stepOf(progress, id);
  if (step.status === 'parked') return undefined;
  if (progress.outcome) return ended(progress);
  const parked = progress.steps.filter((one) => one.status === 'parked').map((one) => one.id);
  const which = parked.length > 0 ? `Parked are: ${parked.join(', ')}.` : 'No step is parked.';
  return `The step ${id} is ${step.status}, not parked. ${which}`;
}

function ended(progress: Progress): string {
  return `The deployment ${progress.deployment} has ended: ${progress.outcome}.`;
}
