import type { Answer } from './answers';
import { existingResource, getResource } from './engine';
import { refuse } from './errors';
import type { ResourceCall } from './put';
import { putResource } from './put';
import { sameId } from './state';

interface Item {
  name: string;
  properties: unknown;
}

/**
 * Children that a resource carries in a list of its own, such as the rules of a network security group: a write of
 * one is a write of the resource, and takes as long.
 */
export function answerEmbedded(call: ResourceCall, method: string, [member, name]: string[]): Answer {
  const parent = existingResource(call);
  const shown = () =>
    (getResource(call).body as { properties: Record<string, Item[]> }).properties[member!] ?? [];
  const found = shown().find((one) => sameId(one.name, name));
  if (method === 'GET') {
    if (name === undefined) return { status: 200, body: { value: shown() } };
    if (!found) refuse(404, 'NotFound', `Resource ${call.id}/${member}/${name} not found.`);
    return { status: 200, body: found };
  }
  if (name === undefined || (method !== 'PUT' && method !== 'DELETE')) {
    refuse(405, 'MethodNotAllowed', `${method} is not allowed on ${member} of ${call.type.type}.`);
  }
  if (method === 'DELETE' && !found) return { status: 204 };
  const kept = (parent.properties[member!] as Item[]).filter((one) => !sameId(one.name, name));
  const added = method === 'PUT' ? [{ ...(call.body as Item), name }] : [];
  const { location, tags, properties, top } = parent;
  const body = { location, tags, ...top, properties: { ...properties, [member!]: [...kept, ...added] } };
  const { headers } = putResource({ ...call, body });
  if (method === 'DELETE') return { status: 202, headers };
  const written = shown().find((one) => sameId(one.name, name));
  return { status: found ? 200 : 201, body: written, headers };
}
