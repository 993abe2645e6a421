import type { World } from '../world';
import type { Answer } from './answers';
import { checkApiVersion } from './apiVersions';
import {
  answerAuthorization,
  checkAccess,
  checkLocks,
  checkPolicies,
  parseExtension,
  sees,
} from './authorization';
import { answerDeployment } from './deployments';
import { answerEmbedded } from './embedded';
import {
  actOn,
  deleteResource,
  existingResource,
  genericList,
  getResource,
  listResources,
  patchResource,
} from './engine';
import { refuse } from './errors';
import { answerGroup, checkGroupWritable, existingGroup } from './groups';
import type { Target } from './path';
import { parsePath } from './path';
import { checkRegistered } from './providers';
import type { ResourceCall } from './put';
import { putResource } from './put';
import type { ResourceType } from './resourceType';
import { answerSubscription, subscription } from './subscription';
import { findType } from './types';

export interface ArmRequest {
  method: string;
  path: string;
  query: Record<string, string | undefined>;
  apiVersion: string;
  body: unknown;
  objectId: string;
  ifMatch?: string;
  ifNoneMatch?: string;
}

export function answer(world: World, request: ArmRequest): Answer {
  const { method, path } = request;
  const target = parsePath(path);
  if (target.subscriptionId === undefined) {
    if (path.toLowerCase() === '/subscriptions')
      return { status: 200, body: { value: sees(world, request.objectId) ? [subscription(world)] : [] } };
    const atTenant = method === 'GET' ? parseExtension(path) : undefined;
    if (atTenant?.scope === '') return answerAuthorization(world, request, atTenant);
    refuse(
      404,
      'MissingSubscription',
      'The request did not have a subscription or a valid tenant level resource provider.',
    );
  }
  checkSubscription(world, target.subscriptionId);
  const extension = parseExtension(path);
  if (!extension) checkApiVersion(world, target, request.apiVersion, request.body);
  checkAccess(world, request);
  checkLocks(world, request);
  if (extension) return answerAuthorization(world, request, extension);
  checkPolicies(world, request);
  const atSubscription = answerSubscription(world, method, target, request.query);
  if (atSubscription) return atSubscription;
  if (!target.provider && target.resourceGroup) {
    if (target.segments.length === 0) {
      return answerGroup(world, method, target.resourceGroup, request.body, request.apiVersion);
    }
    if (target.segments[0]!.toLowerCase() === 'resources') {
      return genericList(world, existingGroup(world, target.resourceGroup).id);
    }
  }
  if (isDeployment(target)) {
    return answerDeployment(world, request, target.resourceGroup!, target.segments, answer);
  }
  return answerResource(world, request, target);
}

function checkSubscription(world: World, subscriptionId: string): void {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(subscriptionId)) {
    refuse(
      400,
      'InvalidSubscriptionId',
      `The provided subscription identifier '${subscriptionId}' is malformed or invalid.`,
    );
  }
  if (subscriptionId.toLowerCase() !== world.options.subscriptionId.toLowerCase()) {
    refuse(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);
  }
}

const isDeployment = ({ provider, resourceGroup, segments }: Target): boolean =>
  resourceGroup !== undefined &&
  provider?.toLowerCase() === 'microsoft.resources' &&
  segments[0]?.toLowerCase() === 'deployments';

function answerResource(world: World, request: ArmRequest, target: Target): Answer {
  const { method, query } = request;
  const { provider, resourceGroup } = target;
  const found = provider ? splitSegments(provider, target.segments) : undefined;
  if (!found) {
    refuse(
      404,
      'InvalidResourceType',
      `The resource type '${target.segments[0] ?? ''}' could not be found in the namespace '${provider ?? ''}' for api version '${request.apiVersion}'.`,
    );
  }
  const { type, names, rest } = found;
  // The word is read in any case: Ansible writes `instanceview`.
  const expand = (query.$expand ?? '')
    .split(',')
    .map((one) => (/^instanceview$/i.test(one) ? 'instanceView' : one));
  if (!resourceGroup) {
    if (method !== 'GET' || names.length > 0)
      refuse(404, 'MissingResourceGroup', 'The resource group is missing.');
    return listResources(world, type, `/subscriptions/${world.options.subscriptionId}`, expand);
  }
  const group =
    method === 'PUT' ? checkGroupWritable(world, resourceGroup) : existingGroup(world, resourceGroup);
  checkRegistered(world, type.type.split('/')[0]!);
  const [namespace, ...kinds] = type.type.split('/');
  const id = [
    group.id,
    'providers',
    namespace,
    ...kinds.flatMap((kind, i) => (names[i] ? [kind, names[i]] : [])),
  ].join('/');
  if (names.length < kinds.length) {
    if (method !== 'GET') refuse(405, 'MethodNotAllowed', `${method} needs the name of a resource.`);
    if (names.length > 0)
      existingResource({ ...request, world, type: parentType(type), id, name: names.at(-1)!, expand });
    return listResources(world, type, names.length === 0 ? group.id : id, expand);
  }
  const call: ResourceCall = { ...request, world, type, id, name: names.at(-1)!, expand };
  if (rest && type.embedded?.includes(rest.split('/')[0]!.toLowerCase())) {
    return answerEmbedded(call, method, rest.split('/'));
  }
  if (rest) return actOn(call, method, rest);
  switch (method) {
    case 'GET':
      return getResource(call);
    case 'PUT':
      return putResource(call);
    case 'PATCH':
      return patchResource(call);
    case 'DELETE':
      return deleteResource(call);
    default:
      refuse(405, 'MethodNotAllowed', `${method} is not allowed on ${type.type}.`);
  }
}

const parentType = ({ type }: ResourceType): ResourceType =>
  findType(type.split('/').slice(0, -1).join('/'))!;

/** The longest known type; what follows its names is an action. */
function splitSegments(
  provider: string,
  segments: string[],
): { type: ResourceType; names: string[]; rest?: string } | undefined {
  for (let length = segments.length; length > 0; length--) {
    const taken = segments.slice(0, length);
    const type = findType([provider, ...taken.filter((_, index) => index % 2 === 0)].join('/'));
    if (!type) continue;
    const names = taken.filter((_, index) => index % 2 === 1);
    const rest = segments.slice(length).join('/');
    return rest === '' ? { type, names } : { type, names, rest };
  }
  return undefined;
}
