import type { World } from '../world';
import type { Answer } from './answers';
import { refuse } from './errors';
import type { Target } from './path';
import { armState } from './state';

/** What the caller may do; a Contributor unless a switch says otherwise. */
export function listPermissions(world: World): Answer {
  const { actions, notActions } = armState(world).switches.permissions;
  return { status: 200, body: { value: [{ actions, notActions, dataActions: [], notDataActions: [] }] } };
}

/** `Microsoft.Network/virtualNetworks/write` and the like, for a request (Azure RBAC, "Azure resource provider operations"). */
export function actionOf(method: string, { provider, segments, resourceGroup }: Target): string {
  if (!provider) {
    const what = resourceGroup
      ? 'Microsoft.Resources/subscriptions/resourceGroups'
      : 'Microsoft.Resources/subscriptions';
    return `${what}/${verb(method)}`;
  }
  const types = segments.filter((_, index) => index % 2 === 0);
  if (method !== 'POST') return [provider, ...types, verb(method)].join('/');
  return [provider, ...types, 'action'].join('/');
}

const verb = (method: string): string =>
  ({ GET: 'read', HEAD: 'read', PUT: 'write', PATCH: 'write', DELETE: 'delete', POST: 'action' })[method] ??
  'read';

const matches = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escape).join('.*')}$`, 'i').test(action);

const escape = (text: string): string => text.replace(/[.+?^${}()|[\]\\/]/g, '\\$&');

export function checkPermission(world: World, objectId: string, action: string, scope: string): void {
  const { actions, notActions } = armState(world).switches.permissions;
  const allowed =
    actions.some((one) => matches(one, action)) && !notActions.some((one) => matches(one, action));
  if (allowed) return;
  refuse(
    403,
    'AuthorizationFailed',
    `The client '${objectId}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
