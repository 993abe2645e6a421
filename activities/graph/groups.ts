import type { Client } from '@microsoft/microsoft-graph-client';
import { guidForm } from '../../worksheet/forms';
import type { LicenceRule } from '../../worksheet/schema';
import { problem } from '../failures';
import { readAll, readPage } from './read';
import type { Members } from './rules';

/** Direct members of the groups that the rules name, as in Entra's own licensing by group; a group that does not exist is absent. */
export async function readMembers(
  client: Client,
  rules: LicenceRule[],
  heartbeat: (details: string) => void,
): Promise<Members> {
  const names = new Set(rules.flatMap((rule) => (rule.users.group === undefined ? [] : [rule.users.group])));
  const members: Members = new Map();
  for (const name of names) {
    const id = await findGroup(client, name);
    if (id === undefined) continue;
    const users = new Set<string>();
    const path = `/groups/${id}/members/microsoft.graph.user?$select=id&$top=999&$count=true`;
    for await (const page of readAll<{ id: string }>(client, path)) {
      page.forEach((user) => users.add(user.id));
      heartbeat(`${users.size} members of ${name}`);
    }
    members.set(name, users);
  }
  return members;
}

async function findGroup(client: Client, name: string): Promise<string | undefined> {
  const filter = guidForm.test(name) ? `id eq '${name}'` : `displayName eq '${name.replaceAll("'", "''")}'`;
  const path = `/groups?$filter=${encodeURIComponent(filter)}&$select=id&$top=2`;
  const { items } = await readPage<{ id: string }>(client, path);
  if (items.length > 1) {
    throw problem(
      'WorksheetInvalid',
      `The tenant has several groups with the name "${name}".`,
      'Name the group by its id in licensing.rules, and retry.',
      name,
    );
  }
  return items[0]?.id;
}

/** Pages of one run follow each other within seconds, and members of a large group take many requests. */
const freshForMs = 10 * 60_000;

/** Reads members once for the pages of a run; a new run (`fresh`) reads them again. */
export function membersCache() {
  const kept = new Map<string, { at: number; members: Members }>();
  return async (key: string, fresh: boolean, readAnew: () => Promise<Members>): Promise<Members> => {
    const known = kept.get(key);
    if (known && !fresh && Date.now() - known.at < freshForMs) return known.members;
    const members = await readAnew();
    kept.set(key, { at: Date.now(), members });
    return members;
  };
}
