import type { Item } from '../odata/operand';

/** An object in a delta query: its properties, and how its members came and went. */
export interface Tracked {
  id: string;
  properties: Item;
  members?: string[];
}

/** Each cycle sets it, and Graph does not call that a change. */
const unnoticed = ['onPremisesLastSyncDateTime'];

/**
 * What became of objects: whole where they are new, `id` and what changed where they were there before, and `@removed` where they
 * are gone ("changed": they can be restored; Graph, "Use delta query"). Pure.
 */
export function differences(before: Tracked[], after: Tracked[]): Item[] {
  const old = new Map(before.map((item) => [item.id, item]));
  const present = new Set(after.map(({ id }) => id));
  const removed = before
    .filter(({ id }) => !present.has(id))
    .map(({ id }) => ({ id, '@removed': { reason: 'changed' } }));
  const others = after.flatMap((item): Item[] => {
    const found = difference(old.get(item.id), item);
    return found ? [found] : [];
  });
  return [...removed, ...others];
}

function difference(before: Tracked | undefined, after: Tracked): Item | undefined {
  const members = memberChanges(before?.members ?? [], after.members);
  if (!before) return { ...after.properties, ...members };
  const changed = Object.entries(after.properties).filter(
    ([name, value]) =>
      !unnoticed.includes(name) && JSON.stringify(value) !== JSON.stringify(before.properties[name]),
  );
  if (changed.length === 0 && !members) return undefined;
  return { ...Object.fromEntries(changed), id: after.id, ...members };
}

function memberChanges(before: string[], after: string[] | undefined): Item | undefined {
  if (!after) return undefined;
  const type = { '@odata.type': '#microsoft.graph.user' };
  const changes = [
    ...after.filter((id) => !before.includes(id)).map((id) => ({ ...type, id })),
    ...before
      .filter((id) => !after.includes(id))
      .map((id) => ({ ...type, id, '@removed': { reason: 'deleted' } })),
  ];
  return changes.length > 0 ? { 'members@delta': changes } : undefined;
}
