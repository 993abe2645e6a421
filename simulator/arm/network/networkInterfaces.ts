import { z } from 'zod';
import type { World } from '../../world';
import { minutes } from '../durations';
import { refuse } from '../errors';
import { ignored, refer, referenceTo, tracked } from '../references';
import type { Change, ResourceType } from '../resourceType';
import type { Resource } from '../state';
import { resourcesOf, sameId } from '../state';
import { freeAddress, parsePrefix, usable } from './prefixes';
import { securityGroupProperties } from './networkSecurityGroups';
import { publicIPAddressProperties, publicIPAddressTop, userOf } from './publicIPAddresses';
import { networkType, part, readOnly, readOnlyPart, resourceGuid } from './shared';
import type { Subnet } from './subnets';
import { subnetProperties, subnetType } from './subnets';

const schema = z.strictObject({
  ...readOnly,
  ...ignored(
    'virtualMachine',
    'privateEndpoint',
    'macAddress',
    'primary',
    'hostedWorkloads',
    'tapConfigurations',
    'vnetEncryptionSupported',
    'defaultOutboundConnectivityEnabled',
  ),
  networkSecurityGroup: referenceTo(securityGroupProperties.shape).optional(),
  ipConfigurations: z
    .array(
      z.strictObject({
        ...part,
        properties: z.strictObject({
          ...readOnlyPart,
          subnet: referenceTo(subnetProperties.shape, {}),
          privateIPAllocationMethod: z.enum(['Dynamic', 'Static']).default('Dynamic'),
          privateIPAddress: z.string().optional(),
          privateIPAddressVersion: z.literal('IPv4').default('IPv4'),
          publicIPAddress: referenceTo(publicIPAddressProperties.shape, {
            ...tracked,
            ...publicIPAddressTop,
          }).optional(),
          primary: z.boolean().optional(),
        }),
      }),
    )
    .length(1),
  dnsSettings: z
    .strictObject({
      ...ignored('appliedDnsServers', 'internalFqdn', 'internalDomainNameSuffix'),
      dnsServers: z.array(z.ipv4()).default([]),
      internalDnsNameLabel: z.string().optional(),
    })
    .optional(),
  enableAcceleratedNetworking: z.boolean().default(false),
  enableIPForwarding: z.boolean().default(false),
  disableTcpStateTracking: z.boolean().default(false),
  nicType: z.enum(['Standard', 'Elastic']).optional(),
  auxiliaryMode: z.enum(['None', 'MaxConnections', 'Floating', 'AcceleratedConnections']).optional(),
  auxiliarySku: z.enum(['None', 'A1', 'A2', 'A4', 'A8']).optional(),
});
export type NetworkInterface = z.output<typeof schema>;

export const interfaceType = networkType('networkInterfaces');

export const networkInterfaces: ResourceType<NetworkInterface> = {
  type: interfaceType,
  minutes: minutes.networkInterface,
  working: 'Updating',
  etag: 'weak',
  schema,
  accept: (change) => {
    const { networkSecurityGroup, ipConfigurations, dnsSettings, ...flags } = change.body.properties;
    if (networkSecurityGroup) refer(change, networkSecurityGroup, networkType('networkSecurityGroups'));
    const { enableAcceleratedNetworking, enableIPForwarding, disableTcpStateTracking } = flags;
    return {
      ...(networkSecurityGroup ? { networkSecurityGroup } : {}),
      ipConfigurations: ipConfigurations.map((one) => acceptConfiguration(change, one)),
      dnsSettings: { dnsServers: dnsSettings?.dnsServers ?? [] },
      enableAcceleratedNetworking,
      enableIPForwarding,
      disableTcpStateTracking,
    };
  },
  view: (world, resource) => {
    const { id, properties, provisioningState } = resource;
    const machine = machineOf(world, id);
    return {
      resourceGuid: resourceGuid(id),
      macAddress: macAddress(id),
      ...(machine ? { virtualMachine: { id: machine }, primary: true } : {}),
      dnsSettings: {
        ...properties.dnsSettings,
        appliedDnsServers: properties.dnsSettings?.dnsServers ?? [],
      },
      ipConfigurations: properties.ipConfigurations.map((one) => ({
        ...one,
        id: `${id}/ipConfigurations/${one.name}`,
        type: 'Microsoft.Network/networkInterfaces/ipConfigurations',
        properties: { ...one.properties, provisioningState },
      })),
      hostedWorkloads: [],
    };
  },
  beforeDelete: (world, { id, name }) => {
    const machine = machineOf(world, id);
    if (machine) {
      refuse(
        400,
        'NicInUse',
        `Network Interface ${id} is used by existing resource ${machine}. In order to delete the network interface ${name}, it must be dissociated from the resource.`,
      );
    }
  },
};

