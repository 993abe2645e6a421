import { resourceTypes } from '../types';

/** Words of actions that are no resource type here. */
const words = [
  'Microsoft.Authorization',
  'Microsoft.Resources',
  'deployments',
  'instanceView',
  'locations',
  'locks',
  'operationResults',
  'operations',
  'permissions',
  'policyAssignments',
  'policyDefinitions',
  'providers',
  'publishers',
  'register',
  'resourceGroups',
  'resources',
  'roleAssignments',
  'roleDefinitions',
  'runCommand',
  'securityRules',
  'sharedKey',
  'skus',
  'supportedvpndevices',
  'usages',
  'vmSizes',
  'vpndeviceconfigurationscript',
];

let known: Map<string, string> | undefined;

/** A word of a path as "Azure resource provider operations" spells it: ARM names actions so, whatever the caller wrote. */
export function spelled(word: string): string {
  known ??= new Map(
    [...resourceTypes().flatMap(({ type }) => type.split('/')), ...words].map((one) => [
      one.toLowerCase(),
      one,
    ]),
  );
  return known.get(word.toLowerCase()) ?? word;
}
