import { allHandlersFinished, CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Outcome, Progress } from '../roadmap/progress';
import { reduce } from '../roadmap/reducer';
import { recording } from './proxies';
import type { Run } from './run';
import { now, record, tell } from './run';
import { step } from './steps';

/** How a run says what came of it. */
interface HandOver {
  step: 'report' | 'teardown-report';
  /** Of the report, below the deployment's folder. */
  files: string[];
  /** For those who are told. */
  words(progress: Progress): string;
}

/** Carries the run out to its outcome, whatever that is, and hands over for every one. */
export async function carryOut(
  run: Run,
  roadmap: (run: Run) => Promise<void>,
  end: HandOver,
): Promise<Outcome> {
  let cancellation: unknown;
  try {
    await run.scope.run(() => roadmap(run));
  } catch (failure) {
    if (!isCancellation(failure)) throw failure;
    cancellation = failure;
  }
  const cancelledFromOutside = cancellation !== undefined && run.ending === undefined;
  const outcome: Outcome = cancellation === undefined ? 'succeeded' : (run.ending ?? 'cancelled');
  await CancellationScope.nonCancellable(() => handOver(run, outcome, end));
  if (cancelledFromOutside) throw cancellation;
  return outcome;
}

/** The report says what was done and what is left. */
async function handOver(run: Run, outcome: Outcome, end: HandOver): Promise<void> {
  const { deployment } = run.worksheet;
  const at = now();
  if (outcome !== 'succeeded') record(run, { type: 'finished', at, outcome });
  await step(run, end.step, async (subject) => {
    const evidence = { files: end.files.map((file) => `${deployment}/${file}`) };
    const done = reduce(run.progress, { type: 'stepDone', step: end.step, at: now(), evidence });
    const progress = reduce(done, { type: 'finished', at: now(), outcome });
    await recording.writeReport.executeWithOptions({ summary: `outcome ${outcome}` }, [
      { ...subject, progress },
    ]);
    return evidence;
  });
  if (outcome === 'succeeded') record(run, { type: 'finished', at: now(), outcome });
  const report = `\`npx dirsync report ${deployment}\` writes the report.`;
  tell(
    run,
    `${deployment}: ${run.progress.teardown ? 'teardown ' : ''}${outcome}`,
    `${end.words(run.progress)} ${report}`,
  );
  await condition(() => run.notices.size === 0 && allHandlersFinished());
}
