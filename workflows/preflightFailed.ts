import { ApplicationFailure } from '@temporalio/workflow';
import type { PreflightCheck } from '../roadmap/plan';
import type { Problem } from '../roadmap/problems';

interface Failed {
  what: string;
  remedy?: string;
}

export const failedChecks = (checks: PreflightCheck[]): Failed[] =>
  checks
    .filter((check) => check.result === 'failed')
    .map((check) => ({ what: `${check.title}: ${check.finding}`, remedy: check.remedy }));

/** Parks the step that reads before anything is changed. */
export function preflightFailed(failures: Failed[]): ApplicationFailure {
  const problem: Problem = {
    code: 'PreflightFailed',
    message: failures.map((failure) => failure.what).join(' | '),
    remedy: [
      ...new Set(failures.flatMap((failure) => failure.remedy ?? [])),
      'Then retry the step; nothing has been changed yet.',
    ].join(' '),
  };
  return ApplicationFailure.create({
    type: problem.code,
    message: problem.message,
    nonRetryable: true,
    details: [problem],
  });
}
