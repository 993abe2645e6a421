import type { FastifyRequest } from 'fastify';
import { minutes } from '../site/durations';
import type { World } from '../world';
import { itemsAt } from './changes';
import { isAdvanced } from './odata/options';
import { tenantState, type TenantGroup, type TenantUser } from './state';

/**
 * Eventual consistency, by the clock alone. Queries with `ConsistencyLevel: eventual` are answered from an index that follows
 * later (Graph, "Advanced query capabilities": "the response will be eventually consistent"); all others from the directory itself, where
 * only an object that was just made is missing for a moment.
 */
export const seenUsers = (world: World, request: FastifyRequest): TenantUser[] =>
  isAdvanced(request) ? indexedUsers(world) : replicated(world, 'users', tenantState(world).users);

export const seenGroups = (world: World, request: FastifyRequest): TenantGroup[] =>
  isAdvanced(request) ? indexedGroups(world) : replicated(world, 'groups', tenantState(world).groups);

/** The time up to which the index knows everything. */
export const indexedUntil = (world: World): number =>
  world.clock.now() - world.clock.minutes(minutes.indexLag);

const indexedUsers = (world: World) =>
  itemsAt(tenantState(world).users, tenantState(world).changes, 'users', indexedUntil(world));

const indexedGroups = (world: World) =>
  itemsAt(tenantState(world).groups, tenantState(world).changes, 'groups', indexedUntil(world));

/** Without those that a replica has not heard of yet. */
export function replicated<T extends { id: string }>(
  world: World,
  kind: 'users' | 'groups',
  items: T[],
): T[] {
  const known = world.clock.now() - world.clock.minutes(minutes.replicaLag);
  const fresh = new Set(
    tenantState(world)
      .changes.filter((change) => change.kind === kind && change.was === null && change.at > known)
      .map(({ id }) => id),
  );
  return fresh.size === 0 ? items : items.filter(({ id }) => !fresh.has(id));
}
