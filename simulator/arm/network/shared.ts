import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ignored } from '../references';

/** Common read-only members of a resource and of its parts. */
export const readOnly = ignored('provisioningState', 'resourceGuid');
export const readOnlyPart = ignored('provisioningState');
/** Members of a part beside its properties; not each kind of part has a type. */
export const untypedPart = { id: z.string().optional(), name: z.string(), ...ignored('etag') };
export const part = { ...untypedPart, ...ignored('type') };

/** There is nothing of the kind here, so that a list of it can only be empty. */
export const none = z.array(z.unknown()).max(0).optional();

export const zones = z.array(z.string()).optional();

/** Stable for a resource, so that nothing has to be kept. */
export function resourceGuid(id: string): string {
  const hex = createHash('sha256').update(id.toLowerCase()).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const prefixList = z.strictObject({
  addressPrefixes: z.array(z.string()).optional(),
  ipamPoolPrefixAllocations: none,
});

export const networkType = (name: string): string => `Microsoft.Network/${name}`;
