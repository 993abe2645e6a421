import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ignored } from '../references';

/** Common read-only members. */
export const readOnly = ignored('provisioningState', 'resourceGuid');
export const readOnlyChild = ignored('id', 'etag', 'type');

/** Stable for a resource, so that nothing has to be kept. */
export function resourceGuid(id: string): string {
  const hex = createHash('sha256').update(id.toLowerCase()).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const prefixList = z.strictObject({
  addressPrefixes: z.array(z.string()).optional(),
  ipamPoolPrefixAllocations: z.array(z.unknown()).optional(),
});

export const networkType = (name: string): string => `Microsoft.Network/${name}`;
