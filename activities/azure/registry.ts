import type { ResourceKind } from '../../roadmap/resources';
import { resourceGroupCalls, type Calls } from './calls';
import { domainJoinCalls, virtualMachineCalls } from './computeCalls';
import { connectionCalls, networkCalls, subnetCalls } from './networkCalls';
import { connection } from './specs/connection';
import { domainJoin } from './specs/domainJoin';
import { gateway } from './specs/gateway';
import { localNetworkGateway } from './specs/localNetworkGateway';
import { natGateway } from './specs/natGateway';
import { networkInterface } from './specs/networkInterface';
import { networkSecurityGroup } from './specs/networkSecurityGroup';
import { gatewayAddress, natAddress } from './specs/publicAddresses';
import { resourceGroup } from './specs/resourceGroup';
import type { ResourceSpec } from './specs/spec';
import { virtualMachine } from './specs/virtualMachine';
import { gatewaySubnet, serverSubnet, virtualNetwork } from './specs/virtualNetwork';

/** What all ARM bodies have in common, as far as the engine cares. */
export interface ArmResource {
  id?: string;
  location?: string;
  tags?: Record<string, string>;
  provisioningState?: string;
}

interface ManagedResource<Body extends ArmResource = ArmResource> {
  spec: ResourceSpec<Body>;
  calls: Calls<Body>;
}

/** Ties a spec to calls of the same model, then forgets the model: the engine treats all kinds alike. */
function managed<Body extends object>(spec: ResourceSpec<Body>, calls: Calls<Body>): ManagedResource {
  return { spec, calls };
}

export const registry: Record<ResourceKind, ManagedResource> = {
  resourceGroup: managed(resourceGroup, resourceGroupCalls),
  networkSecurityGroup: managed(
    networkSecurityGroup,
    networkCalls('networkSecurityGroup', (network) => network.networkSecurityGroups),
  ),
  natAddress: managed(
    natAddress,
    networkCalls('natAddress', (network) => network.publicIPAddresses),
  ),
  natGateway: managed(
    natGateway,
    networkCalls('natGateway', (network) => network.natGateways),
  ),
  virtualNetwork: managed(
    virtualNetwork,
    networkCalls('virtualNetwork', (network) => network.virtualNetworks),
  ),
  gatewaySubnet: managed(gatewaySubnet, subnetCalls('gatewaySubnet')),
  serverSubnet: managed(serverSubnet, subnetCalls('serverSubnet')),
  gatewayAddress: managed(
    gatewayAddress,
    networkCalls('gatewayAddress', (network) => network.publicIPAddresses),
  ),
  gateway: managed(
    gateway,
    networkCalls('gateway', (network) => network.virtualNetworkGateways),
  ),
  localNetworkGateway: managed(
    localNetworkGateway,
    networkCalls('localNetworkGateway', (network) => network.localNetworkGateways),
  ),
  connection: managed(connection, connectionCalls),
  networkInterface: managed(
    networkInterface,
    networkCalls('networkInterface', (network) => network.networkInterfaces),
  ),
  virtualMachine: managed(virtualMachine, virtualMachineCalls),
  domainJoin: managed(domainJoin, domainJoinCalls),
};
