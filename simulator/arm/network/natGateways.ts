import { z } from 'zod';
import { minutes } from '../durations';
import { refuse } from '../errors';
import { ignored, refer, reference } from '../references';
import type { ResourceType } from '../resourceType';
import { sameId } from '../state';
import { networkType, none, readOnly, resourceGuid, zones } from './shared';
import { userOf } from './publicIPAddresses';
import { subnetsWith } from './subnets';

const schema = z.strictObject({
  ...readOnly,
  ...ignored('subnets'),
  idleTimeoutInMinutes: z.int().min(4).max(120).default(4),
  publicIpAddresses: z.array(reference).default([]),
  publicIpPrefixes: none,
});
export type NatGateway = z.output<typeof schema>;

export const natGateways: ResourceType<NatGateway> = {
  type: networkType('natGateways'),
  minutes: minutes.natGateway,
  working: 'Updating',
  etag: 'weak',
  schema,
  top: {
    sku: z.strictObject({ name: z.enum(['Standard', 'StandardV2']) }),
    zones,
  },
  accept: (change) => {
    const { body, id } = change;
    const { idleTimeoutInMinutes, publicIpAddresses } = body.properties;
    for (const address of publicIpAddresses) {
      refer(change, address, networkType('publicIPAddresses'));
      const { ipConfiguration, natGateway } = userOf(change.world, address.id);
      const user = ipConfiguration ?? natGateway;
      if (user && !sameId(user, id)) {
        refuse(
          400,
          'PublicIPAddressInUse',
          `Resource ${id} is referencing public IP address ${address.id} that is already allocated to resource ${user}.`,
        );
      }
    }
    return { idleTimeoutInMinutes, publicIpAddresses };
  },
  view: (world, { id }) => {
    const subnets = subnetsWith(world, 'natGateway', id).map((subnet) => ({ id: subnet.id }));
    return { resourceGuid: resourceGuid(id), ...(subnets.length > 0 ? { subnets } : {}) };
  },
  beforeDelete: (world, { id }) => {
    const [subnet] = subnetsWith(world, 'natGateway', id);
    if (subnet) {
      refuse(400, 'InUseNatGatewayCannotBeDeleted', `NAT gateway ${id} is in use by subnet ${subnet.id}.`);
    }
  },
};
