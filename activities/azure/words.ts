import { stepOfKind, type ResourceKind } from '../../roadmap/resources';
import { stepDefinition } from '../../roadmap/steps';

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

/** Usual length of making a resource, from the step that makes it, so that the two can't disagree. */
export const usualMinutesOf = (kind: ResourceKind): number => stepDefinition(stepOfKind(kind)).usualMinutes;
