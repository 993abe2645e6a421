import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { World } from '../world';
import type { Answer } from './answers';
import { render } from './answers';
import { armForm, formOf, readBody } from './bodies';
import { checkFree, checkPreconditions, superseded, supersedes } from './conflicts';
import { longestUpdate, pollEvery } from './durations';
import { refuse } from './errors';
import { checkLinkedIds } from './linkedIds';
import { checkLocation } from './locations';
import { checkName } from './names';
import { beginOperation, cancel, inFlight, operationHeaders } from './operations';
import { parentId } from './path';
import { ignored } from './references';
import type { ResourceType } from './resourceType';
import { tags } from './tags';
import type { Operation, Properties, Resource } from './state';
import { armState, findResource, key } from './state';

export interface ResourceCall {
  world: World;
  type: ResourceType;
  /** In the provider's spelling. */
  id: string;
  name: string;
  body: unknown;
  apiVersion: string;
  expand: string[];
  ifMatch?: string;
  ifNoneMatch?: string;
}

export function putResource(call: ResourceCall): Answer {
  const { world, type, id, name } = call;
  const body = readDefinition(type, call.body);
  checkLinkedIds(body, { id, subscriptionId: world.options.subscriptionId });
  const existing = findResource(world, id);
  if (!existing) checkName(type.type, name);
  const asked = createHash('sha256').update(JSON.stringify(call.body)).digest('hex');
  const running = inFlight(world, id);
  // The same PUT again while the first one runs joins it.
  if (existing && running?.kind === 'put' && existing.asked === asked)
    return begun(call, existing, running, 200);
  checkPreconditions(type, existing, call);
  const location = type.locationless ? locationOfParent(call) : checkLocation(body.location, type.type);
  checkParent(call);
  if (existing?.location && existing.location !== location) {
    refuse(
      409,
      'InvalidResourceLocation',
      `The resource '${name}' already exists in location '${existing.location}' in resource group. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
    );
  }
  const givesWay = supersedes(type, running, id) ? running : undefined;
  checkFree(call, givesWay);
  const top = Object.fromEntries(
    Object.keys(type.top ?? {})
      .filter((one) => one in body)
      .map((one) => [one, body[one]]),
  );
  const properties = readBody(type.schema, body.properties ?? {}, formOf(type.type), ['properties']);
  const accepted = type.accept({
    world,
    id,
    name,
    location,
    apiVersion: call.apiVersion,
    body: { properties, top },
    existing,
  });
  const resource: Resource = {
    id: existing?.id ?? id,
    name: existing?.name ?? name,
    type: type.type,
    ...(type.locationless ? {} : { location }),
    ...(body.tags ? { tags: body.tags } : {}),
    top,
    properties: accepted,
    provisioningState: existing ? 'Updating' : type.working,
    etag: randomUUID(),
    asked,
  };
  armState(world).resources[key(id)] = resource;
  const further = type.begun?.(world, resource) ?? [];
  const full = type.putMinutes?.(world, resource) ?? type.minutes.put;
  const succeededBefore = existing?.provisioningState === 'Succeeded' && !type.putMinutes;
  const operation = beginOperation(world, {
    kind: 'put',
    targets: [resource.id, ...further],
    provider: type.type.split('/')[0]!,
    location,
    minutes: succeededBefore ? Math.min(full, longestUpdate) : full,
  });
  if (givesWay) cancel(world, givesWay, superseded(type, givesWay, operation));
  return begun(call, resource, operation, existing ? 200 : 201);
}

function begun(call: ResourceCall, resource: Resource, operation: Operation, status: number): Answer {
  return {
    status,
    body: render(call.world, call.type, resource, call.expand),
    headers: operationHeaders(call.world, operation, call.apiVersion, pollEvery),
  };
}

/** What ARM itself reads of a resource; `properties` are the provider's to read. */
function readDefinition(type: ResourceType, body: unknown): Definition {
  const text = z.string().optional();
  const definition = z.strictObject({
    // Clients send back what they read.
    ...{ id: text, name: text, type: text, etag: text },
    ...ignored('systemData'),
    ...(type.locationless ? {} : { location: text, tags }),
    ...type.top,
    properties: z.unknown().optional(),
  });
  return readBody(definition as z.ZodType<Definition>, body ?? {}, armForm);
}

interface Definition extends Properties {
  location?: string;
  tags?: Record<string, string>;
}

/** A child of a machine has a location of its own, and still needs the machine. */
function checkParent({ world, type, id }: ResourceCall): void {
  if (type.type.split('/').length < 3 || findResource(world, parentId(id))) return;
  refuse(
    404,
    'ParentResourceNotFound',
    `Failed to perform 'write' on resource(s) of type '${type.type.split('/').slice(1).join('/')}', because the parent resource '${parentId(id)}' could not be found.`,
  );
}

function locationOfParent(call: ResourceCall): string {
  checkParent(call);
  return findResource(call.world, parentId(call.id))!.location!;
}
