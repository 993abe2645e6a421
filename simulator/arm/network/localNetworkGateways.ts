import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { minutes } from '../durations';
import { refuse } from '../errors';
import type { ResourceType } from '../resourceType';
import { resourcesOf, sameId } from '../state';
import type { Connection } from './connections';
import { parsePrefix } from './prefixes';
import { networkType, prefixList, readOnly, resourceGuid } from './shared';

export const localNetworkGatewayProperties = z.strictObject({
  ...readOnly,
  localNetworkAddressSpace: prefixList.optional(),
  gatewayIpAddress: z.string().optional(),
  fqdn: z.string().optional(),
  bgpSettings: z
    .strictObject({ asn: z.int(), bgpPeeringAddress: z.string(), peerWeight: z.int().optional() })
    .optional(),
});
export type LocalNetworkGateway = z.output<typeof localNetworkGatewayProperties>;

export const localGatewayType = networkType('localNetworkGateways');

export const localNetworkGateways: ResourceType<LocalNetworkGateway> = {
  type: localGatewayType,
  minutes: minutes.localNetworkGateway,
  working: 'Updating',
  etag: 'weak',
  schema: localNetworkGatewayProperties,
  accept: ({ name, body }) => {
    const { gatewayIpAddress, fqdn, localNetworkAddressSpace, bgpSettings } = body.properties;
    if ((gatewayIpAddress === undefined) === (fqdn === undefined)) {
      refuse(
        400,
        'InvalidRequestFormat',
        `Local network gateway ${name} needs either gatewayIpAddress or fqdn.`,
      );
    }
    if (gatewayIpAddress !== undefined && !isPublic(gatewayIpAddress)) {
      refuse(
        400,
        'LocalNetworkGatewayIpAddressInvalid',
        `Local network gateway ${name} has the invalid address ${gatewayIpAddress}: it must be a public IPv4 address.`,
      );
    }
    for (const prefix of localNetworkAddressSpace?.addressPrefixes ?? []) parsePrefix(prefix, name);
    return {
      localNetworkAddressSpace: { addressPrefixes: localNetworkAddressSpace?.addressPrefixes ?? [] },
      ...(gatewayIpAddress ? { gatewayIpAddress } : { fqdn }),
      ...(bgpSettings ? { bgpSettings } : {}),
    };
  },
  view: (_world, { id }) => ({ resourceGuid: resourceGuid(id) }),
  beforeDelete: (world, { id }) => {
    const user = resourcesOf<Connection>(world, networkType('connections')).find((one) =>
      sameId(one.properties.localNetworkGateway2?.id, id),
    );
    if (user) {
      refuse(
        400,
        'LocalNetworkGatewayCannotBeDeleted',
        `Local network gateway ${id} is in use by connection ${user.id}.`,
      );
    }
  },
};

/** Documentation prefixes are let through: examples and tests live there. */
function isPublic(address: string): boolean {
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) return false;
  const range = ipaddr.IPv4.parse(address).range();
  return range === 'unicast' || range === 'reserved';
}
