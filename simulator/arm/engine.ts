import { randomUUID } from 'node:crypto';
import type { Answer } from './answers';
import { etagOf, render } from './answers';
import { formOf, readBody } from './bodies';
import { checkFree, checkPreconditions, operationPreempted } from './conflicts';
import { pollEvery } from './durations';
import { refuse } from './errors';
import { beginOperation, cancel, inFlight, operationHeaders } from './operations';
import type { ResourceCall } from './put';
import type { ResourceType } from './resourceType';
import type { Resource } from './state';
import { armState, childrenOf, findResource, resourcesOf, sameId } from './state';
import { tagsPatch } from './tags';
import type { World } from '../world';

function notFound({ id, type }: ResourceCall): never {
  const [, , , , group] = id.split('/');
  const short = `${type.type}/${id.split('/').at(-1)}`;
  refuse(
    404,
    'ResourceNotFound',
    `The Resource '${short}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

export function existingResource(call: ResourceCall): Resource {
  return findResource(call.world, call.id) ?? notFound(call);
}

export function getResource(call: ResourceCall): Answer {
  const resource = existingResource(call);
  return {
    status: 200,
    body: render(call.world, call.type, resource, call.expand),
    headers: call.type.etag ? { ETag: etagOf(call.type, resource) } : {},
  };
}

/** Tags alone; every type of the roadmap has such a PATCH, and it is done at once. */
export function patchResource(call: ResourceCall): Answer {
  const resource = existingResource(call);
  const { tags } = readBody(tagsPatch, call.body ?? {}, formOf(call.type.type));
  checkPreconditions(call.type, resource, call);
  checkFree(call);
  resource.tags = tags;
  resource.etag = randomUUID();
  call.world.changed();
  return getResource(call);
}

export function deleteResource(call: ResourceCall): Answer {
  const { world, type, id } = call;
  const resource = findResource(world, id);
  if (!resource) return { status: 204 };
  const running = inFlight(world, id);
  if (running?.kind === 'delete') {
    return { status: 202, headers: operationHeaders(world, running, call.apiVersion, pollEvery) };
  }
  checkPreconditions(type, resource, call);
  // A machine can be deleted while it is made; the earlier operation ends at once.
  const preempted = type.type.startsWith('Microsoft.Compute/') ? running : undefined;
  checkFree(call, preempted);
  type.beforeDelete?.(world, resource);
  if (preempted) cancel(world, preempted, operationPreempted);
  resource.provisioningState = 'Deleting';
  const operation = beginOperation(world, {
    kind: 'delete',
    targets: [resource.id],
    provider: type.type.split('/')[0]!,
    location: resource.location ?? 'global',
    minutes: type.minutes.delete,
  });
  return { status: 202, headers: operationHeaders(world, operation, call.apiVersion, pollEvery) };
}

/** Of one type, below a group or a parent, or in the whole subscription. */
export function listResources(world: World, type: ResourceType, under: string, expand: string[]): Answer {
  const inside = new Set(childrenOf(world, under).map((one) => one.id));
  const found = resourcesOf(world, type.type).filter((one) => inside.has(one.id));
  return { status: 200, body: { value: found.map((one) => render(world, type, one, expand)) } };
}

export function actOn(call: ResourceCall, method: string, action: string): Answer {
  const resource = existingResource(call);
  const act = call.type.actions?.[`${method} ${action}`.toLowerCase()];
  if (!act) {
    refuse(404, 'InvalidResourceType', `There is no ${action} of resource type '${call.type.type}' here.`);
  }
  const { world } = call;
  const answer = act({ world, resource, body: call.body });
  world.changed();
  if (!('operation' in answer)) return answer;
  const { target, ...rest } = answer.operation;
  if (sameId(target, resource.id)) {
    checkFree(call);
    resource.provisioningState = 'Updating';
  }
  const operation = beginOperation(world, {
    kind: 'action',
    action: `${method} ${action}`.toLowerCase(),
    targets: [target],
    provider: call.type.type.split('/')[0]!,
    location: resource.location!,
    ...rest,
  });
  return { status: 202, headers: operationHeaders(world, operation, call.apiVersion, pollEvery) };
}

/** For `/resources`: id, type and tags only, as ARM's own list gives. */
export function genericList(world: World, under: string): Answer {
  const value = Object.values(armState(world).resources)
    .filter((one) => one.id.toLowerCase().startsWith(`${under.toLowerCase()}/`) && one.location)
    .filter((one) => !sameId(one.type, 'Microsoft.Resources/resourceGroups'))
    .map(({ id, name, type, location, tags, top }) => ({
      id,
      name,
      type,
      location,
      ...(tags ? { tags } : {}),
      ...top,
    }));
  return { status: 200, body: { value } };
}
