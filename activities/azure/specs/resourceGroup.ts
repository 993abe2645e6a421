import type { ResourceGroup } from '@azure/arm-resources';
import { known, tagsOf, type ResourceSpec } from './spec';

export const resourceGroup: ResourceSpec<ResourceGroup> = {
  kind: 'resourceGroup',
  body: (w) => ({ location: w.azure.location, tags: tagsOf(w) }),
  fixed: ['location'],
  evidence: (actual) => known({ location: actual.location }),
};
