import { z } from 'zod';
import type { World } from '../../world';
import { minutes } from '../durations';
import { refuse } from '../errors';
import { lastName, parentId } from '../path';
import type { Referrer } from '../references';
import { ignored, refer, reference, referenceTo } from '../references';
import type { ResourceType } from '../resourceType';
import type { Resource } from '../state';
import { childrenOf, findResource, resourcesOf, sameId } from '../state';
import type { Prefix } from './prefixes';
import { contains, overlap, parsePrefix } from './prefixes';
import { networkType, untypedPart } from './shared';

const serviceEndpoint = z.strictObject({
  ...ignored('provisioningState'),
  service: z.string().optional(),
  locations: z.array(z.string()).optional(),
  networkIdentifier: reference.optional(),
});

const delegation = z.strictObject({
  ...untypedPart,
  type: z.string().optional(),
  properties: z
    .strictObject({ ...ignored('provisioningState', 'actions'), serviceName: z.string().optional() })
    .optional(),
});

export const subnetProperties = z.strictObject({
  ...ignored(
    'provisioningState',
    'ipConfigurations',
    'ipConfigurationProfiles',
    'purpose',
    'privateEndpoints',
    'resourceNavigationLinks',
    'serviceAssociationLinks',
  ),
  addressPrefix: z.string().optional(),
  addressPrefixes: z.array(z.string()).length(1).optional(),
  networkSecurityGroup: referenceTo().optional(),
  natGateway: reference.optional(),
  serviceEndpoints: z.array(serviceEndpoint).optional(),
  delegations: z.array(delegation).optional(),
  privateEndpointNetworkPolicies: z
    .enum(['Enabled', 'Disabled', 'NetworkSecurityGroupEnabled', 'RouteTableEnabled'])
    .default('Disabled'),
  privateLinkServiceNetworkPolicies: z.enum(['Enabled', 'Disabled']).default('Enabled'),
  defaultOutboundAccess: z.boolean().optional(),
});
export type Subnet = z.output<typeof subnetProperties>;

export const subnetType = networkType('virtualNetworks/subnets');

export interface SubnetsNetwork {
  id: string;
  /** Of the request that writes the subnet. */
  apiVersion: string;
  /** Subnets that are there already. */
  existing: Resource<Subnet>[];
  addressSpace: { addressPrefixes: string[] };
}

export const subnets: ResourceType<Subnet> = {
  type: subnetType,
  minutes: minutes.subnet,
  working: 'Updating',
  etag: 'weak',
  locationless: true,
  schema: subnetProperties,
  accept: (change) => {
    const network = findResource<Pick<SubnetsNetwork, 'addressSpace'>>(change.world, parentId(change.id))!;
    const others = subnetsIn(change.world, network.id).filter((one) => !sameId(one.id, change.id));
    const accepted = acceptSubnet(change, change.name, change.body.properties, {
      id: network.id,
      apiVersion: change.apiVersion,
      existing: change.existing ? [change.existing] : [],
      ...network.properties,
    });
    checkOverlap([...others, { name: change.name, properties: accepted }], network.name);
    const was = change.existing?.properties.addressPrefix;
    if (was && was !== accepted.addressPrefix) checkPrefixUnused(change.world, change.existing!, was);
    return accepted;
  },
  view: (world, { id }) => {
    const users = usersOf(world, id);
    return users.length > 0 ? { ipConfigurations: users.map((one) => ({ id: one })) } : {};
  },
  beforeDelete: (world, subnet) => checkUnused(world, subnet),
};

