import { steps, type StepDefinition } from '../../roadmap/steps';
import type { ResourceKind } from '../../roadmap/resources';

const words: Record<ResourceKind, string> = {
  resourceGroup: 'resource group',
  networkSecurityGroup: 'network security group',
  natAddress: 'public address of the NAT gateway',
  natGateway: 'NAT gateway',
  virtualNetwork: 'virtual network',
  gatewaySubnet: 'gateway subnet',
  serverSubnet: 'server subnet',
  gatewayAddress: 'public address of the gateway',
  gateway: 'virtual network gateway',
  localNetworkGateway: 'local network gateway',
  connection: 'connection',
  networkInterface: 'network interface',
  virtualMachine: 'virtual machine',
  domainJoin: 'domain join',
};

export const kindInWords = (kind: ResourceKind): string => words[kind];

/** For "… failed". */
export const makingOf = (kind: ResourceKind): string =>
  kind === 'domainJoin' ? 'the domain join' : `making the ${words[kind]}`;

/** Usual length of each kind, from the step that makes it, so that the two can't disagree. */
export const stepOfKind: Record<ResourceKind, (typeof steps)[number]['id']> = {
  resourceGroup: 'resource-group',
  networkSecurityGroup: 'network-security-group',
  natAddress: 'nat-gateway',
  natGateway: 'nat-gateway',
  virtualNetwork: 'virtual-network',
  gatewaySubnet: 'virtual-network',
  serverSubnet: 'virtual-network',
  gatewayAddress: 'gateway-address',
  gateway: 'gateway',
  localNetworkGateway: 'local-network-gateway',
  connection: 'connection',
  networkInterface: 'network-interface',
  virtualMachine: 'virtual-machine',
  domainJoin: 'domain-join',
};

export function usualMinutesOf(kind: ResourceKind): number {
  const step = (steps as readonly StepDefinition[]).find((one) => one.id === stepOfKind[kind]);
  return step?.usualMinutes ?? 0;
}
