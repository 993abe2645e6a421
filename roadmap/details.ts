import type { GateProgress, Progress, StepProgress } from './progress';
import {
  abandonCommand,
  approval,
  approveCommand,
  approveSignal,
  rejectCommand,
  retrial,
  retryCommand,
  retrySignal,
  skipCommand,
  teardownCommand,
} from './commands';
import { offersTeardown } from './abandoned';
import { messageNames } from './messages';
import { phases, stepDefinition } from './steps';
import { removalsInWords } from './teardown';
import { listed, moment, plural, usualTime } from './words';

/** Markdown for the Temporal UI's current details: what waits for whom, the command that answers it, what runs. Pure. */
export function renderCurrentDetails(progress: Progress): string {
  const { deployment, steps, gates, trust } = progress;
  const parked = steps.filter((step) => step.status === 'parked');
  const running = steps.filter((step) => step.status === 'running');
  const open = gates.filter((gate) => gate.status === 'open');
  const blocks = [headline(progress)];
  if (open.length > 0)
    blocks.push('### Waiting for people', ...open.map((gate) => gateBlock(progress, gate)));
  if (parked.length > 0) {
    blocks.push('### To be put right', ...parked.map((step) => parkedBlock(progress, step)));
    blocks.push(`To give up instead: \`${abandonCommand(deployment, trust)}\``);
  }
  if (offersTeardown(progress))
    blocks.push(`To remove what was made: \`${teardownCommand(deployment, trust)}\``);
  if (running.length > 0) blocks.push('### Running', running.map(runningLine).join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

function headline(progress: Progress): string {
  const { deployment, outcome, finishedAt, steps } = progress;
  const needed = steps.filter((step) => step.status !== 'notNeeded');
  const over = needed.filter((step) => step.status === 'done' || step.status === 'skipped');
  const count = `${over.length} of ${needed.length} steps`;
  if (outcome) {
    const when = finishedAt ? `, ${moment(finishedAt)}` : '';
    return `**${deployment}**: ${progress.teardown ? 'teardown ' : ''}${outcome}${when}; ${count}; ${results(progress)}`;
  }
  const current = needed.find((step) => !over.includes(step));
  const phase = phases.find(({ id }) => id === current?.phase)?.title ?? 'Hand-over';
  return `**${deployment}**: ${phase}; ${count} done`;
}

function results({ users, teardown }: Progress): string {
  if (teardown) return removalsInWords(teardown);
  return `${plural(users.synchronised, 'user')} synchronised, ${users.licensed} licensed, ${users.failed.length} failed`;
}

function gateBlock({ deployment, steps, trust }: Progress, gate: GateProgress): string {
  const title = steps.find((step) => step.id === gate.step)?.title ?? gate.id;
  const approvals = gate.decisions.filter((vote) => vote.decision === 'approve').length;
  const facts = [
    gate.openedAt && `open since ${moment(gate.openedAt)}`,
    gate.expiresAt && `expires ${moment(gate.expiresAt)}`,
    gate.approvalsNeeded > 1 && `${approvals} of ${gate.approvalsNeeded} approvals`,
  ].filter(Boolean);
  const who = gate.approvers.length > 0 ? listed(gate.approvers, 'or') : 'anybody who can reach the workflow';
  return [
    `**${title}** (gate \`${gate.id}\`)${facts.length > 0 ? `: ${facts.join('; ')}` : ''}`,
    gate.instructions.map((line, index) => `${index + 1}. ${text(line)}`).join('\n'),
    `Who decides: ${text(who)}`,
    answers({
      Approve: code(approveCommand(deployment, gate.id, trust)),
      Reject: code(rejectCommand(deployment, gate.id, trust)),
      ...(trust === 'namespace' && {
        'Approve on this page': byForm('decide', approval(gate.id)),
        "Approve with Temporal's command line": code(approveSignal(deployment, gate.id)),
      }),
    }),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function parkedBlock({ deployment, trust }: Progress, step: StepProgress): string {
  const { problem } = step;
  const { skippable } = stepDefinition(step.id);
  return [
    `**${step.title}** (step \`${step.id}\`${problem ? `, ${problem.code}` : ''}): ${text(problem?.message ?? 'parked')}`,
    problem && `What to do: ${text(problem.remedy)}`,
    answers({
      'Try again': code(retryCommand(deployment, step.id, trust)),
      ...(skippable ? { 'Go on without it': code(skipCommand(deployment, step.id, trust)) } : {}),
      ...(trust === 'namespace' && {
        'Try again on this page': byForm('retryStep', retrial(step.id)),
        "Try again with Temporal's command line": code(retrySignal(deployment, step.id)),
      }),
    }),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function runningLine(step: StepProgress): string {
  const usual = usualTime(stepDefinition(step.id).usualMinutes);
  const facts = [
    step.startedAt && `since ${moment(step.startedAt)}`,
    usual && `usually ${usual}`,
    step.attempts > 1 && `attempt ${step.attempts}`,
  ].filter(Boolean);
  return `- ${step.title}: ${facts.join('; ')}`;
}

/** A list, because the Temporal UI cuts long lines of a code block off, and wraps code within text. */
const answers = (ways: Record<string, string>): string =>
  Object.entries(ways)
    .map(([what, how]) => `- ${what}: ${how}`)
    .join('\n');

const code = (command: string): string => `\`${command}\``;

/** The Temporal UI's own form; its update and its signal of the same name take the same input. */
const byForm = (name: keyof typeof messageNames, input: object): string =>
  `More Actions, Send an Update, ${code(messageNames[name])} with the input ${code(JSON.stringify(input))}`;

/** Text of others stays text in Markdown, but for what it marks as code; the Temporal UI would make one dash of two. */
const text = (value: string): string =>
  value
    .replace(/\s+/g, ' ')
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\`*<[]|-(?=-)/g, '\\$&')))
    .join('');
