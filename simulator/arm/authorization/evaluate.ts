import type { Permission, Placed, RoleAssignment } from './state';

/** Scopes are inherited downwards; the empty one is the tenant's and covers all. */
export function covers(scope: string, at: string): boolean {
  const [above, below] = [scope.toLowerCase(), at.toLowerCase()];
  return above === below || below.startsWith(`${above}/`);
}

/** What each assignment of the principal that holds at the scope gives there. */
export function permissionsAt(
  assignments: Placed<RoleAssignment>[],
  permissionsOf: (roleDefinitionId: string) => Permission[],
  principalId: string,
  at: string,
): Permission[] {
  return assignments
    .filter(({ scope, properties }) => properties.principalId === principalId && covers(scope, at))
    .flatMap(({ properties }) => permissionsOf(properties.roleDefinitionId));
}

/**
 * Allowed when one entry has it among its actions and not among its own notActions: a notAction is no denial, another
 * role may give the action (Azure RBAC, "Understand Azure role definitions").
 */
export const isAllowed = (permissions: Permission[], action: string): boolean =>
  permissions.some(
    ({ actions, notActions }) =>
      actions.some((one) => matches(one, action)) && !notActions.some((one) => matches(one, action)),
  );

/** `*` is any text, slashes included; case doesn't matter. */
export const matches = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escape).join('.*')}$`, 'i').test(action);

const escape = (text: string): string => text.replace(/[.+?^${}()|[\]\\/]/g, '\\$&');
