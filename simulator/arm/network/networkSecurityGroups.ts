import { z } from 'zod';
import type { World } from '../../world';
import { minutes } from '../durations';
import { refuse } from '../errors';
import { ignored } from '../references';
import type { ResourceType } from '../resourceType';
import { resourcesOf, sameId } from '../state';
import { networkType, part, readOnly, readOnlyPart, resourceGuid } from './shared';
import { subnetsWith } from './subnets';

const ports = z.string().regex(/^(\*|\d+(-\d+)?)$/);

const rule = z.strictObject({
  ...part,
  properties: z.strictObject({
    ...readOnlyPart,
    description: z.string().max(140).optional(),
    protocol: z.enum(['Tcp', 'Udp', 'Icmp', 'Esp', 'Ah', '*']),
    access: z.enum(['Allow', 'Deny']),
    direction: z.enum(['Inbound', 'Outbound']),
    priority: z.int().min(100).max(4096),
    sourcePortRange: ports.optional(),
    sourcePortRanges: z.array(ports).optional(),
    destinationPortRange: ports.optional(),
    destinationPortRanges: z.array(ports).optional(),
    sourceAddressPrefix: z.string().optional(),
    sourceAddressPrefixes: z.array(z.string()).optional(),
    destinationAddressPrefix: z.string().optional(),
    destinationAddressPrefixes: z.array(z.string()).optional(),
  }),
});

export const securityGroupProperties = z.strictObject({
  ...readOnly,
  ...ignored('defaultSecurityRules', 'networkInterfaces', 'subnets', 'flowLogs'),
  flushConnection: z.boolean().optional(),
  securityRules: z.array(rule).default([]),
});
type P = z.output<typeof securityGroupProperties>;

export const networkSecurityGroups: ResourceType<P> = {
  type: networkType('networkSecurityGroups'),
  minutes: minutes.networkSecurityGroup,
  working: 'Updating',
  etag: 'weak',
  schema: securityGroupProperties,
  embedded: ['securityrules'],
  accept: ({ body }) => {
    const seen = new Map<string, string>();
    for (const { name, properties } of body.properties.securityRules) {
      const place = `${properties.direction} ${properties.priority}`;
      if (seen.has(place)) {
        refuse(
          400,
          'SecurityRuleConflict',
          `Security rule ${name} conflicts with rule ${seen.get(place)}. Rules cannot have the same Priority and Direction.`,
        );
      }
      seen.set(place, name);
    }
    return {
      flushConnection: body.properties.flushConnection ?? false,
      securityRules: body.properties.securityRules,
    };
  },
  view: (world, { id, properties, provisioningState }) => {
    const subnets = subnetsWith(world, 'networkSecurityGroup', id);
    const interfaces = interfacesWith(world, id);
    return {
      resourceGuid: resourceGuid(id),
      securityRules: properties.securityRules.map((one) => ({
        name: one.name,
        id: `${id}/securityRules/${one.name}`,
        type: 'Microsoft.Network/networkSecurityGroups/securityRules',
        properties: { ...one.properties, provisioningState },
      })),
      defaultSecurityRules: [],
      ...(subnets.length > 0 ? { subnets: subnets.map((one) => ({ id: one.id })) } : {}),
      ...(interfaces.length > 0 ? { networkInterfaces: interfaces } : {}),
    };
  },
  beforeDelete: (world, { id }) => {
    const users = [...subnetsWith(world, 'networkSecurityGroup', id), ...interfacesWith(world, id)];
    if (users.length > 0) {
      refuse(
        400,
        'InUseNetworkSecurityGroupCannotBeDeleted',
        `Network security group ${id} cannot be deleted because it is in use by the following resources: ${users.map((one) => one.id).join(', ')}.`,
      );
    }
  },
};

function interfacesWith(world: World, id: string): { id: string }[] {
  return resourcesOf<{ networkSecurityGroup?: { id: string } }>(world, networkType('networkInterfaces'))
    .filter((one) => sameId(one.properties.networkSecurityGroup?.id, id))
    .map((one) => ({ id: one.id }));
}
