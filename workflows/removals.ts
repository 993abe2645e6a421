import type { Subject } from '../activities/api';
import type { Evidence } from '../roadmap/progress';
import { stepOf } from '../roadmap/progress';
import { sameId } from '../roadmap/ledger';
import type { PlannedRemoval, Removal, RemovalTarget } from '../roadmap/teardown';
import { heldBy, holderOf, removalInWords, removalsOf, stayingIn } from '../roadmap/teardown';
import type { TeardownStepId } from '../roadmap/teardownSteps';
import { longOperation, removing } from './proxies';
import { hasCode, problemOf } from './problems';
import type { Run } from './run';
import { now, record } from './run';
import { step } from './steps';

/** How often a deletion that came to nothing is begun anew; the read before it makes that safe. */
const begins = 3;

/** Removes what a step of the teardown is about. What has to stay is left with the reason, and the teardown goes on. */
export async function remove(run: Run, id: TeardownStepId): Promise<void> {
  const planned = removalsOf(id, run.progress.teardown!.plan!);
  for (const { fate, reason, ...target } of planned) {
    if (fate === 'stays') end(run, target, 'left', reason);
    if (fate === 'absent') end(run, target, 'absent');
  }
  const going = planned.filter(({ fate }) => fate === 'goes').map(targetOf);
  await step(run, id, async (subject) => {
    for (const target of going) if (!endOf(run, target)) await removeOne(run, subject, target);
    return evidenceOf(going.map((target) => endOf(run, target)!));
  });
  const { status, note } = stepOf(run.progress, id);
  for (const target of going) if (!endOf(run, target)) end(run, target, 'left', note);
  const left = going.map((target) => endOf(run, target)!).filter(({ result }) => result === 'left');
  if (status === 'done' && left.length > 0) {
    const reason = left.map((one) => `${one.name} is left: ${one.reason}`).join('; ');
    record(run, { type: 'stepSkipped', step: id, at: now(), reason });
  }
}

const targetOf = ({ kind, name, id }: PlannedRemoval): RemovalTarget => ({ kind, name, id });

async function removeOne(run: Run, subject: Required<Subject>, target: RemovalTarget): Promise<void> {
  const holder = holderOf(target, stayingIn(run.progress.teardown!));
  if (holder) return end(run, target, 'left', heldBy(holder));
  const summary = `delete ${removalInWords(target)}`;
  const { removals } = run.progress.teardown!.plan!;
  const ours = removals.filter(({ fate }) => fate === 'goes').map(({ id }) => id);
  for (let begin = 1; ; begin++) {
    try {
      const begun = await removing.beginRemoval.executeWithOptions({ summary }, [
        { ...subject, target, ours },
      ]);
      if (begun.result !== 'removing') return end(run, target, begun.result, begun.reason);
      const { poller } = begun;
      await longOperation.awaitRemoval.executeWithOptions({ summary }, [{ ...subject, target, poller }]);
      return end(run, target, 'removed');
    } catch (error) {
      // Whoever put a lock there wants it to stay.
      if (hasCode(error, 'ResourceLocked')) return end(run, target, 'left', problemOf(error)!.message);
      if (begin === begins || !hasCode(error, 'OperationLost')) throw error;
    }
  }
}

function end(run: Run, target: RemovalTarget, result: Removal['result'], reason?: string): void {
  record(run, { type: 'removalEnded', removal: { ...target, result, ...(reason ? { reason } : {}) } });
}

const endOf = ({ progress }: Run, { id }: RemovalTarget): Removal | undefined =>
  progress.teardown!.removals.find((one) => sameId(one.id, id));

function evidenceOf(removals: Removal[]): Evidence {
  const named = (result: Removal['result']) =>
    removals.filter((one) => one.result === result).map(({ name }) => name);
  return { removed: named('removed'), goneAlready: named('absent') };
}
