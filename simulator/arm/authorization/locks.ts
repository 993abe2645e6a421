import { z } from 'zod';
import type { World } from '../../world';
import type { ArmRequest } from '../dispatch';
import { refuse } from '../errors';
import { bodyOf } from './body';
import { covers } from './evaluate';
import { parseExtension } from './extension';
import type { Kind } from './kind';
import { rightsFor } from './rights';
import type { Lock } from './state';
import { authorizationState } from './state';

const body = z.object({
  properties: z.object({
    level: z.enum(['CanNotDelete', 'ReadOnly']),
    notes: z.string().max(512).optional(),
  }),
});

export const locks: Kind<Lock> = {
  type: 'locks',
  notFound: 'LockNotFound',
  accept: ({ body: given }) => bodyOf(body, given).properties,
  view: (_world, { properties }) => properties,
};

/**
 * Refuses what a management lock forbids, whatever the caller's roles: ReadOnly every write and action, both levels
 * every deletion, at the locked scope and below. What contains something locked can't be deleted either. Locks
 * themselves can always be written ("Lock your resources to protect your infrastructure").
 */
export function checkLocks(world: World, request: ArmRequest): void {
  const { method, path } = request;
  const extension = parseExtension(path);
  if (['GET', 'HEAD'].includes(method) || extension?.type.toLowerCase() === 'locks') return;
  const deletes = method === 'DELETE';
  const { scope: at } = extension ? { scope: path } : rightsFor(world, request)[0]!;
  const forbidding = Object.values(authorizationState(world).locks).filter(
    ({ scope, properties }) =>
      (covers(scope, at) && (deletes || properties.level === 'ReadOnly')) || (deletes && covers(at, scope)),
  );
  if (forbidding.length === 0) return;
  const scopes = [...new Set(forbidding.map(({ scope }) => scope))];
  refuse(
    409,
    'ScopeLocked',
    `The scope '${at}' cannot perform ${deletes ? 'delete' : 'write'} operation because following scope(s) are locked: '${scopes.join("', '")}'. Please remove the lock and try again.`,
  );
}
