import type { ResourceKind } from '../../roadmap/resources';
import { worksheetSchema, type Worksheet, type WorksheetInput } from '../../worksheet/schema';
import { subscriptionId, tenantId } from '../simulator/core.support';
import { contosoInput } from '../support/worksheet';

type Change = (input: WorksheetInput) => void;

/** A deployment in a resource group of its own, as written. */
export function inputOf(name: string, change: Change = () => undefined): WorksheetInput {
  const input = contosoInput();
  input.deployment = name;
  Object.assign(input.azure, { subscriptionId, tenantId, resourceGroup: `rg-${name}` });
  input.gates = { licensing: { automatic: true } };
  input.licensing.expectedUsers = 1;
  change(input);
  return input;
}

export const worksheetOf = (name: string, change?: Change): Worksheet =>
  worksheetSchema.parse(inputOf(name, change));

/** What the server stands on. */
export const beforeServer: ResourceKind[] = [
  'resourceGroup',
  'networkSecurityGroup',
  'natAddress',
  'natGateway',
  'virtualNetwork',
  'networkInterface',
];

/** An error of a service, as a fault's `how`. */
export const error = (status: number, code: string, more: object = {}) => ({
  kind: 'error',
  status,
  code,
  ...more,
});
