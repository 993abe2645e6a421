import type { Draft, Found } from '../finding';
import { error } from '../finding';

/** The article's other choices: an existing virtual network, and one that reaches the domain controllers already. */
export function checkExisting({ virtualNetwork, connection }: Draft): Found[] {
  if (virtualNetwork === undefined || virtualNetwork.existing) return [];
  const found: Found[] = [];
  if (connection?.kind === 'existing') {
    found.push(
      error({
        path: ['connection', 'kind'],
        rule: 'existing-connection',
        problem: 'a virtual network that is yet to be made has no connection',
        remedy: 'Set virtualNetwork.existing to true, or choose vpn or expressRoute.',
      }),
    );
  }
  if (virtualNetwork.resourceGroup !== undefined) {
    found.push(
      error({
        path: ['virtualNetwork', 'resourceGroup'],
        rule: 'existing-network',
        problem: 'only an existing virtual network can lie in a resource group of its own',
        remedy: 'Leave it out, or set virtualNetwork.existing to true.',
      }),
    );
  }
  return found;
}
