import type { TeardownInput } from '../../roadmap/messages';
import type { PlannedRemoval } from '../../roadmap/teardown';
import { failedChecks, preflightFailed } from '../preflightFailed';
import { removing } from '../proxies';
import type { Run } from '../run';
import { record } from '../run';
import { step } from '../steps';

/** Reads what is there, and settles what goes and what stays; deletes nothing. */
export async function planTeardown(run: Run, { ledger }: TeardownInput): Promise<void> {
  await step(run, 'teardown-plan', async (subject) => {
    const plan = await removing.planTeardown.executeWithOptions(
      { summary: 'reads resources, locks and tenant' },
      [{ ...subject, ledger }],
    );
    record(run, { type: 'teardownPlanned', plan });
    const failed = failedChecks(plan.checks);
    if (failed.length > 0) throw preflightFailed(failed);
    const count = (fate: PlannedRemoval['fate']) => plan.removals.filter((one) => one.fate === fate).length;
    return {
      goes: count('goes'),
      stays: count('stays'),
      gone: count('absent'),
      foreign: plan.foreign.length,
    };
  });
}
