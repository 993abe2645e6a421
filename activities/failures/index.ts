import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { isProblemCode, problemClasses, type Problem, type ProblemCode } from '../../roadmap/problems';
import type { Evidence } from '../../roadmap/progress';
import { describeError } from './describe';
import { redact } from './redact';
import { remedyForRight } from './rights';
import { classify } from './table';

export { describeError } from './describe';
export { classify } from './table';

export interface FailureSubject {
  /** ARM id, user, DNS server … */
  resource?: string;
  /** What was being done, as in "creating the gateway". */
  doing?: string;
  /** Values that were in play and must not appear in the message, should a service echo them. */
  secrets?: string[];
  /** When to try again, where the service did not say. */
  retryAfterMs?: number;
}

const expected: ProblemCode[] = ['NotReadyYet', 'Throttled'];

/** Waits and throttling are part of the plan: no error log, no failure metric. */
const categoryOf = (code: ProblemCode) =>
  expected.includes(code) ? ApplicationFailureCategory.BENIGN : undefined;

/** A failure to throw, for what an activity itself finds wrong. */
export function problem(
  code: ProblemCode,
  message: string,
  remedy: string,
  resource?: string,
): ApplicationFailure {
  return failureOf({ code, message, remedy, ...(resource ? { resource } : {}) });
}

export function failureOf(found: Problem, retryAfterMs?: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: found.code,
    message: found.message,
    nonRetryable: problemClasses[found.code] !== 'retry',
    nextRetryDelay: problemClasses[found.code] === 'retry' ? retryAfterMs : undefined,
    details: [found],
    category: categoryOf(found.code),
  });
}

/** Any error as a failure of the table. The error itself is not kept as cause: it knows the request and its body. */
export function toFailure(
  error: unknown,
  subject: FailureSubject = {},
): ApplicationFailure | CancelledFailure {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  const found = describeError(error);
  const { code, meaning, serviceCode, ...verdict } = classify(found);
  const right = code === 'AuthorizationFailed' ? remedyForRight(found.message, subject.resource) : undefined;
  const remedy = right ?? verdict.remedy;
  const said = redact(found.message || serviceCode || 'no reason was given', subject.secrets);
  const what = [subject.doing ? `${capital(subject.doing)} failed` : undefined, meaning, said]
    .filter(Boolean)
    .join(': ');
  const service = { code: serviceCode, status: found.status, correlationId: found.correlationId };
  const known = Object.entries(service).filter(([, value]) => value !== undefined);
  return failureOf(
    {
      code,
      message: what,
      remedy,
      ...(subject.resource ? { resource: subject.resource } : {}),
      ...(known.length > 0 ? { service: Object.fromEntries(known) } : {}),
    },
    found.retryAfterMs ?? subject.retryAfterMs,
  );
}

/** The Problem of a failure that activities threw. */
export function problemOf(error: unknown): Problem | undefined {
  if (!(error instanceof ApplicationFailure) || !isProblemCode(error.type)) return undefined;
  return error.details?.[0] as Problem | undefined;
}

/** Tells what was found wrong from what was found. */
export function isProblem(found: Evidence | Problem): found is Problem {
  return isProblemCode(found.code) && typeof found.remedy === 'string';
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