/** Also for the subnets that a PUT of the virtual network carries. */
export function acceptSubnet(from: Referrer, name: string, asked: Subnet, network: SubnetsNetwork): Subnet {
  const addressPrefix = asked.addressPrefix ?? asked.addressPrefixes?.[0];
  if (!addressPrefix) {
    refuse(400, 'SubnetAddressPrefixMissing', `Subnet ${name} has no address prefix.`, 'addressPrefix');
  }
  const prefix = parsePrefix(addressPrefix, name);
  const space = network.addressSpace.addressPrefixes.map((one) => parsePrefix(one, network.id));
  if (prefix.length > 29) {
    refuse(
      400,
      'NetcfgInvalidSubnet',
      `Subnet '${name}' is not valid in virtual network '${lastName(network.id)}'.`,
    );
  }
  if (!space.some((one) => contains(one, prefix))) rangeOutside(name, network.id);
  const { networkSecurityGroup, natGateway } = asked;
  if (name.toLowerCase() === 'gatewaysubnet') {
    // As reported in Azure-Terraform/terraform-azurerm-virtual-network, issue 18.
    if (networkSecurityGroup) {
      refuse(
        400,
        'NetworkSecurityGroupCannotBeAttachedToGatewaySubnet',
        `The operation failed because the network security group ${lastName(networkSecurityGroup.id)} can not be associated to the GatewaySubnet. Please remove the network security group associated to the GatewaySubnet. No changes have occurred on the gateway at this time. See here for additional details: https://aka.ms/GatewaySubnet.`,
      );
    }
    if (natGateway) {
      refuse(400, 'NatGatewayNotSupportedOnGatewaySubnet', `Subnet ${name} can not have a NAT gateway.`);
    }
  }
  if (networkSecurityGroup) refer(from, networkSecurityGroup, networkType('networkSecurityGroups'));
  if (natGateway) refer(from, natGateway, networkType('natGateways'));
  return {
    addressPrefix,
    ...(networkSecurityGroup ? { networkSecurityGroup } : {}),
    ...(natGateway ? { natGateway } : {}),
    serviceEndpoints: asked.serviceEndpoints ?? [],
    delegations: asked.delegations ?? [],
    privateEndpointNetworkPolicies: asked.privateEndpointNetworkPolicies,
    privateLinkServiceNetworkPolicies: asked.privateLinkServiceNetworkPolicies,
    ...outboundOf(name, asked, network),
  };
}

/**
 * Subnets are private by default from api-version 2025-07-01 on; made by an earlier one they have implicit outbound access,
 * unless it is refused ("Default outbound access in Azure"). An update that does not say leaves it as it is.
 */
function outboundOf(
  name: string,
  asked: Subnet,
  { apiVersion, existing }: SubnetsNetwork,
): Pick<Subnet, 'defaultOutboundAccess'> {
  const before = existing.find((one) => sameId(one.name, name));
  const otherwise = before
    ? before.properties.defaultOutboundAccess
    : apiVersion >= '2025-07-01'
      ? false
      : undefined;
  const defaultOutboundAccess = asked.defaultOutboundAccess ?? otherwise;
  return defaultOutboundAccess === undefined ? {} : { defaultOutboundAccess };
}

export function checkOverlap(all: { name: string; properties: Subnet }[], network: string): void {
  const known: { name: string; prefix: Prefix }[] = [];
  for (const { name, properties } of all) {
    const prefix = parsePrefix(properties.addressPrefix!, name);
    const other = known.find((one) => overlap(one.prefix, prefix));
    if (other) {
      refuse(
        400,
        'NetcfgSubnetRangesOverlap',
        `Subnet '${name}' is not valid because its IP address range overlaps with that of the existing subnet '${other.name}' in virtual network '${network}'.`,
      );
    }
    known.push({ name, prefix });
  }
}

export const subnetsIn = (world: World, networkId: string): Resource<Subnet>[] =>
  childrenOf(world, networkId).filter((one) => one.type === subnetType) as unknown as Resource<Subnet>[];

export const subnetsWith = (
  world: World,
  member: 'networkSecurityGroup' | 'natGateway',
  id: string,
): Resource<Subnet>[] =>
  resourcesOf<Subnet>(world, subnetType).filter((one) => sameId(one.properties[member]?.id, id));

interface WithConfigurations {
  ipConfigurations?: { name: string; properties: { subnet?: { id: string } } }[];
}

/** Ids of the ip configurations in a subnet. */
function usersOf(world: World, subnetId: string): string[] {
  return ['networkInterfaces', 'virtualNetworkGateways'].flatMap((type) =>
    resourcesOf<WithConfigurations>(world, networkType(type)).flatMap((holder) =>
      (holder.properties.ipConfigurations ?? [])
        .filter((one) => sameId(one.properties.subnet?.id, subnetId))
        .map((one) => `${holder.id}/ipConfigurations/${one.name}`),
    ),
  );
}

export function rangeOutside(name: string, networkId: string): never {
  refuse(
    400,
    'NetcfgSubnetRangeOutsideVnet',
    `Subnet '${name}' is not valid because its IP address range is outside the IP address range of virtual network '${lastName(networkId)}'.`,
  );
}

export function checkPrefixUnused(world: World, subnet: Resource<Subnet>, prefix: string): void {
  if (usersOf(world, subnet.id).length === 0) return;
  refuse(
    400,
    'InUsePrefixCannotBeDeleted',
    `IpPrefix ${prefix} on Subnet ${subnet.name} has active allocations and cannot be deleted.`,
  );
}

export function checkUnused(world: World, subnet: Resource<Subnet>): void {
  const [user] = usersOf(world, subnet.id);
  if (!user) return;
  refuse(
    400,
    'InUseSubnetCannotBeDeleted',
    `Subnet ${subnet.name} is in use by ${user} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
  );
}
