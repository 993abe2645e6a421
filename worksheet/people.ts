import { guidForm } from './forms';

/** How the worksheet names who may decide: a user principal name, an object id, or `group:<object id>`. */
const groupForm = /^group:(.*)$/i;
const principalForm = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** Object id of the group that an entry names; undefined for a person. */
export const groupIn = (entry: string): string | undefined =>
  groupForm.exec(entry.trim())?.[1]!.toLowerCase();

/** Entra can tell whom the entry means; a display name is anybody's. */
export function isProvable(entry: string): boolean {
  const group = groupIn(entry);
  return guidForm.test(group ?? entry) || (group === undefined && principalForm.test(entry));
}
