import * as commands from '../../roadmap/commands';
import type { GateProgress, Progress, StepProgress } from '../../roadmap/progress';
import { stepDefinition } from '../../roadmap/steps';
import { duration, listed, moment } from '../../roadmap/words';
import type { Painter } from './color';
import { painter } from './color';
import { planTables } from './plan';
import type { StatusView } from './text';
import { clean, wrap } from './text';

/** What a deployment waits for, with what the person does and the commands that answer it; empty when nothing does. */
export function renderWaiting(progress: Progress, view: StatusView): string {
  const paint = painter(view.color);
  const gates = progress.gates.filter((gate) => gate.status === 'open');
  const parked = progress.steps.filter((step) => step.status === 'parked');
  if (gates.length + parked.length === 0 || progress.outcome) return '';
  const blocks = [
    ...gates.map((gate) => gateBlock(progress, gate, view, paint)),
    ...parked.map((step) => parkedBlock(progress, step, view.width, paint)),
  ];
  return [paint('bold', 'Waiting for'), ...blocks.map((block) => block.join('\n'))].join('\n\n');
}

function gateBlock(progress: Progress, gate: GateProgress, view: StatusView, paint: Painter): string[] {
  const { deployment, steps, trust } = progress;
  const title = steps.find((step) => step.id === gate.step)?.title ?? gate.id;
  const since = gate.openedAt ? `, for ${duration(view.now - Date.parse(gate.openedAt))}` : '';
  const numbered = gate.instructions.flatMap((line, index) =>
    wrap(line, view.width, `  ${`${index + 1}.`.padStart(3)} `),
  );
  return [
    `${paint('yellow', '⏸')} ${paint('bold', title)} (gate ${gate.id})${since}`,
    ...(gate.id === 'plan' && progress.plan ? [...planTables(progress.plan, view.width, paint), ''] : []),
    ...numbered,
    ...wrap(whoDecides(gate), view.width, '  '),
    '',
    `    ${paint('cyan', commands.approveCommand(deployment, gate.id, trust))}`,
    `    ${paint('cyan', commands.rejectCommand(deployment, gate.id, trust))}`,
  ];
}

function whoDecides({ approvers, approvalsNeeded, decisions, expiresAt }: GateProgress): string {
  const approved = decisions.filter((vote) => vote.decision === 'approve').map(({ by }) => by);
  const who = approvers.length > 0 ? listed(approvers, 'or') : 'anybody who can reach the workflow';
  const several =
    approvalsNeeded > 1
      ? ` ${approvalsNeeded} people must approve${approved.length > 0 ? `; ${listed(approved)} did` : ''}.`
      : '';
  return `Who decides: ${who}.${several}${expiresAt ? ` Expires ${moment(expiresAt)}.` : ''}`;
}

function parkedBlock(
  { deployment, trust }: Progress,
  step: StepProgress,
  width: number,
  paint: Painter,
): string[] {
  const { problem } = step;
  const answers = [
    commands.retryCommand(deployment, step.id, trust),
    ...(stepDefinition(step.id).skippable ? [commands.skipCommand(deployment, step.id, trust)] : []),
    commands.abandonCommand(deployment, trust),
  ];
  const service = problem?.service;
  const support = [service?.code, service?.status, service?.correlationId].filter(Boolean).join(' ');
  return [
    `${paint('red', '✗')} ${paint('bold', step.title)} (step ${step.id}): ${paint('red', problem?.code ?? 'parked')}`,
    ...(problem ? wrap(problem.message, width, '  ') : []),
    ...(problem?.resource ? [`  on ${clean(problem.resource)}`] : []),
    ...(support ? [paint('dim', `  service said ${clean(support)}`)] : []),
    ...(problem ? wrap(problem.remedy, width, '  What to do: ', '  ') : []),
    '',
    ...answers.map((command) => `    ${paint('cyan', command)}`),
  ];
}
