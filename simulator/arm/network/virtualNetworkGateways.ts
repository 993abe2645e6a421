import { minutes } from '../durations';
import { refuse } from '../errors';
import { lastName, parentId } from '../path';
import { refer } from '../references';
import type { Change, ResourceType } from '../resourceType';
import { resourcesOf, sameId } from '../state';
import type { Connection } from './connections';
import type { PublicIPAddress } from './publicIPAddresses';
import { parsePrefix } from './prefixes';
import { networkType, resourceGuid } from './shared';
import type { Subnet } from './subnets';
import { subnetType } from './subnets';
import type { VirtualNetworkGateway } from './virtualNetworkGatewaySchema';
import { virtualNetworkGatewayProperties } from './virtualNetworkGatewaySchema';
import { supportedVpnDevices } from './vpnDevices';

export const gatewayType = networkType('virtualNetworkGateways');

const sizes = {
  Vpn: ['VpnGw1AZ', 'VpnGw2AZ', 'VpnGw3AZ', 'VpnGw4AZ', 'VpnGw5AZ'],
  ExpressRoute: ['ErGw1AZ', 'ErGw2AZ', 'ErGw3AZ', 'ErGwScale'],
};

export const virtualNetworkGateways: ResourceType<VirtualNetworkGateway> = {
  type: gatewayType,
  minutes: minutes.virtualNetworkGateway,
  working: 'Updating',
  etag: 'weak',
  schema: virtualNetworkGatewayProperties,
  accept: (change) => {
    const asked = change.body.properties;
    checkSize(asked);
    const wanted = asked.activeActive ? 2 : 1;
    if (asked.ipConfigurations.length !== wanted) {
      refuse(
        400,
        'VirtualNetworkGatewayIpConfigurationCountInvalid',
        `Gateway ${change.name} with activeActive ${asked.activeActive} needs ${wanted} ip configuration(s), has ${asked.ipConfigurations.length}.`,
      );
    }
    for (const { properties } of asked.ipConfigurations)
      checkConfiguration(change, properties, asked.gatewayType);
    checkOnlyOne(change);
    const {
      ipConfigurations,
      gatewayType,
      vpnType,
      vpnGatewayGeneration,
      sku,
      activeActive,
      enableBgp,
      bgpSettings,
    } = asked;
    return {
      ipConfigurations: ipConfigurations.map(({ name, properties }) => ({ name, properties })),
      gatewayType,
      vpnType: vpnType ?? 'RouteBased',
      vpnGatewayGeneration: gatewayType === 'Vpn' ? (vpnGatewayGeneration ?? 'Generation1') : 'None',
      sku: { name: sku.name, tier: sku.tier ?? sku.name },
      activeActive,
      enableBgp,
      ...(bgpSettings ? { bgpSettings: { asn: bgpSettings.asn ?? 65515 } } : {}),
      ...(asked.customRoutes ? { customRoutes: asked.customRoutes } : {}),
    };
  },
  view: (_world, { id, properties, provisioningState }) => ({
    resourceGuid: resourceGuid(id),
    sku: { ...properties.sku, capacity: 2 },
    ipConfigurations: properties.ipConfigurations.map(({ name, properties: configuration }) => ({
      name,
      id: `${id}/ipConfigurations/${name}`,
      properties: { ...configuration, provisioningState },
    })),
  }),
  beforeDelete: (world, { id }) => {
    const user = resourcesOf<Connection>(world, networkType('connections')).find((one) =>
      sameId(one.properties.virtualNetworkGateway1.id, id),
    );
    if (user) {
      refuse(
        400,
        'VirtualNetworkGatewayCannotBeDeleted',
        `Virtual network gateway ${id} cannot be deleted because it is in use by connection ${user.id}. Delete the connection first.`,
      );
    }
  },
  actions: {
    'post supportedvpndevices': () => ({ status: 200, body: supportedVpnDevices() }),
  },
};

function checkSize({ gatewayType, sku, vpnType }: VirtualNetworkGateway): void {
  // No new gateways of these sizes since 2025-01-01 (VPN Gateway, "Gateway SKU consolidation").
  if (/^VpnGw[1-5]$/.test(sku.name)) {
    refuse(
      400,
      'NonAzSkusNotAllowedForVPNGateway',
      `VpnGw1-5 non-AZ SKUs are no longer supported for new gateways: ${sku.name}. Use ${sku.name}AZ.`,
    );
  }
  if (!sizes[gatewayType].includes(sku.name)) {
    refuse(
      400,
      'InvalidGatewaySkuSpecifiedForGateway',
      `Gateway SKU ${sku.name} is not valid for a gateway of type ${gatewayType}. Valid are ${sizes[gatewayType].join(', ')}.`,
    );
  }
  if (gatewayType === 'Vpn' && vpnType === 'PolicyBased') {
    refuse(400, 'InvalidVpnTypeForGatewaySku', `Gateway SKU ${sku.name} needs the VPN type RouteBased.`);
  }
}

type Configuration = VirtualNetworkGateway['ipConfigurations'][number]['properties'];

function checkConfiguration(
  change: Change<VirtualNetworkGateway>,
  { subnet, publicIPAddress }: Configuration,
  type: VirtualNetworkGateway['gatewayType'],
): void {
  const found = refer<Subnet>(change, subnet, subnetType);
  if (lastName(subnet.id).toLowerCase() !== 'gatewaysubnet') {
    refuse(
      400,
      'InvalidGatewaySubnet',
      `Gateway ${change.name} must be in a subnet named GatewaySubnet, not ${found.name}.`,
    );
  }
  if (parsePrefix(found.properties.addressPrefix!, found.name).length > 29) {
    refuse(400, 'GatewaySubnetTooSmall', `Subnet ${subnet.id} is smaller than /29.`);
  }
  if (publicIPAddress) {
    refer<PublicIPAddress>(change, publicIPAddress, networkType('publicIPAddresses'));
  } else if (type === 'Vpn') {
    refuse(400, 'VirtualNetworkGatewayPublicIpMissing', `Gateway ${change.name} needs a public IP address.`);
  }
}

/** A virtual network has room for one gateway of a kind. */
function checkOnlyOne({ world, id, body }: Change<VirtualNetworkGateway>): void {
  const network = parentId(body.properties.ipConfigurations[0]!.properties.subnet.id);
  const other = resourcesOf<VirtualNetworkGateway>(world, gatewayType).find(
    (one) =>
      !sameId(one.id, id) &&
      one.properties.gatewayType === body.properties.gatewayType &&
      sameId(parentId(one.properties.ipConfigurations[0]!.properties.subnet.id), network),
  );
  if (other) {
    refuse(
      400,
      'VirtualNetworkGatewayOfTypeExists',
      `Virtual network ${network} already has a gateway of type ${body.properties.gatewayType}: ${other.id}.`,
    );
  }
}
