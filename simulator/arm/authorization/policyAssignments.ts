import { z } from 'zod';
import { refuse } from '../errors';
import { bodyOf } from './body';
import type { Kind } from './kind';
import { findPolicy } from './policyDefinitions';
import type { PolicyAssignment } from './state';

const body = z.object({
  properties: z.object({
    displayName: z.string().optional(),
    policyDefinitionId: z.string(),
    parameters: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
    notScopes: z.array(z.string()).default([]),
    enforcementMode: z.enum(['Default', 'DoNotEnforce']).default('Default'),
  }),
});

export const policyAssignments: Kind<PolicyAssignment> = {
  type: 'policyAssignments',
  notFound: 'PolicyAssignmentNotFound',
  accept: ({ world, body: given }) => {
    const { properties } = bodyOf(body, given);
    const definition = findPolicy(world, properties.policyDefinitionId);
    if (!definition) {
      refuse(
        404,
        'PolicyDefinitionNotFound',
        `The policy definition '${properties.policyDefinitionId}' could not be found.`,
      );
    }
    const { parameters } = definition.properties;
    const missing = Object.keys(parameters).find(
      (name) => parameters[name]!.defaultValue === undefined && !(name in properties.parameters),
    );
    if (missing) {
      refuse(
        400,
        'MissingPolicyParameter',
        `The policy assignment is missing the parameter(s) '${missing}' as defined in the policy definition '${definition.name}'.`,
      );
    }
    return properties;
  },
  view: (_world, { scope, properties }) => ({ ...properties, scope }),
};
