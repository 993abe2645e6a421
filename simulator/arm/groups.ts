import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { World } from '../world';
import type { Answer } from './answers';
import { armForm, readBody } from './bodies';
import { pollEvery, resourceGroupDeletion } from './durations';
import { refuse } from './errors';
import { checkLocation } from './locations';
import { beginOperation, inFlight, operationHeaders } from './operations';
import { ignored } from './references';
import type { Resource } from './state';
import { armState, findResource, key, resourcesOf } from './state';
import { tags } from './tags';

export const groupType = 'Microsoft.Resources/resourceGroups';

export const groupId = (world: World, name: string): string =>
  `/subscriptions/${world.options.subscriptionId}/resourceGroups/${name}`;

export function existingGroup(world: World, name: string): Resource {
  const group = findResource(world, groupId(world, name));
  if (!group) refuse(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);
  return group;
}

/** For whatever is to be put into a group. */
export function checkGroupWritable(world: World, name: string): Resource {
  const group = existingGroup(world, name);
  if (group.provisioningState === 'Deleting') {
    refuse(
      409,
      'ResourceGroupBeingDeleted',
      `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`,
    );
  }
  return group;
}

export function answerGroup(
  world: World,
  method: string,
  name: string,
  body: unknown,
  apiVersion: string,
): Answer {
  switch (method) {
    case 'HEAD':
      return { status: findResource(world, groupId(world, name)) ? 204 : 404 };
    case 'GET':
      return { status: 200, body: render(existingGroup(world, name)) };
    case 'PUT':
      return putGroup(world, name, readBody(groupBody, body ?? {}, armForm));
    case 'PATCH': {
      const group = checkGroupWritable(world, name);
      group.tags = readBody(groupPatch, body ?? {}, armForm).tags ?? group.tags;
      world.changed();
      return { status: 200, body: render(group) };
    }
    case 'DELETE':
      return deleteGroup(world, name, apiVersion);
    default:
      refuse(405, 'MethodNotAllowed', `${method} is not allowed on a resource group.`);
  }
}

export function listGroups(world: World): Answer {
  return { status: 200, body: { value: resourcesOf(world, groupType).map(render) } };
}

const text = z.string().optional();
const groupPatch = z.strictObject({
  ...{ id: text, name: text, type: text, managedBy: text, tags },
  properties: z.strictObject(ignored('provisioningState')).optional(),
});
const groupBody = z.strictObject({ ...groupPatch.shape, location: text });

function putGroup(world: World, name: string, { location, tags }: z.output<typeof groupBody>): Answer {
  if (!/^[-\w.()]{1,90}$/.test(name) || name.endsWith('.')) {
    refuse(
      400,
      'InvalidResourceGroup',
      `The provided resource group name '${name}' has these invalid characters or an invalid length. It can have only letters, digits, '-', '.', '(', ')' or '_', and must not end with '.'.`,
    );
  }
  const at = checkLocation(location, groupType);
  const existing = findResource(world, groupId(world, name)) && checkGroupWritable(world, name);
  if (existing && existing.location !== at) {
    refuse(
      409,
      'InvalidResourceGroupLocation',
      `Invalid resource group location '${at}'. The Resource group already exists in location '${existing.location}'.`,
    );
  }
  const group: Resource = {
    id: existing?.id ?? groupId(world, name),
    name: existing?.name ?? name,
    type: groupType,
    location: at,
    ...(tags ? { tags } : {}),
    top: {},
    properties: {},
    provisioningState: 'Succeeded',
    etag: randomUUID(),
    asked: '',
  };
  armState(world).resources[key(group.id)] = group;
  world.changed();
  return { status: existing ? 200 : 201, body: render(group) };
}

/** Everything in it goes with it, whatever uses what. */
function deleteGroup(world: World, name: string, apiVersion: string): Answer {
  const group = existingGroup(world, name);
  const running = inFlight(world, group.id);
  const operation =
    running ??
    beginOperation(world, {
      kind: 'delete',
      targets: [group.id],
      provider: 'Microsoft.Resources',
      location: group.location!,
      minutes: resourceGroupDeletion,
    });
  group.provisioningState = 'Deleting';
  // A group's deletion has a Location only (Resources API, "Resource Groups - Delete").
  const { Location, 'Retry-After': retryAfter } = operationHeaders(world, operation, apiVersion, pollEvery);
  return { status: 202, headers: { Location: Location!, 'Retry-After': retryAfter! } };
}

function render({ id, name, type, location, tags, provisioningState }: Resource): object {
  return { id, name, type, location, ...(tags ? { tags } : {}), properties: { provisioningState } };
}
