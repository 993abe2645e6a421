import type { World } from '../world';
import { ArmError, refuse } from './errors';
import { inFlight } from './operations';
import { parentId } from './path';
import type { ResourceType } from './resourceType';
import type { Resource } from './state';
import { childrenOf } from './state';

/** One operation at a time on a resource; a virtual network and its subnets count as one. */
export function checkFree(world: World, type: ResourceType, id: string): void {
  if (inFlight(world, id)) busy(type, id);
  if (!/\/virtualNetworks(\/subnets)?$/.test(type.type)) return;
  const network = type.locationless ? parentId(id) : id;
  const other = [network, ...childrenOf(world, network).map((one) => one.id)].find((one) =>
    inFlight(world, one),
  );
  if (!other) return;
  refuse(
    409,
    'AnotherOperationInProgress',
    `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: ${other}.`,
  );
}

function busy(type: ResourceType, id: string): never {
  if (type.type.startsWith('Microsoft.Network/')) {
    throw new ArmError(
      429,
      {
        code: 'RetryableErrorDueToAnotherOperation',
        message: `Operation on resource ${id} is in progress. The request can be repeated later.`,
      },
      10,
    );
  }
  refuse(
    409,
    'AnotherOperationInProgress',
    `Another operation is in progress on resource ${id}. Wait until it has ended.`,
  );
}

export function checkPreconditions(
  existing: Resource | undefined,
  { ifMatch, ifNoneMatch }: { ifMatch?: string; ifNoneMatch?: string },
): void {
  const matches = existing !== undefined && (ifMatch === '*' || ifMatch === `W/"${existing.etag}"`);
  if ((ifMatch !== undefined && !matches) || (ifNoneMatch === '*' && existing)) {
    refuse(412, 'PreconditionFailed', 'The condition of the request on the resource does not hold.');
  }
}
