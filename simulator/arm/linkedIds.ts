import { ArmError, refuse } from './errors';

/**
 * What ARM itself checks of the ids in a body before any provider sees it ("linked access check"): each must be a whole
 * resource id, and of a subscription that the caller can see.
 */
export function checkLinkedIds(
  body: unknown,
  { id, subscriptionId }: { id: string; subscriptionId: string },
): void {
  for (const { path, value } of linkedIds(body, '')) {
    if (!/^\/(subscriptions|providers)\/[^/]+/i.test(value)) {
      refuse(
        400,
        'LinkedInvalidPropertyId',
        `Property id '${value}' at path '${path}' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.`,
      );
    }
    const [, , linked] = value.split('/');
    // A circuit of another subscription is redeemed with its authorisation key, without any right to it.
    const redeemed = /expressRouteCircuits/i.test(value);
    if (
      /^\/subscriptions\//i.test(value) &&
      linked!.toLowerCase() !== subscriptionId.toLowerCase() &&
      !redeemed
    ) {
      throw new ArmError(403, {
        code: 'LinkedAuthorizationFailed',
        message: `The client has permission to perform action '${joinAction(value)}' on scope '${id}', however the linked subscription '${linked}' was not found.`,
      });
    }
  }
}

/** Ids of resources that are referred to stand one level or more below `properties`. */
function linkedIds(value: unknown, path: string): { path: string; value: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    const linked = name === 'id' && typeof inner === 'string' && path !== '' && path !== 'properties';
    return linked ? [{ path: at, value: inner }] : linkedIds(inner, at);
  });
}

function joinAction(id: string): string {
  const [namespace, ...rest] = id
    .split(/\/providers\//i)
    .at(-1)!
    .split('/');
  return [namespace, ...rest.filter((_, index) => index % 2 === 0), 'join/action'].join('/');
}
