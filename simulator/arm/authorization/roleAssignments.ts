import { z } from 'zod';
import { objectId } from '../../signin/tokens';
import { refuse } from '../errors';
import { bodyOf, guid } from './body';
import type { Kind } from './kind';
import { findRole } from './roleDefinitions';
import type { RoleAssignment } from './state';
import { authorizationState } from './state';

const body = z.object({
  properties: z.object({
    roleDefinitionId: z.string(),
    principalId: z.string(),
    principalType: z.string().default('ServicePrincipal'),
  }),
});

/** Principals are the applications of the options: nobody else signs in to ARM here. */
export const roleAssignments: Kind<RoleAssignment> = {
  type: 'roleAssignments',
  notFound: 'RoleAssignmentNotFound',
  accept: ({ world, scope, name, body: given }) => {
    guid(name, 'InvalidRoleAssignmentId');
    const { roleDefinitionId, principalId, principalType } = bodyOf(body, given).properties;
    const { applications, tenant, subscriptionId } = world.options;
    const role = findRole(world, roleDefinitionId);
    if (!role) {
      refuse(
        404,
        'RoleDefinitionDoesNotExist',
        `The specified role definition with ID '${roleDefinitionId}' does not exist.`,
      );
    }
    guid(principalId, 'InvalidPrincipalId');
    if (!applications.some(({ clientId }) => objectId(tenant.id, clientId) === principalId.toLowerCase())) {
      refuse(
        400,
        'PrincipalNotFound',
        `Principal ${principalId} does not exist in the directory ${tenant.id}. Check that you have the correct principal ID.`,
      );
    }
    const same = Object.values(authorizationState(world).roleAssignments).find(
      (one) =>
        one.scope.toLowerCase() === scope.toLowerCase() &&
        one.name.toLowerCase() !== name.toLowerCase() &&
        one.properties.principalId === principalId.toLowerCase() &&
        findRole(world, one.properties.roleDefinitionId)?.name === role.name,
    );
    if (same) {
      refuse(
        409,
        'RoleAssignmentExists',
        `The role assignment already exists. The ID of the existing role assignment is ${same.name}.`,
      );
    }
    return {
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role.name}`,
      principalId: principalId.toLowerCase(),
      principalType,
    };
  },
  view: (_world, { scope, properties }) => ({ ...properties, scope }),
  fits: ({ properties }, filter) => {
    const [, principal] =
      /principalId eq '([^']*)'/i.exec(filter) ?? /assignedTo\('([^']*)'\)/i.exec(filter) ?? [];
    return principal === undefined || properties.principalId === principal.toLowerCase();
  },
};
