import type { World } from '../../world';
import type { ArmRequest } from '../dispatch';
import type { Target } from '../path';
import { parsePath } from '../path';
import { armState } from '../state';
import { parseExtension } from './extension';
import { linkedRights } from './linked';
import { spelled } from './spelled';

/** An action, and the scope at which the caller must be allowed it. */
export interface Right {
  action: string;
  scope: string;
}

/**
 * What a request needs: its own action first, then those on what it refers to ("linked access checks").
 * "Azure resource provider operations" has the names.
 */
export function rightsFor(world: World, request: ArmRequest): Right[] {
  const { method, path } = request;
  const extension = parseExtension(path);
  if (extension) {
    const { scope, type } = extension;
    return [{ action: `Microsoft.Authorization/${spelled(type)}/${verb(method)}`, scope }];
  }
  const target = parsePath(path);
  const own = ownRight(method, target);
  if (isPolling(target) && isGroups(target)) return [{ ...own, action: ofGroups }];
  if (isPolling(target)) return [{ ...own, scope: scopeOfOperation(world, target, own.scope) }];
  return [own, ...secretRights(own), ...linkedRights(world, request, target)];
}

/** The action of a request alone, from method and path. */
export function ownRight(method: string, target: Target): Right {
  const { provider, segments, resourceGroup } = target;
  const base = scopeOf(target);
  if (!provider) {
    const types = [resourceGroup && 'resourceGroups', segments[0] && spelled(segments[0])].filter(Boolean);
    return { action: ['Microsoft.Resources/subscriptions', ...types, verb(method)].join('/'), scope: base };
  }
  if (segments.length === 0)
    return { action: 'Microsoft.Resources/subscriptions/providers/read', scope: base };
  const types = segments.filter((_, index) => index % 2 === 0).map(spelled);
  const action = [spelled(provider), ...types, verb(method)].join('/');
  // An odd number of them is a collection or an action; its scope is what it is of.
  const of = segments.slice(0, segments.length - (segments.length % 2));
  const isLocation = /^locations$/i.test(segments[0]!);
  return {
    action,
    scope: of.length === 0 || isLocation ? base : [base, 'providers', provider, ...of].join('/'),
  };
}

const scopeOf = ({ subscriptionId, resourceGroup }: Target): string =>
  `/subscriptions/${subscriptionId}${resourceGroup ? `/resourceGroups/${resourceGroup}` : ''}`;

const verb = (method: string): string =>
  ({ GET: 'read', HEAD: 'read', DELETE: 'delete', POST: 'action' })[method] ?? 'write';

const isPolling = ({ segments }: Target): boolean =>
  /^(operations|operationresults)$/i.test(segments[2] ?? '');

/** A deleted group has no rights left to follow it by: these are the subscription's ("Azure permissions for management"). */
const ofGroups = 'Microsoft.Resources/subscriptions/operationresults/read';
const isGroups = ({ provider }: Target): boolean => provider?.toLowerCase() === 'microsoft.resources';

/**
 * An operation's URL names no resource. It may be followed by whoever may read operations at the resource's group, but
 * not by whoever has rights at the resource alone (ARM, "Track asynchronous operations", permissions).
 */
function scopeOfOperation(world: World, { segments }: Target, base: string): string {
  const operation = armState(world).operations[segments[3] ?? ''];
  const [, group] =
    /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)/i.exec(operation?.targets[0] ?? '') ?? [];
  return group ?? base;
}

/**
 * Reading a connection's key by GET was covered by every role with `*` + `/read`, until Azure asked for an action in 2025.
 * That it still asks for the read as well is taken for granted.
 */
const secretRights = ({ action, scope }: Right): Right[] =>
  action === 'Microsoft.Network/connections/sharedKey/read'
    ? [{ action: 'Microsoft.Network/connections/sharedKey/action', scope }]
    : [];
