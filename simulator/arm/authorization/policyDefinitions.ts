import { z } from 'zod';
import type { World } from '../../world';
import { refuse } from '../errors';
import { bodyOf } from './body';
import { builtInPolicies } from './builtInPolicies';
import type { Kind } from './kind';
import { checkCondition } from './conditions';
import type { Placed, PolicyDefinition } from './state';
import { authorizationState } from './state';

const body = z.object({
  properties: z.object({
    displayName: z.string().optional(),
    mode: z.string().default('Indexed'),
    parameters: z
      .record(z.string(), z.object({ type: z.string(), defaultValue: z.unknown().optional() }))
      .default({}),
    policyRule: z.object({ if: z.unknown(), then: z.object({ effect: z.string() }) }),
  }),
});

export function findPolicy(world: World, id: string): Placed<PolicyDefinition> | undefined {
  return [...builtInPolicies(), ...Object.values(authorizationState(world).policyDefinitions)].find(
    (one) => one.id.toLowerCase() === id.toLowerCase(),
  );
}

/** Of the effects deny is carried out; audit and disabled let everything through, the others are refused here. */
export const policyDefinitions: Kind<PolicyDefinition> = {
  type: 'policyDefinitions',
  notFound: 'PolicyDefinitionNotFound',
  builtIn: builtInPolicies,
  accept: ({ body: given }) => {
    const { displayName, mode, parameters, policyRule } = bodyOf(body, given).properties;
    if (!/^(deny|audit|disabled)$/i.test(policyRule.then.effect)) {
      refuse(
        400,
        'InvalidPolicyRule',
        `The simulated Azure Policy knows the effects deny, audit and disabled, not '${policyRule.then.effect}'.`,
      );
    }
    checkCondition(policyRule.if);
    return { displayName, policyType: 'Custom', mode, parameters, policyRule };
  },
  view: (_world, { properties }) => properties,
  beforeDelete: (world, { id }) => {
    const user = Object.values(authorizationState(world).policyAssignments).find(
      ({ properties }) => properties.policyDefinitionId.toLowerCase() === id.toLowerCase(),
    );
    if (user) {
      refuse(
        409,
        'PolicyDefinitionInUse',
        `The policy definition '${id}' is in use by the policy assignment '${user.id}'.`,
      );
    }
  },
};
