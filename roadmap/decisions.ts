import type { Worksheet } from '../worksheet/schema';
import { abandonCommand, approveCommand, retryCommand, skipCommand } from './commands';
import type { Abandon, Decision, MessageName, RetryStep, SkipStep } from './messages';
import type { Speaker } from './people';
import { isNamed, isSamePerson } from './people';
import type { Progress } from './progress';
import { stepDefinition } from './steps';

/** Each function says why a message does not count, or undefined when it does. Pure; the validators of the updates. */
type Refusal = string | undefined;

/** With trust entra a name that is merely declared counts for nothing. */
export function unprovenRefusal({ trust, deployment }: Progress, name: MessageName): Refusal {
  if (trust !== 'entra') return undefined;
  const commands = {
    decide: approveCommand(deployment, '<gate>', trust),
    retryStep: retryCommand(deployment, '<step>', trust),
    skipStep: skipCommand(deployment, '<step>', trust),
    abandon: abandonCommand(deployment, trust),
  };
  return `This deployment takes the word of people who signed in only (approvals.trust is entra): use \`${commands[name]}\`.`;
}

export function decisionRefusal(
  progress: Progress,
  worksheet: Worksheet,
  decision: Decision,
  speaker: Speaker,
): Refusal {
  const gate = progress.gates.find((one) => one.id === decision.gate);
  if (progress.outcome) return ended(progress);
  if (!gate) return `This deployment has no gate ${decision.gate}: the worksheet does not ask for it.`;
  if (gate.status === 'closed')
    return `The gate ${gate.id} is not open yet. \`dirsync status ${progress.deployment}\` shows what runs before it.`;
  if (gate.status !== 'open') {
    const last = gate.decisions.at(-1);
    return `The gate ${gate.id} is ${gate.status} already${last ? ` (by ${last.by} at ${last.at})` : ''}.`;
  }
  if (gate.approvers.length > 0 && !isNamed(gate.approvers, speaker)) {
    return `${speaker.by} may not decide the gate ${gate.id}; these may: ${gate.approvers.join(', ')}.`;
  }
  const settings = worksheet.gates[gate.id];
  if (decision.decision === 'reject') return undefined;
  const requester = { by: progress.requestedBy, person: progress.requester };
  if (settings && !settings.requesterMayApprove && isSamePerson(requester, speaker)) {
    return `${speaker.by} started this deployment, and the gate ${gate.id} must be approved by somebody else.`;
  }
  const round = gate.decisions.filter((one) => one.at >= (gate.openedAt ?? ''));
  if (round.some((one) => one.decision === 'approve' && isSamePerson(one, speaker))) {
    return `${speaker.by} has approved the gate ${gate.id} already; it needs ${gate.approvalsNeeded} different people.`;
  }
  return undefined;
}

export function retryRefusal(
  progress: Progress,
  worksheet: Worksheet,
  message: RetryStep,
  speaker: Speaker,
): Refusal {
  return notParked(progress, message.step) ?? notOperator(worksheet, speaker) ?? unexplained(message);
}

/** The report says of each correction who made it and why. */
function unexplained({ worksheet, comment }: RetryStep): Refusal {
  if (!worksheet || comment?.trim()) return undefined;
  return 'comment: must say why the worksheet is corrected.';
}

export function skipRefusal(
  progress: Progress,
  worksheet: Worksheet,
  message: SkipStep,
  speaker: Speaker,
): Refusal {
  const refusal = notParked(progress, message.step) ?? notOperator(worksheet, speaker);
  if (refusal) return refusal;
  if (!stepDefinition(message.step).skippable) {
    return `The step ${message.step} can't be skipped: later steps stand on it. Put right what it says and retry it, or abandon.`;
  }
  return undefined;
}

export function abandonRefusal(
  progress: Progress,
  worksheet: Worksheet,
  _message: Abandon,
  speaker: Speaker,
): Refusal {
  return progress.outcome ? ended(progress) : notOperator(worksheet, speaker);
}

function notOperator({ approvals: { operators } }: Worksheet, speaker: Speaker): Refusal {
  if (operators.length === 0 || isNamed(operators, speaker)) return undefined;
  return `${speaker.by} is no operator of this deployment; these are: ${operators.join(', ')}.`;
}

/** The report of a deployment that has ended may be parked too, and somebody must be able to answer it. */
function notParked(progress: Progress, id: RetryStep['step']): Refusal {
  const step = progress.steps.find((one) => one.id === id);
  if (!step)
    return `The ${progress.teardown ? 'teardown' : 'deployment'} ${progress.deployment} has no step ${id}.`;
  if (step.status === 'parked') return undefined;
  if (progress.outcome) return ended(progress);
  const parked = progress.steps.filter((one) => one.status === 'parked').map((one) => one.id);
  const which = parked.length > 0 ? `Parked are: ${parked.join(', ')}.` : 'No step is parked.';
  return `The step ${id} is ${step.status}, not parked. ${which}`;
}

function ended(progress: Progress): string {
  return `The deployment ${progress.deployment} has ended: ${progress.outcome}.`;
}
