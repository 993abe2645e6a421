import type { World } from '../world';
import { etagOf } from './answers';
import type { ArmErrorBody } from './errors';
import { ArmError, refuse } from './errors';
import { inFlight, operationUrl } from './operations';
import { parentId } from './path';
import type { ResourceType } from './resourceType';
import type { Operation, Resource } from './state';
import { childrenOf, sameId } from './state';

/** Where a PUT takes the place of one that still runs. Gateways and connections are refused, networks serialised. */
const givingWay: Record<string, string> = {
  'Microsoft.Network/networkSecurityGroups': 'PutNetworkSecurityGroupOperation',
  'Microsoft.Network/networkInterfaces': 'PutNetworkInterfaceOperation',
  'Microsoft.Network/publicIPAddresses': 'PutPublicIPAddressOperation',
  'Microsoft.Network/natGateways': 'PutNatGatewayOperation',
  'Microsoft.Network/virtualNetworks/subnets': 'PutSubnetOperation',
  'Microsoft.Compute/virtualMachines': 'VirtualMachines.CreateOrUpdate.PUT',
};

export const supersedes = ({ type }: ResourceType, running: Operation | undefined, id: string): boolean =>
  running?.kind === 'put' && sameId(running.targets[0], id) && type in givingWay;

/** What the earlier operation ends with, its status being Canceled. */
export function superseded({ type }: ResourceType, earlier: Operation, later: Operation): ArmErrorBody {
  if (type.startsWith('Microsoft.Compute/')) return operationPreempted;
  const name = givingWay[type];
  return {
    code: 'Canceled',
    message: 'Operation was canceled.',
    details: [
      {
        code: 'CanceledAndSupersededDueToAnotherOperation',
        message: `Operation ${name} (${earlier.id}) was canceled and superseded by operation ${name} (${later.id}).`,
      },
    ],
  };
}

export const operationPreempted: ArmErrorBody = {
  code: 'OperationPreempted',
  message: 'The operation has been preempted by a more recent operation.',
};

/** One operation at a time on a resource, but for one that gives way; a virtual network and its subnets count as one. */
export function checkFree(
  { world, type, id, apiVersion }: { world: World; type: ResourceType; id: string; apiVersion: string },
  givesWay?: Operation,
): void {
  const own = inFlight(world, id);
  if (own && own !== givesWay) busy(type, id);
  if (!/\/virtualNetworks(\/subnets)?$/.test(type.type)) return;
  const network = type.locationless ? parentId(id) : id;
  const other = [network, ...childrenOf(world, network).map((one) => one.id)]
    .map((one) => inFlight(world, one))
    .find((one) => one && one !== givesWay);
  if (!other) return;
  throw new ArmError(409, {
    code: 'AnotherOperationInProgress',
    message: `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: ${operationUrl(world, other, 'operations', apiVersion)}.`,
    details: [],
  });
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
    'Conflict',
    'The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests.',
  );
}

/** `If-Match` and `If-None-Match: *` of a write; types without etags know neither. */
export function checkPreconditions(
  type: ResourceType,
  existing: Resource | undefined,
  { id, ifMatch, ifNoneMatch }: { id: string; ifMatch?: string; ifNoneMatch?: string },
): void {
  if (!type.etag) return;
  const etag = existing && etagOf(type, existing);
  if (ifMatch !== undefined && ifMatch !== etag && !(ifMatch === '*' && existing)) {
    preconditionFailed(
      'PreconditionFailedEtagMismatch',
      `Etag provided in if-match header ${ifMatch} does not match etag ${etag ?? ''} of resource ${id}.`,
    );
  }
  if (ifNoneMatch === '*' && existing) {
    preconditionFailed('PreconditionFailedResourceExists', `Resource ${id} already exists.`);
  }
}

function preconditionFailed(code: string, message: string): never {
  const details = [{ code, message }];
  throw new ArmError(412, { code: 'PreconditionFailed', message: 'Precondition failed.', details });
}
