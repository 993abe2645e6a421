import { groupIn } from '../worksheet/people';
import type { Worksheet } from '../worksheet/schema';

/** Somebody who signed in with Entra ID, as it is kept with what was said (docs/decisions/0010). Never the token. */
export interface Person {
  /** `oid`: of the user in the tenant, never given to another one. */
  objectId: string;
  userPrincipalName: string;
  /** `uti`: of the token, as the tenant's sign-in logs show it. */
  tokenId: string;
}

/** Who says something: a name as declared, or a person for whom a worker vouches. */
export interface Speaker {
  by: string;
  person?: Person;
  /** Object ids of those groups of the worksheet that the person is a member of. */
  groups?: string[];
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** Whether one of these entries means the speaker. */
export function isNamed(entries: readonly string[], { by, person, groups = [] }: Speaker): boolean {
  return entries.some((entry) => {
    const group = groupIn(entry);
    if (group !== undefined) return groups.some((one) => same(one, group));
    return same(entry, by) || (person !== undefined && same(entry, person.objectId));
  });
}

/** One person may have been renamed in between; a name as declared is all there is of others. */
export const isSamePerson = (a: Speaker, b: Speaker): boolean =>
  a.person && b.person ? same(a.person.objectId, b.person.objectId) : same(a.by, b.by);

/** Who decides a gate: whom it names, else with trust entra the operators. Empty: anybody. */
export function decidersOf({ approvals, gates }: Worksheet, gate: keyof Worksheet['gates']): string[] {
  const named = gates[gate]?.approvers ?? [];
  return named.length === 0 && approvals.trust === 'entra' ? approvals.operators : named;
}

/** Object ids of the groups that the worksheet names anywhere. */
export function groupsOf({ approvals, gates }: Worksheet): string[] {
  const entries = [...approvals.operators, ...Object.values(gates).flatMap((gate) => gate.approvers)];
  return [...new Set(entries.flatMap((entry) => groupIn(entry) ?? []))];
}
