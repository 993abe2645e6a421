import type { ApplicationFailure } from '@temporalio/workflow';
import type { Subject } from '../../activities/api';
import { planBlocked } from '../../roadmap/plan';
import type { Plan } from '../../roadmap/plan';
import type { Evidence } from '../../roadmap/progress';
import { beginning } from '../proxies';
import { gateOrEnd } from '../gates';
import { failedChecks, preflightFailed } from '../preflightFailed';
import type { Run } from '../run';
import { record } from '../run';
import { step } from '../steps';

/** Step 0: pre-flight, then the plan gate. A plan that is not approved ends the run with nothing made. */
export async function planPhase(run: Run): Promise<void> {
  await step(run, 'preflight', (subject) => preflight(run, subject));
  await gateOrEnd(run, 'plan');
}

async function preflight(run: Run, subject: Subject): Promise<Evidence> {
  const plan = await beginning.preflight.executeWithOptions({ summary: 'reads subscription and tenant' }, [
    subject,
  ]);
  record(run, { type: 'planned', plan });
  if (planBlocked(plan)) throw blocked(plan);
  const of = (action: string) => plan.resources.filter((resource) => resource.action === action).length;
  const warnings = plan.checks
    .filter((check) => check.result === 'warning')
    .map((check) => `${check.title}: ${check.finding}`);
  return {
    create: of('create'),
    change: of('change'),
    adopt: of('adopt'),
    unchanged: of('unchanged'),
    usualMinutes: plan.usualMinutes,
    warnings,
  };
}

function blocked(plan: Plan): ApplicationFailure {
  const resources = plan.resources
    .filter((one) => one.action === 'blocked')
    .map((one) => ({ what: `${one.name}: ${one.details.join('; ')}` }));
  return preflightFailed([...failedChecks(plan.checks), ...resources]);
}
