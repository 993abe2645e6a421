import type { Worksheet } from '../worksheet/schema';
import type { Decision, MessageName, RetryStep, SkipStep } from './messages';
import type { Person } from './people';
import type { Progress } from './progress';

/** What a worker says that a person said: the content of a voucher (docs/decisions/0010). */
export interface Statement {
  tenantId: string;
  clientId: string;
  workflowId: string;
  /** What it answers: this opening of a gate, this attempt of a step. See `occasionOf`. */
  occasion: string;
  name: MessageName | StartName;
  /** The message, without `by`. */
  message: unknown;
  person: Person;
  /** Those of the groups that were asked about which the person is a member of; object ids. */
  groups: string[];
}

/** A voucher whose signature and time were right. */
export interface Vouched extends Statement {
  /** Of the voucher, which counts once. */
  id: string;
}

/** The start of a deployment, or of its teardown, is vouched for like a message. */
export const deployName = 'deploy';
export const teardownName = 'teardown';
export type StartName = typeof deployName | typeof teardownName;

/**
 * The gate's opening, the step's attempt, or the deployment: a statement about another one does not count. Of a gate or
 * step that this run does not have, none; the message's own refusal says so.
 */
export function occasionOf(progress: Progress, name: MessageName, message: unknown): string {
  const { deployment, startedAt } = progress;
  const run = `${deployment} since ${startedAt}`;
  switch (name) {
    case 'decide': {
      const { gate: id } = message as Decision;
      const gate = progress.gates.find((one) => one.id === id);
      return `${run}: opening ${gate?.openings ?? 0} of gate ${id}`;
    }
    case 'retryStep':
    case 'skipStep': {
      const { step: id } = message as RetryStep | SkipStep;
      const step = progress.steps.find((one) => one.id === id);
      return `${run}: attempt ${step?.attempts ?? 0} of step ${id}`;
    }
    case 'abandon':
      return run;
  }
}

/** Why a statement is not about this deployment, whatever it says; undefined when it is. */
export function foreign(
  statement: Statement,
  workflowId: string,
  { azure, approvals }: Worksheet,
): string | undefined {
  if (statement.workflowId !== workflowId) return `It was said to ${statement.workflowId}.`;
  const clientId = approvals.trust === 'entra' ? approvals.clientId : undefined;
  if (statement.tenantId !== azure.tenantId || statement.clientId !== clientId)
    return 'The person signed in to another tenant or app registration than the worksheet names.';
  return undefined;
}
