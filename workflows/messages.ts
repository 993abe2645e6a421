import { defineQuery, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { z } from 'zod';
import {
  abandonRefusal,
  decisionRefusal,
  retryRefusal,
  skipRefusal,
  unprovenRefusal,
} from '../roadmap/decisions';
import type { Abandon, Decision, MessageName, Receipt, RetryStep, SkipStep } from '../roadmap/messages';
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
import type { Speaker } from '../roadmap/people';
import type { Progress } from '../roadmap/progress';
import { gateOf } from '../roadmap/progress';
import { abandonedWords } from '../roadmap/abandoned';
import type { Worksheet } from '../worksheet/schema';
import { corrected } from './corrections';
import type { Run } from './run';
import { now, record, refusalFailure } from './run';

/** A message: its shape, why it does not count, and what it does when it counts. */
export interface Message<T> {
  name: MessageName;
  schema: z.ZodType<T>;
  refusal(run: Run, message: T, speaker: Speaker): string | undefined;
  apply(run: Run, message: T, speaker: Speaker): string;
}

/** Who, when and why, as it is kept. */
const said = ({ comment }: { comment?: string }, { by, person }: Speaker) => ({
  at: now(),
  by,
  ...(person ? { person } : {}),
  ...(comment === undefined ? {} : { comment }),
});

const decide: Message<Decision> = {
  name: 'decide',
  schema: decisionSchema,
  refusal: (run, decision, speaker) => decisionRefusal(run.progress, run.worksheet, decision, speaker),
  apply(run, message, speaker) {
    const { gate: id, decision } = message;
    record(run, { type: 'gateVoted', gate: id, vote: { decision, ...said(message, speaker) } });
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
  refusal: (run, message, speaker) =>
    retryRefusal(run.progress, run.worksheet, message, speaker) ??
    (message.worksheet && corrected(run.worksheet, run.progress, message.worksheet).refusal),
  apply(run, message, speaker) {
    const { step, worksheet } = message;
    const { changes = [], worksheet: next } = worksheet
      ? corrected(run.worksheet, run.progress, worksheet)
      : {};
    if (next) {
      run.worksheet = next;
      const correction = { ...said(message, speaker), changes };
      record(run, { type: 'corrected', correction, worksheet: run.worksheet });
    }
    record(run, { type: 'mended', mend: { ...said(message, speaker), what: `retry of ${step}` } });
    run.answers.set(step, 'retry');
    const how = changes.length > 0 ? `, corrected: ${changes.join('; ')}` : '';
    return `The step ${step} is tried again${how}.`;
  },
};

const skipStep: Message<SkipStep> = {
  name: 'skipStep',
  schema: skipStepSchema,
  refusal: (run, message, speaker) => skipRefusal(run.progress, run.worksheet, message, speaker),
  apply(run, message, speaker) {
    const { step, comment } = message;
    record(run, { type: 'mended', mend: { ...said(message, speaker), what: `skip of ${step}` } });
    run.answers.set(step, { skip: `skipped by ${speaker.by}: ${comment}` });
    return `The step ${step} is skipped.`;
  },
};

const abandon: Message<Abandon> = {
  name: 'abandon',
  schema: abandonSchema,
  refusal: (run, message, speaker) => abandonRefusal(run.progress, run.worksheet, message, speaker),
  apply(run, message, speaker) {
    run.ending = 'abandoned';
    record(run, {
      type: 'abandoned',
      abandoned: { ...said(message, speaker), comment: message.comment },
    });
    run.scope.cancel();
    return abandonedWords(run.progress);
  },
};

/** What can be said to a deployment. */
export const deploymentMessages = { decide, retryStep, skipStep, abandon };

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

function hear<T extends { by: string }>(run: Run, message: Message<T>): void {
  const name = messageNames[message.name];
  const refusal = (input: T) =>
    unprovenRefusal(run.progress, message.name) ??
    messageProblem(message.schema, input) ??
    message.refusal(run, input, { by: input.by });
  const apply = (input: T) => {
    const parsed = message.schema.parse(input);
    return message.apply(run, parsed, { by: parsed.by });
  };
  // Validators are synchronous: one that returned a promise could never refuse.
  setHandler(defineUpdate<Receipt, [T]>(name), (input: T) => ({ message: apply(input) }), {
    validator(input: T) {
      const reason = refusal(input);
      if (reason) throw refusalFailure(reason);
    },
  });
  setHandler(defineSignal<[T]>(name), (input: T) => {
    const reason = refusal(input);
    if (!reason) return void apply(input);
    const { by: named } = (input ?? {}) as { by?: unknown };
    const by = typeof named === 'string' && named.trim() !== '' ? named.slice(0, 256) : 'unknown';
    record(run, { type: 'refused', refusal: { at: now(), by, what: name, reason } });
  });
}
