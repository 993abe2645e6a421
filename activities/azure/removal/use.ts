import type { RemovableKind } from '../../../roadmap/teardown';
import type { Found } from './arm';

interface Reference {
  id?: string;
}
type Properties = Record<string, unknown>;

const listOf = (properties: Properties, member: string): Reference[] =>
  Array.isArray(properties[member]) ? (properties[member] as Reference[]) : [];

const single = (properties: Properties, member: string): Reference[] =>
  properties[member] ? [properties[member]] : [];

interface SubnetLike {
  id?: string;
  name?: string;
  properties?: Properties;
}

const lastName = (id: string) => id.split('/').at(-1)!;

/**
 * What others have in a resource, or attach to it, so that it must not go: in words, or undefined. `isOurs` knows the
 * ids that this deployment made, with everything below them.
 */
export function foreignUse(
  kind: RemovableKind,
  { properties }: Found,
  isOurs: (id: string) => boolean,
): string | undefined {
  const foreign = (references: Reference[]) =>
    references.find(({ id }) => id !== undefined && !isOurs(id))?.id;
  const usedBy = (references: Reference[]) => {
    const id = foreign(references);
    return id && `it is used by ${id}`;
  };
  switch (kind) {
    case 'virtualMachine':
      return goesAlong(properties, isOurs);
    case 'virtualNetwork':
      return ofNetwork(properties, isOurs, usedBy);
    case 'serverSubnet':
    case 'gatewaySubnet':
      return usedBy(inSubnet(kind, properties));
    case 'networkSecurityGroup':
      return usedBy([...listOf(properties, 'networkInterfaces'), ...listOf(properties, 'subnets')]);
    case 'natGateway':
      return usedBy(listOf(properties, 'subnets'));
    case 'gatewayAddress':
    case 'natAddress':
      return usedBy([...single(properties, 'ipConfiguration'), ...single(properties, 'natGateway')]);
    case 'networkInterface':
    case 'disk':
    case 'connection':
    case 'gateway':
    case 'localNetworkGateway':
    case 'resourceGroup':
      return undefined;
  }
}

/** In a gateway subnet Azure keeps parts of its own; only gateways are somebody's. */
const inSubnet = (kind: 'serverSubnet' | 'gatewaySubnet', properties: Properties): Reference[] =>
  listOf(properties, 'ipConfigurations').filter(
    ({ id }) => kind === 'serverSubnet' || /\/virtualNetworkGateways\//i.test(id ?? ''),
  );

/** A network takes its subnets along, and cuts off what it is peered with. */
function ofNetwork(
  properties: Properties,
  isOurs: (id: string) => boolean,
  usedBy: (references: Reference[]) => string | undefined,
): string | undefined {
  const [peering] = listOf(properties, 'virtualNetworkPeerings') as SubnetLike[];
  if (peering) return `it is peered with another network (${peering.name ?? peering.id})`;
  for (const subnet of listOf(properties, 'subnets') as SubnetLike[]) {
    const within = subnet.properties ?? {};
    const isGateways = subnet.name?.toLowerCase() === 'gatewaysubnet';
    if (!isGateways && !isServerSubnet(within, isOurs)) {
      return `it has the subnet ${subnet.name}, which this deployment did not make`;
    }
    const use = usedBy(inSubnet(isGateways ? 'gatewaySubnet' : 'serverSubnet', within));
    if (use) return `${use} in the subnet ${subnet.name}`;
  }
  return undefined;
}

/** Subnets have no tags: the server's is known by our security group, as when it was made. */
export function isServerSubnet(properties: Properties, isOurs: (id: string) => boolean): boolean {
  const group = (properties.networkSecurityGroup as Reference | undefined)?.id;
  return group !== undefined && isOurs(group);
}

interface Attached {
  name?: string;
  deleteOption?: string;
  managedDisk?: Reference;
}

/** Disks and interfaces that others attached, and that Azure would delete together with the server. */
function goesAlong(properties: Properties, isOurs: (id: string) => boolean): string | undefined {
  const { storageProfile, networkProfile } = properties as {
    storageProfile?: { dataDisks?: Attached[] };
    networkProfile?: { networkInterfaces?: (Reference & { properties?: { deleteOption?: string } })[] };
  };
  const disk = storageProfile?.dataDisks?.find(({ deleteOption }) => deleteOption === 'Delete');
  if (disk) return `the disk ${disk.name}, which others attached, would be deleted with it`;
  const attached = networkProfile?.networkInterfaces?.find(
    ({ id, properties: own }) => own?.deleteOption === 'Delete' && !isOurs(id ?? ''),
  );
  return (
    attached &&
    `the network interface ${lastName(attached.id!)}, which others attached, would be deleted with it`
  );
}

/** The server's own disk. */
export function diskOf({ properties }: Found): { id: string; name: string } | undefined {
  const { osDisk } = (properties.storageProfile ?? {}) as { osDisk?: Attached };
  const id = osDisk?.managedDisk?.id;
  return id === undefined ? undefined : { id, name: lastName(id) };
}
