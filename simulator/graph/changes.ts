import { minutes } from '../site/durations';
import type { World } from '../world';
import { tenantState } from './state';

type Entity = { id: string };
type Kind = 'users' | 'groups';

/** One change of an object, as what it takes to undo it. */
export interface Change {
  /** In milliseconds of the clock. */
  at: number;
  kind: Kind;
  id: string;
  /** Values before the change, of those properties that it changed; null: the object was made. */
  was: Record<string, unknown> | null;
  /** The object was deleted; `was` is all of it. */
  deleted?: true;
}

/** Each cycle sets it, and Graph does not call that a change. */
const unnoticed = ['onPremisesLastSyncDateTime'];

/** Changes an object and remembers how it was. Its properties are replaced, not changed in place. */
export function changing<T extends Entity>(
  world: World,
  kind: Kind,
  entity: T,
  change: (entity: T) => void,
  at = world.clock.now(),
): void {
  const before: Record<string, unknown> = { ...entity };
  change(entity);
  const after: Record<string, unknown> = { ...entity };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !unnoticed.includes(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (names.length === 0) return;
  const was = Object.fromEntries(names.map((name) => [name, before[name] ?? null]));
  remember(world, { at, kind, id: entity.id, was });
}

export const noteCreated = (world: World, kind: Kind, { id }: Entity, at: number): void =>
  remember(world, { at, kind, id, was: null });

export const noteDeleted = (world: World, kind: Kind, entity: Entity, at: number): void =>
  remember(world, { at, kind, id: entity.id, was: { ...entity }, deleted: true });

function remember(world: World, change: Change): void {
  const tenant = tenantState(world);
  const now = world.clock.now();
  const forgotten = now - world.clock.minutes(minutes.deltaToken);
  const kept = tenant.changes.findIndex(({ at }) => at >= forgotten);
  if (kept > 0) tenant.changes.splice(0, kept);
  // What came due while nobody looked has its own, earlier time, but none is in the future.
  tenant.changes.push({ ...change, at: Math.min(change.at, now) });
  world.changed();
}

/** The objects of a kind as they were at a time that the changes reach back to. Pure. */
export function itemsAt<T extends Entity>(current: T[], changes: Change[], kind: Kind, time: number): T[] {
  const later = changes.filter((change) => change.kind === kind && change.at > time);
  if (later.length === 0) return current;
  const items = new Map(current.map((item) => [item.id, item]));
  for (const { id, was } of later.reverse()) {
    if (was === null) items.delete(id);
    else items.set(id, { ...items.get(id), ...was } as T);
  }
  return [...items.values()];
}
