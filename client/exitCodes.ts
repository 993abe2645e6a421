import type { Progress } from '../roadmap/progress';

/** What a script can rely on; docs/cli.md says which command ends with which. */
export const exitCodes = { done: 0, failed: 1, badInput: 2, waits: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

type Standing = Pick<Progress, 'outcome' | 'steps'>;

const waits = ({ steps }: Standing): boolean =>
  steps.some(({ status }) => status === 'waiting' || status === 'parked');

/** Succeeded or under way: done. Ended otherwise: failed. A gate is open or a step is parked: waits. */
export function exitCodeOf(progress: Standing): ExitCode {
  if (progress.outcome) return progress.outcome === 'succeeded' ? exitCodes.done : exitCodes.failed;
  return waits(progress) ? exitCodes.waits : exitCodes.done;
}

/** Nothing moves any more until somebody decides or mends something. */
export const standsStill = (progress: Standing): boolean =>
  !progress.outcome && waits(progress) && !progress.steps.some(({ status }) => status === 'running');
