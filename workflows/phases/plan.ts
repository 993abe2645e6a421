import { ApplicationFailure, CancelledFailure } from '@temporalio/workflow';
import type { Subject } from '../../activities/api';
import { planBlocked } from '../../roadmap/plan';
import type { Plan } from '../../roadmap/plan';
import type { Evidence } from '../../roadmap/progress';
import { gateOf } from '../../roadmap/progress';
import type { Problem } from '../../roadmap/problems';
import { beginning } from '../proxies';
import { decided } from '../gates';
import type { Run } from '../run';
import { record } from '../run';
import { step } from '../steps';

/** Step 0: pre-flight, then the plan gate. A plan that is not approved ends the run with nothing made. */
export async function planPhase(run: Run): Promise<void> {
  await step(run, 'preflight', (subject) => preflight(run, subject));
  await step(run, 'plan-approval', async () => {
    await decided(run, 'plan');
    const { status, decisions } = gateOf(run.progress, 'plan');
    if (status !== 'approved') {
      run.ending = 'cancelled';
      throw new CancelledFailure(`the plan was ${status}`);
    }
    return { approvedBy: decisions.filter((one) => one.decision === 'approve').map((one) => one.by) };
  });
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
  const failures = [
    ...plan.checks
      .filter((check) => check.result === 'failed')
      .map((check) => ({ what: `${check.title}: ${check.finding}`, remedy: check.remedy })),
    ...plan.resources
      .filter((one) => one.action === 'blocked')
      .map((one) => ({ what: `${one.name}: ${one.details.join('; ')}`, remedy: undefined })),
  ];
  const problem: Problem = {
    code: 'PreflightFailed',
    message: failures.map((failure) => failure.what).join(' | '),
    remedy: [
      ...new Set(failures.flatMap((failure) => failure.remedy ?? [])),
      'Then retry the step; nothing has been made yet.',
    ].join(' '),
  };
  return ApplicationFailure.create({
    type: problem.code,
    message: problem.message,
    nonRetryable: true,
    details: [problem],
  });
}
