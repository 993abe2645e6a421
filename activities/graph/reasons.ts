import type { BatchAnswer } from './batch';

/** Graph answers 400 Request_BadRequest for all of these; only the text tells which (FACTS of the service, not a contract). */
const texts: [RegExp, string][] = [
  [/does not have any available licenses|no available licenses|CountViolation/i, 'no seat is left'],
  [
    /mutually exclusive|conflicting service plans|MutuallyExclusiveViolation/i,
    'the licence conflicts with another one of the user',
  ],
  [
    /invalid usage location|ProhibitedInUsageLocation|usage ?location/i,
    'the usage location is missing, invalid or not allowed for the licence',
  ],
  [
    /depends on|dependency|DependencyViolation/i,
    'the licence needs another service plan that the user does not have',
  ],
];

/** Why a user did not get what the rule gives, in words; the service's own text where there is no better. */
export function reasonOf(answer: BatchAnswer): string {
  const { code, message } = answer.body?.error ?? {};
  const said = (message ?? '').replace(/\s+/g, ' ').trim();
  const known = texts.find(([pattern]) => pattern.test(`${code ?? ''} ${said}`));
  if (known && answer.status === 400) return detailed(known[1], said);
  if (answer.status === 404) return 'the user has been deleted meanwhile';
  if (answer.status === 409) return 'the user was being changed by something else, again and again';
  if (answer.status >= 500) return detailed(`Microsoft Graph failed (HTTP ${answer.status})`, said);
  return detailed(`refused (${code ?? `HTTP ${answer.status}`})`, said);
}

const detailed = (reason: string, said: string) => (said ? `${reason}: ${said.slice(0, 200)}` : reason);
