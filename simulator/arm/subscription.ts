import type { World } from '../world';
import type { Answer } from './answers';
import { refuse } from './errors';
import { platformImages } from './compute/images';
import { resourceSkus, sizeFamilies, sizesOfRegion } from './compute/sizes';
import { genericList } from './engine';
import { listGroups } from './groups';
import { locations, normalLocation } from './locations';
import { pollEvery } from './durations';
import { operationStatus, operationUrl } from './operations';
import type { Target } from './path';
import { getProvider, listProviders, registerProvider } from './providers';
import { computeUsages, networkUsages } from './quota';
import type { Operation } from './state';
import { armState, findResource } from './state';
import { render } from './answers';
import { findType } from './types';

/** Requests at the subscription that are not about a resource; nothing when it is another kind of request. */
export function answerSubscription(
  world: World,
  method: string,
  { provider, segments, resourceGroup }: Target,
  query: Record<string, string | undefined>,
): Answer | undefined {
  const [first, second, third, fourth] = segments.map((one) => one.toLowerCase());
  const { subscriptionId } = world.options;
  if (resourceGroup) return undefined;
  if (!provider) {
    if (method !== 'GET') return undefined;
    if (first === undefined) return { status: 200, body: subscription(world) };
    if (first === 'locations') return { status: 200, body: { value: locations(subscriptionId) } };
    if (first === 'resourcegroups') return listGroups(world);
    if (first === 'providers') return listProviders(world);
    if (first === 'resources') return genericList(world, `/subscriptions/${subscriptionId}`);
    return undefined;
  }
  if (first === undefined) return getProvider(world, provider);
  if (first === 'register' && method === 'POST') return registerProvider(world, provider);
  const compute = provider.toLowerCase() === 'microsoft.compute';
  if (first === 'skus' && compute)
    return { status: 200, body: { value: resourceSkus(world, query.$filter) } };
  if (first !== 'locations' || second === undefined) return undefined;
  if (third === 'publishers' && compute) return platformImages(world, segments);
  if (third === 'vmsizes' && compute) return { status: 200, body: { value: sizesOfRegion() } };
  if (third === 'usages') {
    const usages = compute
      ? computeUsages(world, normalLocation(second), sizeFamilies)
      : networkUsages(world, normalLocation(second));
    return { status: 200, body: { value: usages } };
  }
  if (third === 'operations' && fourth) return statusOf(world, operationAt(world, provider, second, fourth));
  if (third === 'operationresults' && fourth) {
    return resultOf(world, operationAt(world, provider, second, fourth), query['api-version']!);
  }
  return undefined;
}

export function subscription(world: World): object {
  const { subscriptionId, tenant } = world.options;
  return {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId: tenant.id,
    displayName: 'Simulated subscription',
    state: 'Enabled',
    authorizationSource: 'RoleBased',
  };
}

/** Only the provider and region that began an operation know of it, and not for ever. */
function operationAt(world: World, provider: string, location: string, id: string): Operation {
  const operation = armState(world).operations[id];
  if (
    operation?.provider.toLowerCase() !== provider.toLowerCase() ||
    operation.location !== normalLocation(location)
  ) {
    refuse(404, 'OperationNotFound', `The operation '${id}' could not be found.`);
  }
  return operation;
}

/** HTTP 200 whatever the operation came to. */
function statusOf(world: World, operation: Operation): Answer {
  const headers: Record<string, string> = operation.settled
    ? {}
    : { 'Retry-After': String(world.clock.retryAfter(pollEvery)) };
  return { status: 200, body: operationStatus(operation), headers };
}

function resultOf(world: World, operation: Operation, apiVersion: string): Answer {
  if (!operation.settled) {
    const Location = operationUrl(world, operation, 'operationResults', apiVersion);
    return { status: 202, headers: { Location, 'Retry-After': String(world.clock.retryAfter(pollEvery)) } };
  }
  if (operation.error) return { status: 409, body: { error: operation.error } };
  if (operation.kind === 'action') return { status: 200, body: operation.result };
  const resource = findResource(world, operation.targets[0]!);
  const type = resource && findType(resource.type);
  // A resource group's deletion ends with 200, those of providers with 204.
  if (operation.kind === 'delete')
    return { status: operation.provider === 'Microsoft.Resources' ? 200 : 204 };
  return resource && type ? { status: 200, body: render(world, type, resource) } : { status: 204 };
}
