import { describeError, failureOf, problemOf, toFailure, type FailureSubject } from '../failures';

/** Attempts in which such a refusal is believed to pass: a minute, as Temporal retries. Then a person is asked. */
const trustingAttempts = 5;

/** A replica of ARM may answer 404 for a while to what was made a moment ago, and refuse a reference to it. */
const notKnownYet = ['InvalidResourceReference', 'ParentResourceNotFound'];

const hasCode = (codes: string[], wanted: string[]) =>
  codes.some((code) => wanted.some((one) => one.toLowerCase() === code.toLowerCase()));

/** What is missing was made by an earlier step. */
function isMissing(error: unknown): boolean {
  const { status, codes } = describeError(error);
  return status === 404 || hasCode(codes, notKnownYet);
}

export const isUnregistered = (error: unknown): boolean =>
  hasCode(describeError(error).codes, ['MissingSubscriptionRegistration']);

/** The failure that has the activity tried again for a refusal that passes by itself; undefined where it is none, or no longer. */
export function again(error: unknown, subject: FailureSubject, attempt: number): Error | undefined {
  if (attempt > trustingAttempts || !(isMissing(error) || isUnregistered(error))) return undefined;
  const found = problemOf(toFailure(error, subject))!;
  return failureOf({
    ...found,
    code: 'NotReadyYet',
    remedy:
      'What it needs is not there yet, or not known yet: it is tried again by itself, for about a minute.',
  });
}
