import { idAt } from './kind';
import type { Placed, PolicyDefinition } from './state';

/** Three that many subscriptions have; ids and rules from "Azure Policy built-in policy definitions". */
const known: {
  name: string;
  displayName: string;
  parameters: PolicyDefinition['parameters'];
  condition: object;
}[] = [
  {
    name: 'e56962a6-4747-49cd-b67b-bf8b01975c4c',
    displayName: 'Allowed locations',
    parameters: { listOfAllowedLocations: { type: 'Array' } },
    condition: {
      allOf: [
        { field: 'location', notIn: "[parameters('listOfAllowedLocations')]" },
        { field: 'location', notEquals: 'global' },
      ],
    },
  },
  {
    name: '871b6d14-10aa-478d-b590-94f262ecfa99',
    displayName: 'Require a tag on resources',
    parameters: { tagName: { type: 'String' } },
    condition: { field: "[concat('tags[', parameters('tagName'), ']')]", exists: 'false' },
  },
  {
    name: 'cccc23c7-8427-4f53-ad12-b6a63eb452b3',
    displayName: 'Allowed virtual machine size SKUs',
    parameters: { listOfAllowedSKUs: { type: 'Array' } },
    condition: {
      allOf: [
        { field: 'type', equals: 'Microsoft.Compute/virtualMachines' },
        {
          not: {
            field: 'Microsoft.Compute/virtualMachines/sku.name',
            in: "[parameters('listOfAllowedSKUs')]",
          },
        },
      ],
    },
  },
];

export const builtInPolicies = (): Placed<PolicyDefinition>[] =>
  known.map(({ name, displayName, parameters, condition }) => ({
    id: idAt({ scope: '' }, 'policyDefinitions', name),
    scope: '',
    name,
    properties: {
      displayName,
      policyType: 'BuiltIn',
      mode: 'Indexed',
      parameters,
      policyRule: { if: condition, then: { effect: 'deny' } },
    },
  }));
