import {
  ApplicationFailure,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import type { z } from 'zod';
import { abandonRefusal, decisionRefusal, retryRefusal, skipRefusal } from '../roadmap/decisions';
import type { Abandon, Decision, Receipt, RetryStep, SkipStep } from '../roadmap/messages';
import {
  abandonSchema,
  decisionSchema,
  messageNames,
  messageProblem,
  progressQuery,
  retryStepSchema,
  skipStepSchema,
  worksheetQuery,
} from '../roadmap/messages';
import type { Progress } from '../roadmap/progress';
import { gateOf } from '../roadmap/progress';
import type { Worksheet } from '../worksheet/schema';
import { corrected } from './corrections';
import type { Run } from './run';
import { now, record } from './run';

/** A message: its shape, why it does not count, and what it does when it counts. */
interface Message<T> {
  name: keyof typeof messageNames;
  schema: z.ZodType<T>;
  refusal(run: Run, message: T): string | undefined;
  apply(run: Run, message: T): string;
}

const decide: Message<Decision> = {
  name: 'decide',
  schema: decisionSchema,
  refusal: (run, decision) => decisionRefusal(run.progress, run.worksheet, decision),
  apply(run, { gate: id, decision, by, comment }) {
    record(run, { type: 'gateVoted', gate: id, vote: { decision, by, at: now(), comment } });
    if (decision === 'reject') {
      record(run, { type: 'gateClosed', gate: id, status: 'rejected' });
      return `The gate ${id} is rejected.`;
    }
    const gate = gateOf(run.progress, id);
    const given = gate.decisions.filter(
      (one) => one.decision === 'approve' && one.at >= gate.openedAt!,
    ).length;
    if (given < gate.approvalsNeeded)
      return `Counted: ${given} of ${gate.approvalsNeeded} approvals of the gate ${id}.`;
    record(run, { type: 'gateClosed', gate: id, status: 'approved' });
    return `The gate ${id} is approved.`;
  },
};

const retryStep: Message<RetryStep> = {
  name: 'retryStep',
  schema: retryStepSchema,
  refusal: (run, message) =>
    retryRefusal(run.progress, message) ??
    (message.worksheet && corrected(run.worksheet, run.progress, message.worksheet).refusal),
  apply(run, { step, by, comment, worksheet }) {
    if (worksheet) {
      const { changes = [], worksheet: next } = corrected(run.worksheet, run.progress, worksheet);
      run.worksheet = next!;
      record(run, { type: 'corrected', at: now(), by, comment, changes, worksheet: run.worksheet });
    }
    run.answers.set(step, 'retry');
    return `The step ${step} is tried again.`;
  },
};

const skipStep: Message<SkipStep> = {
  name: 'skipStep',
  schema: skipStepSchema,
  refusal: (run, message) => skipRefusal(run.progress, message),
  apply(run, { step, by, comment }) {
    run.answers.set(step, { skip: `skipped by ${by}: ${comment}` });
    return `The step ${step} is skipped.`;
  },
};

const abandon: Message<Abandon> = {
  name: 'abandon',
  schema: abandonSchema,
  refusal: (run) => abandonRefusal(run.progress),
  apply(run, { by, comment }) {
    run.ending = 'abandoned';
    record(run, { type: 'abandoned', at: now(), by, comment });
    run.scope.cancel();
    return 'The deployment is abandoned. What was made stays as it is; the report lists it.';
  },
};

/** To be called before the first await. */
export function listen(run: Run): void {
  setHandler(defineQuery<Progress>(progressQuery), () => run.progress, {
    description: 'Where the deployment stands',
  });
  setHandler(defineQuery<Worksheet>(worksheetQuery), () => run.worksheet, {
    description: 'The worksheet with its corrections',
  });
  hear(run, decide);
  hear(run, retryStep);
  hear(run, skipStep);
  hear(run, abandon);
}

function hear<T>(run: Run, message: Message<T>): void {
  const name = messageNames[message.name];
  const refusal = (input: T) => messageProblem(message.schema, input) ?? message.refusal(run, input);
  // Validators are synchronous: one that returned a promise could never refuse.
  setHandler(
    defineUpdate<Receipt, [T]>(name),
    (input: T) => ({ message: message.apply(run, message.schema.parse(input)) }),
    {
      validator(input: T) {
        const reason = refusal(input);
        if (reason) throw refusalFailure(reason);
      },
    },
  );
  setHandler(defineSignal<[T]>(name), (input: T) => {
    const reason = refusal(input);
    if (!reason) return void message.apply(run, message.schema.parse(input));
    const { by: said } = (input ?? {}) as { by?: unknown };
    const by = typeof said === 'string' ? said.slice(0, 256) : 'unknown';
    record(run, { type: 'refused', refusal: { at: now(), by, what: name, reason } });
  });
}

/** An answer to a person and no fault: the Temporal UI would show the stack beneath it. */
function refusalFailure(message: string): ApplicationFailure {
  const failure = ApplicationFailure.create({ type: 'Refused', message, nonRetryable: true });
  failure.stack = undefined;
  return failure;
}
