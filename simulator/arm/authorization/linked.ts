import type { World } from '../../world';
import type { ArmRequest } from '../dispatch';
import type { Target } from '../path';
import { findResource } from '../state';
import type { Right } from './rights';

/** Where a body refers to what, by type in lower case: path of the reference → action on it. */
const references: Record<string, Record<string, string>> = {
  'microsoft.network/virtualnetworks': {
    'properties.subnets.properties.networkSecurityGroup':
      'Microsoft.Network/networkSecurityGroups/join/action',
    'properties.subnets.properties.natGateway': 'Microsoft.Network/natGateways/join/action',
  },
  'microsoft.network/virtualnetworks/subnets': {
    'properties.networkSecurityGroup': 'Microsoft.Network/networkSecurityGroups/join/action',
    'properties.natGateway': 'Microsoft.Network/natGateways/join/action',
  },
  'microsoft.network/natgateways': {
    'properties.publicIpAddresses': 'Microsoft.Network/publicIPAddresses/join/action',
  },
  'microsoft.network/networkinterfaces': {
    'properties.networkSecurityGroup': 'Microsoft.Network/networkSecurityGroups/join/action',
    'properties.ipConfigurations.properties.subnet': 'Microsoft.Network/virtualNetworks/subnets/join/action',
    'properties.ipConfigurations.properties.publicIPAddress':
      'Microsoft.Network/publicIPAddresses/join/action',
  },
  'microsoft.network/virtualnetworkgateways': {
    'properties.ipConfigurations.properties.subnet': 'Microsoft.Network/virtualNetworks/subnets/join/action',
    'properties.ipConfigurations.properties.publicIPAddress':
      'Microsoft.Network/publicIPAddresses/join/action',
  },
  'microsoft.network/connections': {
    'properties.peer': 'Microsoft.Network/expressRouteCircuits/join/action',
  },
  'microsoft.compute/virtualmachines': {
    'properties.networkProfile.networkInterfaces': 'Microsoft.Network/networkInterfaces/join/action',
  },
};

/** The rights on other resources that a PUT's body asks for ("About roles and permissions for VPN", "Plan virtual networks"). */
export function linkedRights(world: World, { method, path, body }: ArmRequest, target: Target): Right[] {
  const { provider, segments } = target;
  if (method !== 'PUT' || !provider || segments.length % 2 !== 0) return [];
  const type = [provider, ...segments.filter((_, index) => index % 2 === 0)].join('/').toLowerCase();
  // Ids that are none, or of another subscription, are judged by linkedIds.ts.
  const ours = `/subscriptions/${world.options.subscriptionId}/`.toLowerCase();
  const found = Object.entries(references[type] ?? {}).flatMap(([where, action]) =>
    textsAt(body, [...where.split('.'), 'id'])
      .filter((id) => id.toLowerCase().startsWith(ours) || action.includes('/expressRouteCircuits/'))
      .map((scope) => ({ action, scope })),
  );
  const withKey = textsAt(body, ['properties', 'authorizationKey']).length > 0;
  // Who holds a key of the circuit's owner needs no right on the circuit.
  if (type === 'microsoft.network/connections' && withKey) return [];
  if (type === 'microsoft.compute/virtualmachines' && !findResource(world, path)) {
    // The disk comes with its machine.
    return [...found, { action: 'Microsoft.Compute/disks/write', scope: path.split('/providers/')[0]! }];
  }
  return found;
}

/** What a path of members leads to, through lists; members are read in any case. */
function textsAt(value: unknown, [member, ...rest]: string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => textsAt(one, [member!, ...rest]));
  if (typeof value !== 'object' || value === null) return [];
  const found: unknown = Object.entries(value).find(
    ([name]) => name.toLowerCase() === member!.toLowerCase(),
  )?.[1];
  if (rest.length > 0) return textsAt(found, rest);
  return typeof found === 'string' && found !== '' ? [found] : [];
}
