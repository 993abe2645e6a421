import { z } from 'zod';
import type { World } from '../../world';
import { minutes } from '../durations';
import { refuse } from '../errors';
import { ignored, referenceTo } from '../references';
import type { ResourceType } from '../resourceType';
import { armState, resourcesOf, sameId } from '../state';
import { checkPublicAddressQuota } from '../quota';
import { networkType, none, readOnly, resourceGuid, zones } from './shared';
import { toAddress, toNumber } from './prefixes';

export const publicIPAddressProperties = z.strictObject({
  ...readOnly,
  ...ignored('ipConfiguration'),
  // What the service sets although it may be written, and clients send back.
  ipAddress: z.ipv4().optional(),
  natGateway: referenceTo().optional(),
  migrationPhase: z.enum(['None', 'Prepare', 'Commit', 'Abort', 'Committed']).optional(),
  publicIPAllocationMethod: z.enum(['Static', 'Dynamic']).default('Dynamic'),
  publicIPAddressVersion: z.enum(['IPv4']).default('IPv4'),
  idleTimeoutInMinutes: z.int().min(4).max(30).default(4),
  dnsSettings: z
    .strictObject({ domainNameLabel: z.string().optional(), fqdn: z.string().optional() })
    .optional(),
  ddosSettings: z
    .strictObject({ protectionMode: z.enum(['VirtualNetworkInherited', 'Enabled', 'Disabled']).optional() })
    .optional(),
  ipTags: none,
  deleteOption: z.enum(['Delete', 'Detach']).optional(),
});
export const publicIPAddressTop = {
  sku: z
    .strictObject({
      name: z.enum(['Basic', 'Standard', 'StandardV2']).optional(),
      tier: z.enum(['Regional', 'Global']).optional(),
    })
    .optional(),
  zones,
};
export type PublicIPAddress = z.output<typeof publicIPAddressProperties>;

/** Addresses are given out of a range of Azure's own. */
const firstAddress = toNumber('20.50.0.4');

export const publicIPAddresses: ResourceType<PublicIPAddress> = {
  type: networkType('publicIPAddresses'),
  minutes: minutes.publicIPAddress,
  working: 'Updating',
  etag: 'weak',
  schema: publicIPAddressProperties,
  top: publicIPAddressTop,
  accept: ({ world, body, existing, name, location }) => {
    const sku = (body.top.sku as { name?: string } | undefined)?.name ?? 'Basic';
    // Basic was retired on 2025-09-30 (Azure updates); its quota is nought everywhere since.
    if (sku !== 'Standard' && sku !== 'StandardV2') {
      refuse(
        400,
        'IPv4BasicSkuPublicIpCountLimitReached',
        'Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region.',
      );
    }
    if (body.properties.publicIPAllocationMethod !== 'Static') {
      refuse(
        400,
        'StandardSkuPublicIPAddressesMustBeStatic',
        `Public IP address ${name} has sku ${sku} and must have the allocation method Static.`,
      );
    }
    body.top.sku = { name: sku, tier: 'Regional' };
    if (!existing) checkPublicAddressQuota(world, location);
    const {
      publicIPAllocationMethod,
      publicIPAddressVersion,
      idleTimeoutInMinutes,
      dnsSettings,
      deleteOption,
    } = body.properties;
    return {
      publicIPAllocationMethod,
      publicIPAddressVersion,
      idleTimeoutInMinutes,
      ipTags: [],
      ...(existing?.properties.ipAddress ? { ipAddress: existing.properties.ipAddress } : {}),
      ...(dnsSettings ? { dnsSettings } : {}),
      ...(deleteOption ? { deleteOption } : {}),
    };
  },
  ended: (world, resource) => {
    resource.properties.ipAddress ??= toAddress(firstAddress + armState(world).addressesGiven++);
    return undefined;
  },
  view: (world, { id }) => {
    const { ipConfiguration, natGateway } = userOf(world, id);
    return {
      resourceGuid: resourceGuid(id),
      ...(ipConfiguration ? { ipConfiguration: { id: ipConfiguration } } : {}),
      ...(natGateway ? { natGateway: { id: natGateway } } : {}),
    };
  },
  beforeDelete: (world, { id }) => {
    const { ipConfiguration, natGateway } = userOf(world, id);
    const user = ipConfiguration ?? natGateway;
    if (user) {
      refuse(
        400,
        'PublicIPAddressCannotBeDeleted',
        `Public IP address ${id} can not be deleted since it is still allocated to resource ${user}.`,
      );
    }
  },
};

interface WithConfigurations {
  ipConfigurations?: { name: string; properties: { publicIPAddress?: { id: string } } }[];
}

/** What holds a public address: an ip configuration of an interface or gateway, or a NAT gateway. */
export function userOf(world: World, id: string): { ipConfiguration?: string; natGateway?: string } {
  for (const type of ['networkInterfaces', 'virtualNetworkGateways']) {
    for (const holder of resourcesOf<WithConfigurations>(world, networkType(type))) {
      const found = holder.properties.ipConfigurations?.find((one) =>
        sameId(one.properties.publicIPAddress?.id, id),
      );
      if (found) return { ipConfiguration: `${holder.id}/ipConfigurations/${found.name}` };
    }
  }
  const nat = resourcesOf<{ publicIpAddresses?: { id: string }[] }>(world, networkType('natGateways')).find(
    (one) => one.properties.publicIpAddresses?.some((address) => sameId(address.id, id)),
  );
  return nat ? { natGateway: nat.id } : {};
}
