import type { Progress, StepProgress } from '../../roadmap/progress';
import { stepDefinition } from '../../roadmap/steps';
import { usualTime } from '../../roadmap/words';

/** What changed between two looks at a deployment, a line for each change. Pure. */
export function changedLines(before: Progress | undefined, after: Progress): string[] {
  return after.steps.flatMap((step) => {
    const old = before?.steps.find((one) => one.id === step.id);
    return old?.status === step.status && old.attempts === step.attempts ? [] : (lineOf(step, old) ?? []);
  });
}

function lineOf(step: StepProgress, old: StepProgress | undefined): string | undefined {
  const usual = usualTime(stepDefinition(step.id).usualMinutes);
  switch (step.status) {
    case 'running':
      return step.attempts > 1
        ? `↻ ${step.title}: tried again`
        : usual && `… ${step.title} (${usual} in Azure)`;
    case 'done':
      return `✓ ${step.title}${evidenceOf(step)}`;
    case 'waiting':
      return `⏸ ${step.title}: waits for a decision`;
    case 'parked':
      return `✗ ${step.title}: ${step.problem?.message} ${step.problem?.remedy}`;
    case 'skipped':
      return `» ${step.title}: ${step.note}`;
    case 'stopped':
      return old && `■ ${step.title}: stopped`;
    case 'pending':
    case 'notNeeded':
      return undefined;
  }
}

/** What says most about a step that is done, and how it is called. */
const telling: Record<string, string> = {
  action: '',
  address: 'address',
  privateAddress: 'private address',
  connectionStatus: 'status',
  domain: 'domain',
  version: 'version',
  synchronised: 'synchronised',
  licensed: 'licensed',
  failed: 'failed',
};

function evidenceOf(step: StepProgress): string {
  const facts = Object.entries(telling)
    .filter(([name]) => step.evidence[name] !== undefined)
    .map(([name, called]) => `${called} ${String(step.evidence[name])}`.trim());
  return facts.length > 0 ? ` — ${facts.join(', ')}` : '';
}
