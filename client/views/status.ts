import { offersTeardown } from '../../roadmap/abandoned';
import { teardownCommand } from '../../roadmap/commands';
import type { Progress, StepProgress, StepStatus } from '../../roadmap/progress';
import { evidenceWords } from '../../roadmap/evidence';
import { phases, stepDefinition } from '../../roadmap/steps';
import { duration, moment, plural, usualTime } from '../../roadmap/words';
import type { Painter } from './color';
import { painter } from './color';
import type { StatusView } from './text';
import { clean, shorten } from './text';
import { renderWaiting } from './waiting';

const marks: Record<StepStatus, string> = {
  done: '✓',
  running: '⋯',
  waiting: '⏸',
  parked: '✗',
  skipped: '↷',
  stopped: '■',
  notNeeded: '–',
  pending: '·',
};

const styles: Record<StepStatus, Parameters<Painter>[0]> = {
  done: 'green',
  running: 'cyan',
  waiting: 'yellow',
  parked: 'red',
  skipped: 'magenta',
  stopped: 'red',
  notNeeded: 'dim',
  pending: 'dim',
};

/** A tree by phase of what is done, runs and waits; below it what waits for whom, with the commands that answer it. */
export function renderStatus(progress: Progress, view: StatusView): string {
  const paint = painter(view.color);
  const titles = Math.max(...progress.steps.map((step) => step.title.length));
  const tree = phases.flatMap((phase) => {
    const inPhase = progress.steps.filter((step) => step.phase === phase.id);
    if (inPhase.length === 0) return [];
    const status = phaseStatus(inPhase.map((step) => step.status));
    return [
      `${paint(styles[status], marks[status])} ${paint('bold', phase.title)}`,
      ...inPhase.map((step, index) => {
        const branch = index === inPhase.length - 1 ? '└' : '├';
        const gate = progress.gates.find((one) => one.step === step.id);
        return stepLine({ startedAt: gate?.openedAt, ...step }, branch, titles, view, paint);
      }),
    ];
  });
  const waiting = renderWaiting(progress, view);
  const offer = offersTeardown(progress)
    ? ['', `To remove what was made: ${paint('cyan', teardownCommand(progress.deployment, progress.trust))}`]
    : [];
  return [
    ...headline(progress, view, paint),
    '',
    ...tree,
    ...(waiting ? ['', waiting] : []),
    ...offer,
    '',
  ].join('\n');
}

function headline(progress: Progress, { now, width }: StatusView, paint: Painter): string[] {
  const { deployment, outcome, finishedAt, startedAt, steps, requestedBy, tenantId } = progress;
  const needed = steps.filter((step) => step.status !== 'notNeeded');
  const over = needed.filter((step) => step.status === 'done' || step.status === 'skipped');
  const passed = duration((finishedAt ? Date.parse(finishedAt) : now) - Date.parse(startedAt));
  const facts = `${progress.teardown ? 'teardown ' : ''}${state(progress)}; ${over.length} of ${plural(needed.length, 'step')}; ${passed}`;
  const style = outcome === undefined ? 'bold' : outcome === 'succeeded' ? 'green' : 'red';
  const origin = `tenant ${tenantId}; started ${moment(startedAt)} by ${clean(requestedBy)}`;
  return [`${paint('bold', deployment)}  ${paint(style, facts)}`, paint('dim', shorten(origin, width))];
}

/** One word or two for where a deployment stands. */
function state(progress: Pick<Progress, 'outcome' | 'steps'>): string {
  if (progress.outcome) return progress.outcome;
  const has = (status: StepStatus) => progress.steps.some((step) => step.status === status);
  if (has('parked')) return 'needs a person';
  if (has('waiting')) return has('running') ? 'running, and waits for approval' : 'waits for approval';
  return 'running';
}

/** What most needs attention in a phase; done when nothing is left. */
function phaseStatus(statuses: StepStatus[]): StepStatus {
  const urgent = (['parked', 'waiting', 'running'] as const).find((status) => statuses.includes(status));
  if (urgent) return urgent;
  const begun = statuses.some((status) => status === 'done' || status === 'skipped');
  if (statuses.includes('pending')) return begun ? 'running' : 'pending';
  return begun ? 'done' : 'notNeeded';
}

function stepLine(
  step: StepProgress,
  branch: string,
  titles: number,
  { now, width }: StatusView,
  paint: Painter,
): string {
  const room = Math.max(0, width - titles - 8);
  const about = shorten(aboutStep(step, now), room);
  const title = about ? step.title.padEnd(titles) : step.title;
  const quiet = step.status === 'notNeeded' || step.status === 'pending';
  const detail = about && `  ${step.status === 'parked' ? paint('red', about) : paint('dim', about)}`;
  return `${paint('dim', `${branch}─`)} ${paint(styles[step.status], marks[step.status])} ${quiet ? paint('dim', title) : title}${detail}`;
}

function aboutStep(step: StepProgress, now: number): string {
  const usual = usualTime(stepDefinition(step.id).usualMinutes);
  const since = step.startedAt ? Date.parse(step.startedAt) : now;
  const attempt = step.attempts > 1 ? [`attempt ${step.attempts}`] : [];
  const note = step.note ? [clean(step.note)] : [];
  switch (step.status) {
    case 'done': {
      const took = step.finishedAt ? [duration(Date.parse(step.finishedAt) - since)] : [];
      const evidence = evidenceWords(step.evidence)
        .filter(([, value]) => !value.startsWith('/subscriptions/'))
        .map(([name, value]) => clean(`${name} ${value}`));
      return [...took, ...evidence].join('; ');
    }
    case 'running':
      return [`for ${duration(now - since)}${usual && ` (usually ${usual})`}`, ...attempt, ...note].join(
        '; ',
      );
    case 'waiting':
      return [`for ${duration(now - since)}`, ...note].join('; ');
    case 'parked':
      return [step.problem?.code ?? 'parked', ...attempt].join('; ');
    case 'skipped':
      return ['skipped', ...note].join(': ');
    case 'stopped':
      return ['stopped', ...note].join(': ');
    case 'notNeeded':
      return ['not needed', ...note].join(': ');
    case 'pending':
      return usual && `usually ${usual}`;
  }
}
