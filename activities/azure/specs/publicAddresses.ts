import type { PublicIPAddress } from '@azure/arm-network';
import type { Worksheet } from '../../../worksheet/schema';
import { known, tagsOf, type ResourceSpec } from './spec';

/** Basic addresses were retired on 2025-09-30; VPN gateways need Standard and Static (VPN Gateway FAQ). */
const standardStatic = (w: Worksheet): PublicIPAddress => ({
  location: w.azure.location,
  tags: tagsOf(w),
  sku: { name: 'Standard', tier: 'Regional' },
  publicIPAllocationMethod: 'Static',
  publicIPAddressVersion: 'IPv4',
});

const shared = {
  fixed: ['location', 'sku', 'publicIPAllocationMethod', 'publicIPAddressVersion'],
  evidence: (actual: PublicIPAddress) => known({ address: actual.ipAddress }),
};

export const natAddress: ResourceSpec<PublicIPAddress> = {
  kind: 'natAddress',
  body: standardStatic,
  ...shared,
};

/** Gateways of the AZ sizes want a zone-redundant address, where the region has zones. */
export const gatewayAddress: ResourceSpec<PublicIPAddress> = {
  kind: 'gatewayAddress',
  body: (w, facts) => ({
    ...standardStatic(w),
    ...(facts.zones.length > 0 ? { zones: facts.zones } : {}),
  }),
  createOnly: ['zones'],
  ...shared,
};
