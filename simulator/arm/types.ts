import { disks } from './compute/disks';
import { extensions } from './compute/extensions';
import { runCommands } from './compute/runCommands';
import { virtualMachines } from './compute/virtualMachines';
import { connections } from './network/connections';
import { expressRouteCircuits } from './network/expressRouteCircuits';
import { localNetworkGateways } from './network/localNetworkGateways';
import { natGateways } from './network/natGateways';
import { networkInterfaces } from './network/networkInterfaces';
import { networkSecurityGroups } from './network/networkSecurityGroups';
import { publicIPAddresses } from './network/publicIPAddresses';
import { subnets } from './network/subnets';
import { virtualNetworkGateways } from './network/virtualNetworkGateways';
import { virtualNetworks } from './network/virtualNetworks';
import type { ResourceType } from './resourceType';

/** A function, so that the types and what they know of each other may load in any order. */
export const resourceTypes = (): ResourceType[] => [
  networkSecurityGroups,
  publicIPAddresses,
  natGateways,
  virtualNetworks,
  subnets,
  networkInterfaces,
  virtualNetworkGateways,
  localNetworkGateways,
  connections,
  expressRouteCircuits,
  virtualMachines,
  extensions,
  runCommands,
  disks,
];

export const findType = (type: string): ResourceType | undefined =>
  resourceTypes().find((one) => one.type.toLowerCase() === type.toLowerCase());
