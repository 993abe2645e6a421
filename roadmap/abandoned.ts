import { teardownCommand } from './commands';
import type { Progress } from './progress';

/** What whoever abandons is told. */
export function abandonedWords({ deployment, teardown, ledger, trust }: Progress): string {
  if (teardown) return 'The teardown is abandoned. What it has deleted is gone; the rest stays as it is.';
  if (!hasMade({ ledger })) return 'The deployment is abandoned. It has made nothing.';
  return `The deployment is abandoned. What was made stays as it is; the report lists it. To remove it: ${teardownCommand(deployment, trust)}`;
}

/** True where something of it may be in Azure that a teardown would remove. */
export const hasMade = ({ ledger }: Pick<Progress, 'ledger'>): boolean =>
  ledger.some(({ origin }) => origin === 'created');

/** What ended before its time is easily forgotten, and costs money. */
export const offersTeardown = (progress: Progress): boolean =>
  !progress.teardown &&
  hasMade(progress) &&
  ['abandoned', 'failed', 'cancelled'].includes(progress.outcome ?? '');
