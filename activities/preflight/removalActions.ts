import type { RemovableKind, RemovalTarget } from '../../roadmap/teardown';
import type { NeededRights } from './actions';

/** What the teardown calls besides what the deployment does; deploy/azure-role-teardown.json is the sum. */
const actionsOfRemoval: Record<RemovableKind, string[]> = {
  virtualMachine: ['Microsoft.Compute/virtualMachines/delete'],
  disk: ['Microsoft.Compute/disks/read', 'Microsoft.Compute/disks/delete'],
  networkInterface: ['Microsoft.Network/networkInterfaces/delete'],
  connection: ['Microsoft.Network/connections/delete'],
  gateway: ['Microsoft.Network/virtualNetworkGateways/delete'],
  gatewayAddress: ['Microsoft.Network/publicIPAddresses/delete'],
  localNetworkGateway: ['Microsoft.Network/localNetworkGateways/delete'],
  virtualNetwork: ['Microsoft.Network/virtualNetworks/delete'],
  gatewaySubnet: ['Microsoft.Network/virtualNetworks/subnets/delete'],
  serverSubnet: ['Microsoft.Network/virtualNetworks/subnets/delete'],
  natGateway: ['Microsoft.Network/natGateways/delete'],
  natAddress: ['Microsoft.Network/publicIPAddresses/delete'],
  networkSecurityGroup: ['Microsoft.Network/networkSecurityGroups/delete'],
  resourceGroup: ['Microsoft.Resources/subscriptions/resourceGroups/delete'],
};

/** A group's deletion is followed at the subscription, and so is that it is gone. */
const followingGroups = [
  'Microsoft.Resources/subscriptions/operationresults/read',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
];
/** To see what else is in a group. */
const listing = 'Microsoft.Resources/subscriptions/resourceGroups/resources/read';
/** Wanted and not needed: without it a lock shows only when a deletion is refused. */
const locks = 'Microsoft.Authorization/locks/read';

export const allRemovalActions = [
  ...new Set([...Object.values(actionsOfRemoval).flat(), followingGroups[0]!, listing, locks]),
].sort();

/** Which rights the removals need, by the resource groups that they lie in; for a group itself at the subscription too. */
export function rightsForRemovals(removals: RemovalTarget[]): NeededRights[] {
  const byScope = new Map<string, Set<string>>();
  for (const { id, kind } of removals) {
    const scope = id.split('/').slice(0, 5).join('/');
    const actions = [...(byScope.get(scope) ?? [listing]), ...actionsOfRemoval[kind]];
    byScope.set(scope, new Set(actions));
    if (kind !== 'resourceGroup') continue;
    const subscription = scope.split('/').slice(0, 3).join('/');
    byScope.set(subscription, new Set(followingGroups));
  }
  return [...byScope].map(([scope, actions]) => ({ scope, actions: [...actions] }));
}
