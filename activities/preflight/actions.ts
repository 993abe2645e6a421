import { neededKinds, resourceGroupOf, type ResourceKind } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';

/** What the code calls for each kind; deploy/azure-role.json is the sum, and a test keeps the two equal. */
const actionsOfKind: Record<ResourceKind, string[]> = {
  resourceGroup: [
    'Microsoft.Resources/subscriptions/resourceGroups/read',
    'Microsoft.Resources/subscriptions/resourceGroups/write',
  ],
  networkSecurityGroup: [
    'Microsoft.Network/networkSecurityGroups/read',
    'Microsoft.Network/networkSecurityGroups/write',
    'Microsoft.Network/networkSecurityGroups/join/action',
  ],
  natAddress: [
    'Microsoft.Network/publicIPAddresses/read',
    'Microsoft.Network/publicIPAddresses/write',
    'Microsoft.Network/publicIPAddresses/join/action',
  ],
  natGateway: [
    'Microsoft.Network/natGateways/read',
    'Microsoft.Network/natGateways/write',
    'Microsoft.Network/natGateways/join/action',
  ],
  virtualNetwork: [
    'Microsoft.Network/virtualNetworks/read',
    'Microsoft.Network/virtualNetworks/write',
    'Microsoft.Network/virtualNetworks/subnets/write',
    'Microsoft.Network/virtualNetworks/subnets/join/action',
  ],
  gatewaySubnet: [
    'Microsoft.Network/virtualNetworks/subnets/read',
    'Microsoft.Network/virtualNetworks/subnets/write',
    'Microsoft.Network/virtualNetworks/subnets/join/action',
  ],
  serverSubnet: [
    'Microsoft.Network/virtualNetworks/subnets/read',
    'Microsoft.Network/virtualNetworks/subnets/write',
    'Microsoft.Network/virtualNetworks/subnets/join/action',
  ],
  gatewayAddress: [
    'Microsoft.Network/publicIPAddresses/read',
    'Microsoft.Network/publicIPAddresses/write',
    'Microsoft.Network/publicIPAddresses/join/action',
  ],
  gateway: [
    'Microsoft.Network/virtualNetworkGateways/read',
    'Microsoft.Network/virtualNetworkGateways/write',
  ],
  localNetworkGateway: [
    'Microsoft.Network/localNetworkGateways/read',
    'Microsoft.Network/localNetworkGateways/write',
  ],
  connection: [
    'Microsoft.Network/connections/read',
    'Microsoft.Network/connections/write',
    // Azure asks for the action since 2025, when a Reader could read keys; the read is what ARM makes of a GET.
    'Microsoft.Network/connections/sharedKey/action',
    'Microsoft.Network/connections/sharedKey/read',
  ],
  networkInterface: [
    'Microsoft.Network/networkInterfaces/read',
    'Microsoft.Network/networkInterfaces/write',
    'Microsoft.Network/networkInterfaces/join/action',
  ],
  virtualMachine: [
    'Microsoft.Compute/virtualMachines/read',
    'Microsoft.Compute/virtualMachines/write',
    'Microsoft.Compute/disks/write',
    'Microsoft.Compute/virtualMachines/runCommands/read',
    'Microsoft.Compute/virtualMachines/runCommands/write',
    'Microsoft.Compute/virtualMachines/runCommands/delete',
  ],
  domainJoin: [
    'Microsoft.Compute/virtualMachines/extensions/read',
    'Microsoft.Compute/virtualMachines/extensions/write',
    'Microsoft.Compute/virtualMachines/extensions/delete',
  ],
};

/** Pre-flight, providers, and following operations; at the subscription. */
const subscriptionActions = [
  'Microsoft.Resources/subscriptions/providers/read',
  'Microsoft.Network/register/action',
  'Microsoft.Compute/register/action',
  'Microsoft.Network/locations/operations/read',
  'Microsoft.Network/locations/usages/read',
  'Microsoft.Network/virtualNetworks/read',
  'Microsoft.Compute/locations/operations/read',
  'Microsoft.Compute/locations/usages/read',
  'Microsoft.Compute/skus/read',
  'Microsoft.Authorization/permissions/read',
];

/** The circuit may be anywhere; the right to join it is given there, unless its owner gave an authorisation key. */
const circuitAction = 'Microsoft.Network/expressRouteCircuits/join/action';

export const allActions = [
  ...new Set([...subscriptionActions, ...Object.values(actionsOfKind).flat(), circuitAction]),
].sort();

export interface NeededRights {
  scope: string;
  actions: string[];
}

/** Which rights this worksheet needs, and where. An existing network is read only, but for its subnets. */
export function neededRights(w: Worksheet): NeededRights[] {
  const subscription = `/subscriptions/${w.azure.subscriptionId}`;
  const group = (name: string) => `${subscription}/resourceGroups/${name}`;
  const byScope = new Map<string, Set<string>>();
  const need = (scope: string, actions: string[]) =>
    byScope.set(scope, new Set([...(byScope.get(scope) ?? []), ...actions]));
  need(subscription, subscriptionActions);
  for (const kind of neededKinds(w)) {
    const readOnly = kind === 'virtualNetwork' && w.virtualNetwork.existing;
    const actions = readOnly ? ['Microsoft.Network/virtualNetworks/read'] : actionsOfKind[kind];
    need(group(resourceGroupOf(kind, w)), actions);
  }
  if (w.connection.kind === 'expressRoute' && w.connection.authorizationKey === undefined) {
    need(w.connection.circuitId, [circuitAction]);
  }
  return [...byScope].map(([scope, actions]) => ({ scope, actions: [...actions] }));
}
