import type { Worksheet } from '../worksheet/schema';
import type { StepId } from './steps';

/** The Azure resources of the roadmap, in the order in which they come to be. */
export const resourceKinds = [
  'resourceGroup',
  'networkSecurityGroup',
  'natAddress',
  'natGateway',
  'virtualNetwork',
  'gatewaySubnet',
  'serverSubnet',
  'gatewayAddress',
  'gateway',
  'localNetworkGateway',
  'connection',
  'networkInterface',
  'virtualMachine',
  'domainJoin',
] as const;

export type ResourceKind = (typeof resourceKinds)[number];

/** ARM types; `domainJoin` is the JsonADDomainExtension on the server. */
export const armTypes: Record<ResourceKind, string> = {
  resourceGroup: 'Microsoft.Resources/resourceGroups',
  networkSecurityGroup: 'Microsoft.Network/networkSecurityGroups',
  natAddress: 'Microsoft.Network/publicIPAddresses',
  natGateway: 'Microsoft.Network/natGateways',
  virtualNetwork: 'Microsoft.Network/virtualNetworks',
  gatewaySubnet: 'Microsoft.Network/virtualNetworks/subnets',
  serverSubnet: 'Microsoft.Network/virtualNetworks/subnets',
  gatewayAddress: 'Microsoft.Network/publicIPAddresses',
  gateway: 'Microsoft.Network/virtualNetworkGateways',
  localNetworkGateway: 'Microsoft.Network/localNetworkGateways',
  connection: 'Microsoft.Network/connections',
  networkInterface: 'Microsoft.Network/networkInterfaces',
  virtualMachine: 'Microsoft.Compute/virtualMachines',
  domainJoin: 'Microsoft.Compute/virtualMachines/extensions',
};

/** Every resource that this deployment makes or uses carries this tag, where the type takes tags. */
export const deploymentTag = 'dirsync-deployment';

/** What was there before and was adopted carries this one too, so that no teardown takes it for ours. */
export const adoptedTag = 'dirsync-adopted';

/** Deterministic names (Cloud Adoption Framework abbreviations), so that a repeat finds what it made before. */
export function resourceName(kind: ResourceKind, w: Worksheet): string {
  const name = w.deployment;
  switch (kind) {
    case 'resourceGroup':
      return w.azure.resourceGroup;
    case 'networkSecurityGroup':
      return `nsg-${name}`;
    case 'natAddress':
      return `pip-nat-${name}`;
    case 'natGateway':
      return `ng-${name}`;
    case 'virtualNetwork':
      return w.virtualNetwork.name;
    case 'gatewaySubnet':
      return w.subnets.gateway.name;
    case 'serverSubnet':
      return w.subnets.server.name;
    case 'gatewayAddress':
      return `pip-vgw-${name}`;
    case 'gateway':
      return w.connection.kind === 'expressRoute' ? `ergw-${name}` : `vgw-${name}`;
    case 'localNetworkGateway':
      return `lgw-${name}`;
    case 'connection':
      return `con-${name}`;
    case 'networkInterface':
      return `nic-${name}`;
    case 'virtualMachine':
      return w.server.name;
    case 'domainJoin':
      return 'join-domain';
  }
}

/** Which resources a step of the roadmap makes. */
export const kindsOfStep: Partial<Record<StepId, ResourceKind[]>> = {
  'resource-group': ['resourceGroup'],
  'network-security-group': ['networkSecurityGroup'],
  'nat-gateway': ['natAddress', 'natGateway'],
  'virtual-network': ['virtualNetwork', 'gatewaySubnet', 'serverSubnet'],
  'gateway-address': ['gatewayAddress'],
  gateway: ['gateway'],
  'local-network-gateway': ['localNetworkGateway'],
  connection: ['connection'],
  'network-interface': ['networkInterface'],
  'virtual-machine': ['virtualMachine'],
  'domain-join': ['domainJoin'],
};

/** The step that makes a resource. */
export function stepOfKind(kind: ResourceKind): StepId {
  const entries = Object.entries(kindsOfStep) as [StepId, ResourceKind[]][];
  return entries.find(([, kinds]) => kinds.includes(kind))![0];
}

/** ARM id of a resource of this deployment. */
export function resourceId(kind: ResourceKind, w: Worksheet): string {
  const base = `/subscriptions/${w.azure.subscriptionId}/resourceGroups/${resourceGroupOf(kind, w)}`;
  const name = resourceName(kind, w);
  switch (kind) {
    case 'resourceGroup':
      return base;
    case 'gatewaySubnet':
    case 'serverSubnet':
      return `${resourceId('virtualNetwork', w)}/subnets/${name}`;
    case 'domainJoin':
      return `${resourceId('virtualMachine', w)}/extensions/${name}`;
    default:
      return `${base}/providers/${armTypes[kind]}/${name}`;
  }
}

/** The resource group that a resource lies in. */
export function resourceGroupOf(kind: ResourceKind, w: Worksheet): string {
  return kind === 'virtualNetwork' || kind.endsWith('Subnet')
    ? networkResourceGroup(w)
    : w.azure.resourceGroup;
}

/** An existing virtual network may lie in another resource group of the same subscription. */
export function networkResourceGroup(w: Worksheet): string {
  return (w.virtualNetwork.existing && w.virtualNetwork.resourceGroup) || w.azure.resourceGroup;
}

/** The kinds that this worksheet needs; the rest do not occur in the deployment. */
export function neededKinds(w: Worksheet): ResourceKind[] {
  return resourceKinds.filter((kind) => {
    switch (kind) {
      case 'natAddress':
      case 'natGateway':
        return w.virtualNetwork.outbound === 'natGateway';
      case 'gatewaySubnet':
        return w.virtualNetwork.existing && w.connection.kind !== 'existing';
      case 'serverSubnet':
        return w.virtualNetwork.existing;
      case 'gatewayAddress':
      case 'gateway':
      case 'connection':
        return w.connection.kind !== 'existing';
      case 'localNetworkGateway':
        return w.connection.kind === 'vpn';
      default:
        return true;
    }
  });
}
