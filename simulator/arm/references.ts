import { z } from 'zod';
import type { World } from '../world';
import { ArmError, refuse } from './errors';
import type { Properties, Resource } from './state';
import { findResource } from './state';

/** Members that a service sets and that it ignores in a request (clients send back what they read). */
export const ignored = <N extends string>(...names: N[]): Record<N, z.ZodOptional<z.ZodUnknown>> =>
  Object.fromEntries(names.map((name) => [name, z.unknown().optional()])) as Record<
    N,
    z.ZodOptional<z.ZodUnknown>
  >;

/** Members of a resource that has a place of its own, beside those that all have. */
export const tracked = ignored('location', 'tags');

/** What the service sets on each. */
const untouched = ignored('provisioningState', 'resourceGuid');

const idOf = ({ id }: { id: string }) => ({ id });

export const reference = z.strictObject({ id: z.string() }).transform(idOf);

/**
 * A reference in the place of a whole resource. Some clients send the resource as they read it (Ansible, and Azure PowerShell:
 * azure-powershell, issue 10150); all but its id is ignored, but must be members that the resource has.
 */
export const referenceTo = (properties: z.ZodRawShape = untouched, top: z.ZodRawShape = tracked) =>
  z
    .strictObject({
      id: z.string(),
      ...ignored('etag', 'name', 'type', ...Object.keys(top)),
      properties: z.strictObject(ignored(...Object.keys(properties))).optional(),
    })
    .transform(idOf);
export type Reference = z.output<typeof reference>;

export interface Referrer {
  world: World;
  id: string;
  /** Absent when the region does not matter. */
  location?: string;
}

/** The resource that is referred to; it must be there, of that type, in the same region, and ready. */
export function refer<P = Properties>(from: Referrer, to: Reference, type: string): Resource<P> {
  const found = findResource<P>(from.world, to.id, type);
  if (!found || found.provisioningState === 'Deleting') {
    refuse(
      400,
      'InvalidResourceReference',
      `Resource ${to.id} referenced by resource ${from.id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    );
  }
  if (found.location && from.location && found.location !== from.location) {
    refuse(
      400,
      'InvalidResourceReference',
      `Resource ${to.id} referenced by resource ${from.id} is in region ${found.location}, not in ${from.location}. Both resources must be in the same region.`,
    );
  }
  if (found.provisioningState !== 'Succeeded') notProvisioned(from.id, found);
  return found;
}

/** 429 is not always throttling: hashicorp/terraform#7986. */
function notProvisioned(id: string, found: Resource<unknown>): never {
  throw new ArmError(
    429,
    {
      code: 'RetryableError',
      message: 'A retryable error occurred.',
      details: [
        {
          code: 'ReferencedResourceNotProvisioned',
          message: `Cannot proceed with operation because resource ${found.id} used by resource ${id} is not in Succeeded state. Resource is in ${found.provisioningState} state.`,
        },
      ],
    },
    10,
  );
}
