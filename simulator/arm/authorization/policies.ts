import type { World } from '../../world';
import type { ArmRequest } from '../dispatch';
import { ArmError } from '../errors';
import { normalLocation } from '../locations';
import { parsePath } from '../path';
import { findResource } from '../state';
import type { Evaluated, PolicySubject } from './conditions';
import { evaluate } from './conditions';
import { covers } from './evaluate';
import { parseExtension } from './extension';
import { findPolicy } from './policyDefinitions';
import { spelled } from './spelled';
import type { Placed, PolicyAssignment, PolicyDefinition } from './state';
import { authorizationState } from './state';

const resourceGroups = 'Microsoft.Resources/subscriptions/resourceGroups';

/** Refuses a PUT of a resource group or resource that an assigned policy denies. Children without a location are not looked at. */
export function checkPolicies(world: World, { method, path, body }: ArmRequest): void {
  const subject = subjectOf(world, method, path, body);
  if (!subject) return;
  for (const assignment of Object.values(authorizationState(world).policyAssignments)) {
    const { properties, scope } = assignment;
    if (!covers(scope, path) || properties.notScopes.some((one) => covers(one, path))) continue;
    if (properties.enforcementMode === 'DoNotEnforce') continue;
    const definition = findPolicy(world, properties.policyDefinitionId)!;
    const { policyRule, mode } = definition.properties;
    if (!/^deny$/i.test(policyRule.then.effect)) continue;
    // "Indexed": only types that have tags and a location, and resource groups only with "All".
    if (mode.toLowerCase() === 'indexed' && subject.type === resourceGroups) continue;
    const found = evaluate(policyRule.if, subject, (value) => resolved(value, assignment, definition));
    if (found) deny(subject, assignment, definition, found);
  }
}

function subjectOf(world: World, method: string, path: string, body: unknown): PolicySubject | undefined {
  const { provider, segments, resourceGroup } = parsePath(path);
  if (method !== 'PUT' || !resourceGroup || parseExtension(path) || segments.length % 2 !== 0)
    return undefined;
  const { location, tags } = (body ?? {}) as { location?: unknown; tags?: Record<string, string> };
  const at = location ?? findResource(world, path)?.location;
  // What is no text is refused when the body is read.
  if (typeof at !== 'string') return undefined;
  const types = segments.filter((_, index) => index % 2 === 0).map(spelled);
  return {
    type: provider ? [spelled(provider), ...types].join('/') : resourceGroups,
    name: segments.at(-1) ?? resourceGroup,
    location: normalLocation(at),
    tags: tags ?? {},
    body,
  };
}

/** `[parameters('x')]`, and `[concat('tags[', parameters('x'), ']')]` as the built-in definitions have it. */
function resolved(
  value: unknown,
  { properties }: Placed<PolicyAssignment>,
  definition: Placed<PolicyDefinition>,
): unknown {
  const parameter = (name: string) =>
    properties.parameters[name]?.value ?? definition.properties.parameters[name]?.defaultValue;
  if (typeof value !== 'string') return value;
  const [, whole] = /^\[parameters\('([^']+)'\)\]$/.exec(value) ?? [];
  if (whole !== undefined) return parameter(whole);
  const [, tag] = /^\[concat\('tags\[', ?parameters\('([^']+)'\), ?'\]'\)\]$/.exec(value) ?? [];
  return tag === undefined ? value : `tags[${String(parameter(tag))}]`;
}

function deny(
  { name }: PolicySubject,
  assignment: Placed<PolicyAssignment>,
  definition: Placed<PolicyDefinition>,
  evaluated: Evaluated[],
): never {
  const named = (one: Placed<{ displayName?: string }>) => one.properties.displayName ?? one.name;
  const identifiers = [
    {
      policyAssignment: { name: named(assignment), id: assignment.id },
      policyDefinition: { name: named(definition), id: definition.id },
    },
  ];
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  throw new ArmError(403, {
    code: 'RequestDisallowedByPolicy',
    target: name,
    message: `Resource '${name}' was disallowed by policy. Policy identifiers: '${JSON.stringify(identifiers)}'.`,
    additionalInfo: [
      {
        type: 'PolicyViolation',
        info: {
          evaluationDetails: {
            evaluatedExpressions: evaluated.map(({ expression, operator, ...values }) => ({
              result: 'True',
              expressionKind: 'Field',
              expression,
              path: expression,
              ...values,
              operator: capital(operator),
            })),
          },
          policyDefinitionId: definition.id,
          policyDefinitionName: definition.name,
          policyDefinitionDisplayName: definition.properties.displayName,
          policyDefinitionEffect: definition.properties.policyRule.then.effect,
          policyAssignmentId: assignment.id,
          policyAssignmentName: assignment.name,
          policyAssignmentDisplayName: assignment.properties.displayName,
          policyAssignmentScope: assignment.scope,
          policyAssignmentParameters: assignment.properties.parameters,
        },
      },
    ],
  });
}
