import type { GuestScript } from '../../activities/api';
import type { Progress } from '../../roadmap/progress';
import type { PlannedResource } from '../../roadmap/plan';
import { resourceId, resourceName, type ResourceKind } from '../../roadmap/resources';
import type { StepId } from '../../roadmap/steps';
import type { Worksheet } from '../../worksheet/schema';
import { runGuestScript } from '../../workflows/guest';
import { listen } from '../../workflows/messages';
import { licensingPhase } from '../../workflows/phases/licensing';
import { beginning, untilConnected } from '../../workflows/proxies';
import { ensureResources } from '../../workflows/resources';
import { openRun, record, type Run } from '../../workflows/run';
import { step } from '../../workflows/steps';

export { assignLicences } from '../../workflows';

export type Work =
  | { step: StepId; kinds: ResourceKind[] }
  | { step: StepId; script: GuestScript }
  | { step: 'resource-group'; providers: true }
  | { step: 'tenant-sync'; since: string }
  | { step: 'licences' };

export interface OneStepInput {
  worksheet: Worksheet;
  work: Work;
}

/** One step of the roadmap by the product's own workflow code: its retries, its parking, its messages. */
export async function oneStep({ worksheet, work }: OneStepInput): Promise<Progress> {
  const run = openRun({ worksheet, requestedBy: 'the faults suite' });
  listen(run);
  await run.scope.run(() => carryOut(run, work));
  await Promise.all(run.notices);
  return run.progress;
}

const toBeMade = (kind: ResourceKind, worksheet: Worksheet): PlannedResource => ({
  kind,
  name: resourceName(kind, worksheet),
  id: resourceId(kind, worksheet),
  action: 'create',
  details: [],
  usualMinutes: 0,
});

async function carryOut(run: Run, work: Work): Promise<void> {
  if (work.step === 'licences') return licensingPhase(run);
  return step(run, work.step, async (subject) => {
    if ('kinds' in work) {
      // As step 0 would have found it: what an attempt makes whose answer gets lost is this deployment's all the same.
      const resources = work.kinds.map((kind) => toBeMade(kind, run.worksheet));
      record(run, { type: 'planned', plan: { resources, checks: [], usualMinutes: 0 } });
      return ensureResources(run, subject, ...work.kinds);
    }
    if ('script' in work) return runGuestScript(run, subject, work.script);
    if ('since' in work) {
      return (await untilConnected.awaitTenantSynchronisation({ ...subject, since: work.since })).evidence;
    }
    return (await beginning.ensureProviders(subject)).evidence;
  });
}
