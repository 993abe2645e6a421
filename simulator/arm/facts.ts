import type { MachineFacts, TunnelEnd, World } from '../world';
import { powerOf } from './compute/power';
import { machineSize } from './compute/sizes';
import type { VirtualMachine } from './compute/virtualMachineSchema';
import type { Connection } from './network/connections';
import type { LocalNetworkGateway } from './network/localNetworkGateways';
import type { NetworkInterface } from './network/networkInterfaces';
import type { PublicIPAddress } from './network/publicIPAddresses';
import type { Subnet } from './network/subnets';
import type { VirtualNetwork } from './network/virtualNetworks';
import type { VirtualNetworkGateway } from './network/virtualNetworkGatewaySchema';
import type { NatGateway } from './network/natGateways';
import { parentId } from './path';
import { settle } from './settle';
import type { Resource } from './state';
import { armState, findResource, key, resourcesOf, sameId } from './state';

/** "168.63.129.16 is a virtual public IP address": Azure's own DNS. */
const azureDns = '168.63.129.16';

/** The virtual machines that exist for the site: those that have been made. */
export function machines(world: World): MachineFacts[] {
  settle(world);
  return resourcesOf<VirtualMachine>(world, 'Microsoft.Compute/virtualMachines')
    .filter(({ provisioningState }) => !['Creating', 'Failed'].includes(provisioningState))
    .map((machine) => machineFacts(world, machine));
}

export function machineFacts(world: World, machine: Resource<VirtualMachine>): MachineFacts {
  const { osProfile, hardwareProfile, networkProfile } = machine.properties;
  const nic = findResource<NetworkInterface>(world, networkProfile.networkInterfaces[0]!.id)!;
  const {
    subnet: subnetReference,
    privateIPAddress,
    publicIPAddress,
  } = nic.properties.ipConfigurations[0]!.properties;
  const subnet = findResource<Subnet>(world, subnetReference.id)!;
  const network = findResource<VirtualNetwork>(world, parentId(subnet.id))!;
  const { natGateway } = subnet.properties;
  const nat = natGateway && findResource<NatGateway>(world, natGateway.id);
  return {
    id: machine.id,
    computerName: osProfile.computerName,
    privateAddress: privateIPAddress!,
    dnsServers: firstFilled(
      nic.properties.dnsSettings?.dnsServers,
      network.properties.dhcpOptions?.dnsServers,
    ) ?? [azureDns],
    addressSpace: network.properties.addressSpace.addressPrefixes ?? [],
    powerState: powerOf(world, machine.id),
    hasOutbound:
      publicIPAddress !== undefined ||
      (nat?.properties.publicIpAddresses.length ?? 0) > 0 ||
      subnet.properties.defaultOutboundAccess !== false,
    memoryGiB: machineSize(hardwareProfile.vmSize)?.memoryGiB ?? 0,
    connections: endsOf(world)
      .filter(({ network: id }) => sameId(id, network.id))
      .map(({ end }) => end),
  };
}

const firstFilled = (...lists: (string[] | undefined)[]) => lists.find((list) => list && list.length > 0);

/** The Azure ends of the connections that have been made. */
export function tunnelEnds(world: World): TunnelEnd[] {
  settle(world);
  return endsOf(world).map(({ end }) => end);
}

function endsOf(world: World): { end: TunnelEnd; network: string }[] {
  return resourcesOf<Connection>(world, 'Microsoft.Network/connections')
    .filter((connection) => connection.provisioningState === 'Succeeded')
    .flatMap((connection) => {
      const end = tunnelEnd(world, connection);
      const network = networkOf(world, connection);
      return end && network ? [{ end, network }] : [];
    });
}

const gatewayOf = (world: World, connection: Resource<Connection>) =>
  findResource<VirtualNetworkGateway>(world, connection.properties.virtualNetworkGateway1.id);

function networkOf(world: World, connection: Resource<Connection>): string | undefined {
  const subnet = gatewayOf(world, connection)?.properties.ipConfigurations[0]?.properties.subnet.id;
  return subnet && parentId(subnet);
}

/** Nothing while the gateway is gone. */
export function tunnelEnd(world: World, connection: Resource<Connection>): TunnelEnd | undefined {
  const gateway = gatewayOf(world, connection);
  const network = findResource<VirtualNetwork>(world, networkOf(world, connection) ?? '');
  if (!gateway || !network) return undefined;
  const address = gateway.properties.ipConfigurations[0]!.properties.publicIPAddress;
  const local = findResource<LocalNetworkGateway>(
    world,
    connection.properties.localNetworkGateway2?.id ?? '',
  );
  return {
    connectionId: connection.id,
    kind: connection.properties.connectionType,
    gatewayAddress:
      (address && (findResource<PublicIPAddress>(world, address.id)?.properties.ipAddress as string)) ?? '',
    deviceAddress: local?.properties.gatewayIpAddress ?? '',
    localPrefixes: local?.properties.localNetworkAddressSpace?.addressPrefixes ?? [],
    addressSpace: network.properties.addressSpace.addressPrefixes ?? [],
    sharedKey: armState(world).secrets[key(connection.id)]?.sharedKey ?? '',
  };
}
