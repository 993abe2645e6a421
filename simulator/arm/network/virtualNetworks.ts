import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { minutes } from '../durations';
import { refuse } from '../errors';
import { ignored } from '../references';
import type { Change, ResourceType } from '../resourceType';
import type { Resource } from '../state';
import { armState, findResource, key, sameId } from '../state';
import { renderSubnet } from './renderSubnet';
import { contains, overlap, parsePrefix } from './prefixes';
import { networkType, none, part, prefixList, readOnly, resourceGuid } from './shared';
import type { Subnet } from './subnets';
import {
  acceptSubnet,
  checkOverlap,
  checkPrefixUnused,
  checkUnused,
  rangeOutside,
  subnetProperties,
  subnetsIn,
  subnetType,
} from './subnets';

const schema = z.strictObject({
  ...readOnly,
  ...ignored('flowLogs', 'defaultPublicNatGateway'),
  addressSpace: prefixList,
  dhcpOptions: z.strictObject({ dnsServers: z.array(z.ipv4()).default([]) }).optional(),
  subnets: z.array(z.strictObject({ ...part, properties: subnetProperties })).optional(),
  virtualNetworkPeerings: none,
  enableDdosProtection: z.literal(false).optional(),
  enableVmProtection: z.literal(false).optional(),
  privateEndpointVNetPolicies: z.enum(['Disabled', 'Basic']).optional(),
});
export type VirtualNetwork = z.output<typeof schema>;

export const virtualNetworks: ResourceType<VirtualNetwork> = {
  type: networkType('virtualNetworks'),
  minutes: minutes.virtualNetwork,
  working: 'Updating',
  etag: 'weak',
  schema,
  accept: (change) => {
    const { addressSpace, dhcpOptions } = change.body.properties;
    const prefixes = addressSpace.addressPrefixes ?? [];
    checkAddressSpace(change, prefixes);
    const network = {
      id: change.id,
      apiVersion: change.apiVersion,
      existing: change.existing ? subnetsIn(change.world, change.id) : [],
      addressSpace: { addressPrefixes: prefixes },
    };
    const asked = change.body.properties.subnets;
    const accepted = asked?.map(({ name, properties }) => ({
      name,
      properties: acceptSubnet(change, name, properties, network),
    }));
    if (accepted) checkOverlap(accepted, change.name);
    checkMoved(change, accepted ?? []);
    checkLeftOut(
      change,
      prefixes,
      accepted?.map(({ name }) => name),
    );
    return {
      addressSpace: network.addressSpace,
      ...(dhcpOptions ? { dhcpOptions } : {}),
      enableDdosProtection: false,
      ...(accepted ? { subnets: accepted } : {}),
    };
  },
  begun: (world, resource) => {
    const asked = resource.properties.subnets;
    delete resource.properties.subnets;
    if (!asked) return [];
    const { resources } = armState(world);
    for (const old of subnetsIn(world, resource.id)) {
      if (!asked.some(({ name }) => sameId(name, old.name))) delete resources[key(old.id)];
    }
    return asked.map(({ name, properties }) => {
      const id = `${resource.id}/subnets/${name}`;
      const subnet: Resource<Subnet> = {
        id,
        name,
        type: subnetType,
        top: {},
        properties,
        provisioningState: 'Updating',
        etag: randomUUID(),
        asked: '',
      };
      resources[key(id)] = subnet;
      return id;
    });
  },
  view: (world, { id }) => ({
    resourceGuid: resourceGuid(id),
    subnets: subnetsIn(world, id).map((subnet) => renderSubnet(world, subnet)),
    virtualNetworkPeerings: [],
  }),
  beforeDelete: (world, { id }) => {
    for (const subnet of subnetsIn(world, id)) checkUnused(world, subnet);
  },
};

function checkAddressSpace({ name }: Change<VirtualNetwork>, prefixes: string[]): void {
  if (prefixes.length === 0) {
    refuse(400, 'InvalidRequestFormat', `Virtual network ${name} has no address prefix.`, 'addressSpace');
  }
  const parsed = prefixes.map((one) => parsePrefix(one, name));
  parsed.forEach((prefix, index) => {
    if (parsed.slice(0, index).some((other) => overlap(other, prefix))) {
      refuse(
        400,
        'NetcfgAddressPrefixesOverlap',
        `Address prefixes of virtual network ${name} overlap each other.`,
      );
    }
  });
}

/** A subnet in use keeps its prefix. */
function checkMoved({ world, id }: Change<VirtualNetwork>, accepted: { name: string; properties: Subnet }[]) {
  for (const subnet of subnetsIn(world, id)) {
    const wanted = accepted.find(({ name }) => sameId(name, subnet.name))?.properties.addressPrefix;
    const prefix = subnet.properties.addressPrefix!;
    if (wanted !== undefined && wanted !== prefix) checkPrefixUnused(world, subnet, prefix);
  }
}

/** A list of subnets replaces what is there; without one the subnets stay, and must still fit. */
function checkLeftOut({ world, id }: Change<VirtualNetwork>, prefixes: string[], names?: string[]): void {
  const space = prefixes.map((one) => parsePrefix(one, id));
  for (const subnet of findResource(world, id) ? subnetsIn(world, id) : []) {
    const listed = names?.some((name) => sameId(name, subnet.name));
    if (names && !listed) checkUnused(world, subnet);
    const prefix = parsePrefix(subnet.properties.addressPrefix!, subnet.name);
    if (!names && !space.some((one) => contains(one, prefix))) {
      rangeOutside(subnet.name, id);
    }
  }
}
