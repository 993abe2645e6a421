import { resourceName, type ResourceKind } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import type { AzureClients } from './clients';
import { domainJoinCalls, networkCalls, resourceGroupCalls, subnetCalls, virtualMachineCalls } from './calls';
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

export interface ResumeOptions {
  /** Where the service names no Retry-After. */
  intervalMs: number;
  signal?: AbortSignal;
  onPoll?: (status: string) => void;
}

/** The SDK's calls for one kind. `poller` is a serialized poller: URLs and status only. */
export interface Calls<Body> {
  get(clients: AzureClients, worksheet: Worksheet): Promise<Body | undefined>;
  /** Sends the PUT; nothing is returned when there is nothing to wait for. */
  put(clients: AzureClients, worksheet: Worksheet, body: Body): Promise<string | undefined>;
  resume(
    clients: AzureClients,
    worksheet: Worksheet,
    poller: string,
    options: ResumeOptions,
  ): Promise<unknown>;
  /** Where a failed resource must go before it can be made again. */
  remove?(clients: AzureClients, worksheet: Worksheet, options: ResumeOptions): Promise<unknown>;
  /** Where the secret can be read back, to notice that it was changed. */
  readSecret?(clients: AzureClients, worksheet: Worksheet): Promise<string | undefined>;
  /** What the service says about a failed resource, beyond its state. */
  explain?(clients: AzureClients, worksheet: Worksheet): Promise<string | undefined>;
}

export interface ManagedResource<Body extends ArmResource = ArmResource> {
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
  connection: managed(connection, {
    ...networkCalls('connection', (network) => network.virtualNetworkGatewayConnections),
    readSecret: async ({ network }, w) =>
      w.connection.kind === 'vpn'
        ? (
            await network.virtualNetworkGatewayConnections.getSharedKey(
              w.azure.resourceGroup,
              resourceName('connection', w),
            )
          ).value
        : undefined,
  }),
  networkInterface: managed(
    networkInterface,
    networkCalls('networkInterface', (network) => network.networkInterfaces),
  ),
  virtualMachine: managed(virtualMachine, virtualMachineCalls),
  domainJoin: managed(domainJoin, domainJoinCalls),
};
