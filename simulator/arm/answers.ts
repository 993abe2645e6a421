import type { World } from '../world';
import type { ResourceType } from './resourceType';
import type { Properties, Resource } from './state';

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export const etagOf = ({ etag }: ResourceType, resource: Resource): string =>
  `${etag === 'weak' ? 'W/' : ''}"${resource.etag}"`;

/** A resource as GET shows it. */
export function render(
  world: World,
  type: ResourceType,
  resource: Resource,
  expand: string[] = [],
): Properties {
  const { id, name, location, tags, top, properties, provisioningState } = resource;
  return {
    id,
    name,
    type: resource.type,
    ...(type.etag ? { etag: etagOf(type, resource) } : {}),
    ...(location ? { location } : {}),
    ...(tags ? { tags } : {}),
    ...top,
    properties: { ...properties, ...type.view?.(world, resource, expand), provisioningState },
  };
}
