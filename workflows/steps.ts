import { condition, isCancellation } from '@temporalio/workflow';
import type { Subject } from '../activities/api';
import { abandonCommand, retryCommand, skipCommand } from '../roadmap/commands';
import type { Evidence } from '../roadmap/progress';
import { stepOf } from '../roadmap/progress';
import type { Problem } from '../roadmap/problems';
import type { StepId } from '../roadmap/steps';
import { stepDefinition } from '../roadmap/steps';
import { problemOf } from './problems';
import type { Answer, Run } from './run';
import { now, record, tell } from './run';

/**
 * Carries out one step of the roadmap. What a person must mend parks it: it says what is wrong and waits for
 * `retryStep`, `skipStep` or `abandon`, for days if need be.
 */
export async function step(
  run: Run,
  id: StepId,
  body: (subject: Required<Subject>) => Promise<Evidence>,
): Promise<void> {
  if (stepOf(run.progress, id).status === 'notNeeded') return;
  for (;;) {
    record(run, { type: 'stepStarted', step: id, at: now() });
    try {
      const evidence = await body({ worksheet: run.worksheet, step: id });
      record(run, { type: 'stepDone', step: id, at: now(), evidence });
      return;
    } catch (error) {
      const problem = problemOf(error);
      if (isCancellation(error) || !problem) throw error;
      const answer = await park(run, id, problem);
      if (answer === 'retry') continue;
      record(run, { type: 'stepSkipped', step: id, at: now(), reason: answer.skip });
      return;
    }
  }
}

/** A person has asked to try this step again. */
export const isRetry = (run: Run, id: StepId): boolean => stepOf(run.progress, id).attempts > 1;

/** Waits for a person's answer to a problem. */
export async function park(run: Run, id: StepId, problem: Problem): Promise<Answer> {
  run.answers.delete(id);
  record(run, { type: 'stepParked', step: id, at: now(), problem });
  const { title, skippable } = stepDefinition(id);
  const { deployment } = run.worksheet;
  const { trust } = run.progress;
  const commands = [
    retryCommand(deployment, id, trust),
    ...(skippable ? [skipCommand(deployment, id, trust)] : []),
    abandonCommand(deployment, trust),
  ];
  tell(run, `${deployment}: ${title} needs you`, [problem.message, problem.remedy, ...commands].join('\n'));
  await condition(() => run.answers.has(id));
  const answer = run.answers.get(id)!;
  run.answers.delete(id);
  return answer;
}
