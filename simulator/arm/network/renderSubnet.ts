import type { World } from '../../world';
import type { Resource } from '../state';
import type { Subnet } from './subnets';
import { subnets } from './subnets';

/** A subnet as the virtual network shows it. */
export function renderSubnet(world: World, subnet: Resource<Subnet>): object {
  const { id, name, type, etag, properties, provisioningState } = subnet;
  return {
    id,
    name,
    type,
    etag: `W/"${etag}"`,
    properties: { ...properties, ...subnets.view!(world, subnet, []), provisioningState },
  };
}
