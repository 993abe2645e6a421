import type { World } from '../../world';
import type { ArmRequest } from '../dispatch';
import { refuse } from '../errors';
import { isAllowed, permissionsAt } from './evaluate';
import type { Right } from './rights';
import { rightsFor } from './rights';
import { permissionsOf } from './roleDefinitions';
import type { Permission } from './state';
import { authorizationState } from './state';

/** What the caller may do at a scope. */
export function effectivePermissions(world: World, principalId: string, at: string): Permission[] {
  const assignments = Object.values(authorizationState(world).roleAssignments);
  return permissionsAt(assignments, (id) => permissionsOf(world, id), principalId, at);
}

/** Whether the subscription is shown to the caller at all: to whoever has some role in it, at whatever scope. */
export const sees = (world: World, principalId: string): boolean =>
  Object.values(authorizationState(world).roleAssignments).some(
    ({ properties }) => properties.principalId === principalId,
  );

/** Refuses a request whose caller lacks a right; a role assignment counts from the next request on. */
export function checkAccess(world: World, request: ArmRequest): void {
  const { objectId } = request;
  const [own, ...linked] = rightsFor(world, request);
  const lacks = ({ action, scope }: Right) =>
    !isAllowed(effectivePermissions(world, objectId, scope), action);
  if (lacks(own!)) denied(objectId, own!);
  const missing = linked.filter(lacks);
  if (missing.length === 0) return;
  // A part of the same resource, such as a connection's key, is no link.
  const [first] = missing as [Right];
  if (first.scope === own!.scope) denied(objectId, first);
  const list = (values: string[]) => [...new Set(values)].join("', '");
  refuse(
    403,
    'LinkedAuthorizationFailed',
    `The client '${objectId}' with object id '${objectId}' has permission to perform action '${own!.action}' on scope '${own!.scope}'; however, it does not have permission to perform action(s) '${list(missing.map((one) => one.action))}' on the linked scope(s) '${list(missing.map((one) => one.scope))}' or the linked scope(s) are invalid.`,
  );
}

function denied(objectId: string, { action, scope }: Right): never {
  refuse(
    403,
    'AuthorizationFailed',
    `The client '${objectId}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
