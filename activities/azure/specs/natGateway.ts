import type { NatGateway } from '@azure/arm-network';
import { resourceId } from '../../../roadmap/resources';
import { known, tagsOf, type ResourceSpec } from './spec';

/** Subnets made since API 2025-07-01 have no outbound access of their own, and Run Command needs 443 out. */
export const natGateway: ResourceSpec<NatGateway> = {
  kind: 'natGateway',
  body: (w) => ({
    location: w.azure.location,
    tags: tagsOf(w),
    sku: { name: 'Standard' },
    idleTimeoutInMinutes: 4,
    publicIpAddresses: [{ id: resourceId('natAddress', w) }],
  }),
  fixed: ['location', 'sku'],
  evidence: (actual) => known({ sku: actual.sku?.name }),
};
