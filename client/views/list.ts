import type { UserResults } from '../../roadmap/progress';
import type { TeardownProgress } from '../../roadmap/teardown';
import { removalInWords, removalsInWords } from '../../roadmap/teardown';
import { moment, plural } from '../../roadmap/words';
import type { DeploymentSummary } from '../list';
import { clean, table } from './text';

export function renderList(rows: DeploymentSummary[], { width = 120 }: { width?: number } = {}): string {
  if (rows.length === 0) return 'No deployments.\n';
  const columns = ['Deployment', 'Started', 'Phase', 'Outcome', 'Waits for'];
  const cells = rows.map(({ deployment, startedAt, phase, outcome, waitingFor }) => [
    deployment,
    moment(startedAt),
    phase,
    outcome ?? '',
    waitingFor.join(', '),
  ]);
  return `${table(columns, cells, width).join('\n')}\n`;
}

/** What became of the resources of a teardown, with the reason for each that was left. */
export function renderRemovals({ removals }: Pick<TeardownProgress, 'removals'>): string {
  const left = removals.filter(({ result }) => result === 'left');
  const lines = left.map((one) => `  ${clean(removalInWords(one))}: ${clean(one.reason ?? '')}`);
  return `${[`${removalsInWords({ removals })}.`, ...lines].join('\n')}\n`;
}

/** The users of a report: how many, and why some got nothing. */
export function renderUsers({ users }: { users: UserResults }): string {
  const { synchronised, licensed, failed } = users;
  const count = `${plural(synchronised, 'user')} synchronised, ${licensed} licensed, ${failed.length} failed.`;
  if (failed.length === 0) return `${count}\n`;
  const width = Math.max(...failed.map(({ user }) => clean(user).length));
  const lines = failed.map(({ user, reason }) => `  ${clean(user).padEnd(width)}  ${clean(reason)}`);
  return `${[count, ...lines].join('\n')}\n`;
}
