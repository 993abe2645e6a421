import { ApplicationFailure, CancelledFailure, condition } from '@temporalio/workflow';
import { approveCommand, rejectCommand } from '../roadmap/commands';
import type { LicencePreview } from '../activities/api';
import { gateInstructions } from '../roadmap/instructions';
import type { Problem } from '../roadmap/problems';
import type { GateDecision } from '../roadmap/progress';
import { gateOf } from '../roadmap/progress';
import { stepDefinition, stepOfGate } from '../roadmap/steps';
import { milliseconds } from '../worksheet/duration';
import type { GateId } from '../worksheet/schema';
import { step } from './steps';
import type { Run } from './run';
import { fact, now, record, tell } from './run';

/** Waits until the gate is approved. Rejected or expired, it parks; `retryStep` opens it again. */
export async function gate(run: Run, id: GateId, preview?: LicencePreview): Promise<void> {
  await step(run, stepOfGate(id), async () => {
    await decided(run, id, preview);
    const { status, decisions } = gateOf(run.progress, id);
    const last = decisions.at(-1)!;
    if (status !== 'approved') throw refused(last);
    return {
      approvedBy: decisions.filter((one) => one.decision === 'approve').map((one) => one.by),
      at: last.at,
    };
  });
}

/** A gate before which nothing was changed: not approved, it ends the run. */
export async function gateOrEnd(run: Run, id: GateId): Promise<void> {
  await step(run, stepOfGate(id), async () => {
    await decided(run, id);
    const { status, decisions } = gateOf(run.progress, id);
    if (status !== 'approved') {
      run.ending = 'cancelled';
      throw new CancelledFailure(`the gate ${id} was ${status}`);
    }
    return { approvedBy: decisions.filter((one) => one.decision === 'approve').map((one) => one.by) };
  });
}

/** Opens the gate and returns when it is no longer open. */
export async function decided(run: Run, id: GateId, preview?: LicencePreview): Promise<void> {
  const settings = run.worksheet.gates[id];
  const openedAt = now();
  const expiresAt =
    settings?.expireAfter && new Date(Date.now() + milliseconds(settings.expireAfter)).toISOString();
  const facts = {
    plan: run.progress.plan,
    gatewayAddress: fact(run, 'gateway-address', 'address'),
    serverAddress: fact(run, 'network-interface', 'privateAddress'),
    preview,
    teardown: run.progress.teardown?.plan,
  };
  const instructions = gateInstructions(id, run.worksheet, facts);
  record(run, { type: 'gateOpened', gate: id, at: openedAt, instructions, expiresAt });
  if (settings?.automatic) {
    record(run, {
      type: 'gateVoted',
      gate: id,
      vote: { decision: 'approve', by: 'the worksheet (automatic)', at: now() },
    });
    record(run, { type: 'gateClosed', gate: id, status: 'approved' });
    return;
  }
  await remindUntilDecided(run, id, instructions, expiresAt);
}

async function remindUntilDecided(
  run: Run,
  id: GateId,
  instructions: string[],
  expiresAt?: string,
): Promise<void> {
  const { deployment, gates } = run.worksheet;
  const { title } = stepDefinition(stepOfGate(id));
  const remindEvery = milliseconds(gates[id]?.remindEvery ?? '4 hours');
  const isClosed = () => gateOf(run.progress, id).status !== 'open';
  const { trust } = run.progress;
  const text = [
    ...instructions,
    approveCommand(deployment, id, trust),
    rejectCommand(deployment, id, trust),
  ].join('\n');
  for (let reminder = 0; !isClosed(); reminder++) {
    const prefix = reminder === 0 ? '' : `reminder ${reminder}, `;
    tell(
      run,
      `${prefix}${deployment} waits for a decision: ${title}`,
      text,
      gateOf(run.progress, id).approvers,
    );
    const left = expiresAt ? Date.parse(expiresAt) - Date.now() : Infinity;
    const wait = Math.min(remindEvery, left);
    if (
      await condition(isClosed, wait, {
        summary: `${title}: ${wait === left ? 'deadline' : 'next reminder'}`,
      })
    )
      return;
    if (wait === left) {
      record(run, {
        type: 'gateVoted',
        gate: id,
        vote: { decision: 'expire', by: 'the deadline', at: now() },
      });
      record(run, { type: 'gateClosed', gate: id, status: 'expired' });
    }
  }
}

/** Ends a gate's step as something that a person must settle. */
function refused({ decision, by, comment }: GateDecision): ApplicationFailure {
  const expired = decision === 'expire';
  const problem: Problem = {
    code: expired ? 'GateExpired' : 'GateRejected',
    message: expired
      ? 'Nobody decided before the deadline.'
      : `Rejected by ${by}${comment ? `: ${comment.replace(/[.\s]+$/, '')}` : ''}.`,
    remedy: 'Settle it with those who decide; `retry` opens the gate again, `abandon` ends the deployment.',
  };
  return ApplicationFailure.create({
    type: problem.code,
    message: problem.message,
    nonRetryable: true,
    details: [problem],
  });
}