type Configuration = NetworkInterface['ipConfigurations'][number];

function acceptConfiguration(change: Change<NetworkInterface>, asked: Configuration): Configuration {
  const { subnet, publicIPAddress, privateIPAllocationMethod: method } = asked.properties;
  const { addressPrefix } = refer<Subnet>(change, subnet, subnetType).properties;
  if (publicIPAddress) {
    refer(change, publicIPAddress, networkType('publicIPAddresses'));
    const { ipConfiguration, natGateway } = userOf(change.world, publicIPAddress.id);
    const user = ipConfiguration ?? natGateway;
    if (user && !user.toLowerCase().startsWith(`${change.id.toLowerCase()}/`)) {
      refuse(
        400,
        'PublicIPAddressInUse',
        `Public IP address ${publicIPAddress.id} is already allocated to resource ${user}.`,
      );
    }
  }
  const prefix = parsePrefix(addressPrefix!, subnet.id);
  const taken = takenIn(change.world, subnet.id, change.id);
  const before = change.existing?.properties.ipConfigurations[0]?.properties;
  const kept = sameId(before?.subnet.id, subnet.id) ? before?.privateIPAddress : undefined;
  const address =
    method === 'Static' ? asked.properties.privateIPAddress : (kept ?? freeAddress(prefix, taken));
  if (method === 'Static' && (!address || !usable(prefix, address))) {
    refuse(
      400,
      'PrivateIPAddressNotInSubnet',
      `Private static IP address ${address} does not belong to the range of subnet prefix ${addressPrefix}.`,
    );
  }
  if (!address) refuse(400, 'SubnetIsFull', `Subnet ${subnet.id} has no capacity for 1 IP addresses.`);
  if (taken.has(address))
    refuse(400, 'PrivateIPAddressIsAllocated', `Private IP address ${address} is already allocated.`);
  return {
    name: asked.name,
    properties: {
      subnet,
      privateIPAllocationMethod: method,
      privateIPAddress: address,
      privateIPAddressVersion: 'IPv4',
      primary: true,
      ...(publicIPAddress ? { publicIPAddress } : {}),
    },
  };
}

function takenIn(world: World, subnetId: string, exceptId: string): Set<string> {
  return new Set(
    resourcesOf<NetworkInterface>(world, interfaceType)
      .filter((one) => !sameId(one.id, exceptId))
      .flatMap((one) => one.properties.ipConfigurations.map(({ properties }) => properties))
      .filter(({ subnet }) => sameId(subnet.id, subnetId))
      .map(({ privateIPAddress }) => privateIPAddress!),
  );
}

interface WithInterfaces {
  networkProfile?: { networkInterfaces?: { id: string }[] };
}

export function machineOf(world: World, interfaceId: string): string | undefined {
  return resourcesOf<WithInterfaces>(world, 'Microsoft.Compute/virtualMachines').find(
    (machine: Resource<WithInterfaces>) =>
      machine.properties.networkProfile?.networkInterfaces?.some((one) => sameId(one.id, interfaceId)),
  )?.id;
}

/** 00-0D-3A is one of Microsoft's. */
const macAddress = (id: string): string =>
  `00-0D-3A-${resourceGuid(id)
    .slice(0, 6)
    .toUpperCase()
    .replace(/(..)(..)(..)/, '$1-$2-$3')}`;
