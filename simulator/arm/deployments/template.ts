import { z } from 'zod';
import type { World } from '../../world';
import { locationNames } from '../locations';
import type { Functions } from './expressions';
import { evaluate, invalid } from './expressions';

const resource = z.strictObject({
  type: z.string(),
  apiVersion: z.string(),
  name: z.string(),
  dependsOn: z.array(z.string()).default([]),
  comments: z.string().optional(),
  location: z.unknown().optional(),
  tags: z.unknown().optional(),
  sku: z.unknown().optional(),
  zones: z.unknown().optional(),
  identity: z.unknown().optional(),
  plan: z.unknown().optional(),
  properties: z.unknown().optional(),
});

/** Templates as the Azure CLI writes them; loops, conditions and nested resources are refused. */
const template = z.strictObject({
  $schema: z.string(),
  contentVersion: z.string(),
  metadata: z.unknown().optional(),
  parameters: z
    .record(z.string(), z.looseObject({ type: z.string(), defaultValue: z.unknown().optional() }))
    .default({}),
  variables: z.record(z.string(), z.unknown()).default({}),
  resources: z.array(resource),
  outputs: z.record(z.string(), z.strictObject({ type: z.string(), value: z.unknown() })).default({}),
});

const request = z.strictObject({
  location: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  properties: z.strictObject({
    mode: z.literal('Incremental'),
    template,
    parameters: z.record(z.string(), z.strictObject({ value: z.unknown() })).default({}),
    debugSetting: z.unknown().optional(),
    expressionEvaluationOptions: z.unknown().optional(),
  }),
});
export type DeploymentRequest = z.output<typeof request>;
export const deploymentRequest = request;

/** What expressions of this deployment may call; `reference` sees the resources as they are then. */
export function functionsOf(
  world: World,
  { template: { parameters, variables }, parameters: given }: DeploymentRequest['properties'],
  group: { id: string; name: string; location?: string },
  reference: (name: string) => unknown,
): Functions {
  const { subscriptionId, tenant } = world.options;
  const subscription = {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId: tenant.id,
    displayName: 'Simulated subscription',
  };
  const functions: Functions = {
    parameters: (name) => {
      const declared = parameters[String(name)];
      if (!declared) invalid(`The template parameter '${String(name)}' is not found.`);
      const value = given[String(name)]?.value ?? evaluate(declared.defaultValue, functions);
      if (value === undefined)
        invalid(`The value for the template parameter '${String(name)}' is not provided.`);
      return value;
    },
    variables: (name) => {
      if (!(String(name) in variables)) invalid(`The template variable '${String(name)}' is not found.`);
      return evaluate(variables[String(name)], functions);
    },
    concat: (...parts) => parts.map(String).join(''),
    format: (text, ...args) => String(text).replace(/\{(\d+)\}/g, (_, index) => String(args[Number(index)])),
    toLower: (text) => String(text).toLowerCase(),
    subscription: () => subscription,
    resourceGroup: () => group,
    resourceId: (...parts) => resourceId(group.id, parts.map(String)),
    reference: (name) => reference(String(name)),
    providers: (_namespace, type) => ({
      resourceType: type,
      locations: locationNames,
      apiVersions: ['2025-05-01'],
    }),
  };
  return functions;
}

/** `resourceId('Namespace/type/child', 'name', 'child name')`, with the group and subscription of the deployment. */
export function resourceId(groupId: string, [type = '', ...names]: string[]): string {
  const [namespace, ...kinds] = type.split('/');
  if (names.length !== kinds.length) {
    invalid(`The template function 'resourceId' needs one name for each part of the type '${type}'`);
  }
  return [groupId, 'providers', namespace, ...kinds.flatMap((kind, index) => [kind, names[index]])].join('/');
}
