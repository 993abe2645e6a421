import { z } from 'zod';
import type { World } from '../../world';
import { refuse } from '../errors';
import { lastName } from '../path';
import { bodyOf, guid } from './body';
import { builtInRoles } from './builtInRoles';
import type { Kind } from './kind';
import { idAt } from './kind';
import type { Permission, Placed, RoleDefinition } from './state';
import { authorizationState } from './state';

const actions = z.array(z.string()).default([]);
const body = z.object({
  properties: z.object({
    roleName: z.string().min(1),
    description: z.string().default(''),
    assignableScopes: z.array(z.string()).min(1),
    permissions: z
      .array(z.object({ actions, notActions: actions, dataActions: actions, notDataActions: actions }))
      .min(1),
  }),
});

const builtIn = (): Placed<RoleDefinition>[] =>
  builtInRoles.map(({ name, roleName, actions, notActions = [] }) => ({
    id: idAt({ scope: '' }, 'roleDefinitions', name),
    scope: '',
    name,
    properties: {
      roleName,
      type: 'BuiltInRole',
      description: '',
      assignableScopes: ['/'],
      permissions: [{ actions, notActions, dataActions: [], notDataActions: [] }],
    },
  }));

/** Custom roles belong to the tenant: the name alone tells, whatever scope the id begins with. */
export function findRole(world: World, id: string): Placed<RoleDefinition> | undefined {
  const name = lastName(id).toLowerCase();
  return [...builtIn(), ...Object.values(authorizationState(world).roleDefinitions)].find(
    (one) => one.name.toLowerCase() === name,
  );
}

export const permissionsOf = (world: World, id: string): Permission[] =>
  findRole(world, id)?.properties.permissions ?? [];

export const roleDefinitions: Kind<RoleDefinition> = {
  type: 'roleDefinitions',
  notFound: 'RoleDefinitionDoesNotExist',
  builtIn,
  accept: ({ world, name, body: given }) => {
    guid(name, 'InvalidRoleDefinitionId');
    const { roleName, description, assignableScopes, permissions } = bodyOf(body, given).properties;
    const subscription = `/subscriptions/${world.options.subscriptionId}`.toLowerCase();
    const stray = assignableScopes.find((one) => !`${one.toLowerCase()}/`.startsWith(`${subscription}/`));
    if (stray !== undefined) {
      refuse(
        400,
        'AssignableScopeNotUnderSubscriptionScope',
        `The assignable scope '${stray}' is not under the subscription scope '${subscription}'.`,
      );
    }
    const other = [...builtIn(), ...Object.values(authorizationState(world).roleDefinitions)].find(
      (one) => one.properties.roleName === roleName && one.name.toLowerCase() !== name.toLowerCase(),
    );
    if (other) {
      refuse(
        409,
        'RoleDefinitionWithSameNameExists',
        `A custom role with the same name already exists in this directory. Use a different name: '${roleName}'.`,
      );
    }
    return { roleName, type: 'CustomRole', description, assignableScopes, permissions };
  },
  view: (_world, { properties }) => properties,
  fits: ({ properties }, filter) => {
    const [, name] = /roleName eq '([^']*)'/i.exec(filter) ?? [];
    const [, type] = /type eq '([^']*)'/i.exec(filter) ?? [];
    return (name === undefined || properties.roleName === name) && (!type || properties.type === type);
  },
  beforeDelete: (world, { name }) => {
    const used = Object.values(authorizationState(world).roleAssignments).find(
      ({ properties }) => lastName(properties.roleDefinitionId).toLowerCase() === name.toLowerCase(),
    );
    if (used) {
      refuse(
        400,
        'RoleDefinitionHasAssignments',
        `There are existing role assignments referencing role (code: RoleDefinitionHasAssignments): ${used.id}.`,
      );
    }
  },
};
