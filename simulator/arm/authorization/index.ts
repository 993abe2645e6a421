import type { World } from '../../world';
import type { Answer } from '../answers';
import type { ArmRequest } from '../dispatch';
import { refuse } from '../errors';
import { effectivePermissions } from './check';
import { covers } from './evaluate';
import type { Extension } from './extension';
import type { Kind } from './kind';
import { idAt } from './kind';
import { locks } from './locks';
import { policyAssignments } from './policyAssignments';
import { policyDefinitions } from './policyDefinitions';
import { roleAssignments } from './roleAssignments';
import { roleDefinitions } from './roleDefinitions';
import type { Placed } from './state';
import { authorizationState } from './state';

export { checkAccess, sees } from './check';
export { parseExtension } from './extension';
export { checkLocks } from './locks';
export { checkPolicies } from './policies';
export { rightsFor } from './rights';

const kinds = [roleDefinitions, roleAssignments, locks, policyDefinitions, policyAssignments] as Kind[];

/** Microsoft.Authorization on any scope. Everything of it takes effect with the next request; in Azure it takes minutes. */
export function answerAuthorization(world: World, request: ArmRequest, extension: Extension): Answer {
  const { scope, type, name } = extension;
  const { method, query, objectId, body } = request;
  if (type.toLowerCase() === 'permissions' && name === undefined && method === 'GET') {
    return { status: 200, body: { value: effectivePermissions(world, objectId, scope) } };
  }
  const kind = kinds.find((one) => one.type.toLowerCase() === type.toLowerCase());
  if (!kind) {
    refuse(
      404,
      'InvalidResourceType',
      `The resource type '${type}' could not be found in the namespace 'Microsoft.Authorization'.`,
    );
  }
  if (name === undefined) {
    if (method !== 'GET') refuse(405, 'MethodNotAllowed', `${method} needs the name of one of ${kind.type}.`);
    return list(world, kind, scope, query.$filter ?? '');
  }
  const kept = authorizationState(world)[kind.type] as Record<string, Placed<unknown>>;
  const id = idAt(extension, kind.type, name);
  const key = id.toLowerCase();
  const found = kept[key] ?? kind.builtIn?.().find((one) => one.name.toLowerCase() === name.toLowerCase());
  switch (method) {
    case 'GET':
      if (!found) refuse(404, kind.notFound, `The ${kind.type.replace(/s$/, '')} '${name}' is not found.`);
      return { status: 200, body: render(world, kind, found) };
    case 'PUT': {
      const properties = kind.accept({ world, scope, name, body });
      const replaced = kept[key];
      kept[key] = { id: replaced?.id ?? id, scope, name: replaced?.name ?? name, properties };
      world.changed();
      return { status: replaced ? 200 : 201, body: render(world, kind, kept[key]) };
    }
    case 'DELETE': {
      const deleted = kept[key];
      if (!deleted) return { status: 204 };
      kind.beforeDelete?.(world, deleted);
      delete kept[key];
      world.changed();
      return { status: 200, body: render(world, kind, deleted) };
    }
    default:
      refuse(405, 'MethodNotAllowed', `${method} is not allowed on ${kind.type}.`);
  }
}

/** At the scope, above it, and below it unless `atScope()` is asked for. */
function list(world: World, kind: Kind, at: string, filter: string): Answer {
  const kept = Object.values(authorizationState(world)[kind.type] as Record<string, Placed<unknown>>);
  const value = [...(kind.builtIn?.() ?? []), ...kept]
    .filter(({ scope }) => covers(scope, at) || (covers(at, scope) && !/atScope\(\)/i.test(filter)))
    .filter((one) => kind.fits?.(one, filter) ?? true)
    .map((one) => render(world, kind, one));
  return { status: 200, body: { value } };
}

const render = (world: World, kind: Kind, one: Placed<unknown>): object => ({
  id: one.id,
  name: one.name,
  type: `Microsoft.Authorization/${kind.type}`,
  properties: kind.view(world, one),
});
