import type { Progress, StepProgress } from './progress';
import type { TeardownPlan } from './teardown';
import { kindsOfRemoval, removalsOf } from './teardown';
import type { TeardownStepId } from './teardownSteps';

/** A plan leaves the steps that have nothing to remove without work; each says why. */
export function planned(progress: Progress, plan: TeardownPlan): Progress {
  const steps = progress.steps.map((step): StepProgress => {
    const id = step.id as TeardownStepId;
    if (!kindsOfRemoval[id]) return step;
    const note = needless(id, plan);
    return { ...step, status: note === undefined ? 'pending' : 'notNeeded', note };
  });
  return { ...progress, steps, teardown: { ...progress.teardown!, plan } };
}

function needless(id: TeardownStepId, plan: TeardownPlan): string | undefined {
  const removals = removalsOf(id, plan);
  if (removals.some(({ fate }) => fate === 'goes')) return undefined;
  if (removals.length === 0) return 'this deployment has none';
  return removals
    .map(({ name, fate, reason }) =>
      fate === 'absent' ? `${name} is gone already` : `${name} stays: ${reason}`,
    )
    .join('; ');
}
