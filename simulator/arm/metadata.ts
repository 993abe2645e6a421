import type { World } from '../world';

/** Where a client learns of a cloud's endpoints before it has signed in. */
export const metadataPath = '/metadata/endpoints';

const suffixes = {
  acrLoginServer: 'azurecr.io',
  keyVaultDns: 'vault.azure.net',
  sqlServerHostname: 'database.windows.net',
  storage: 'core.windows.net',
};

/**
 * The metadata document: one object since 2022-09-01, a list of clouds from 2018-05-01 on, and a short form before
 * (what `az cloud register`, the Terraform SDK and older clients of Azure Stack read).
 */
export function metadata({ endpoints, options }: World, apiVersion: string): object {
  const audiences = [
    `${endpoints.arm}/`,
    'https://management.core.windows.net/',
    'https://management.azure.com/',
  ];
  const authentication = {
    loginEndpoint: endpoints.authority,
    audiences,
    tenant: options.tenant.id,
    identityProvider: 'AAD',
  };
  if (apiVersion < '2018') {
    const { loginEndpoint } = authentication;
    return {
      graphEndpoint: endpoints.graph,
      portalEndpoint: '',
      authentication: { loginEndpoint, audiences },
    };
  }
  const cloud = {
    name: 'Simulated',
    authentication,
    resourceManager: endpoints.arm,
    microsoftGraphResourceId: endpoints.graph,
    suffixes,
  };
  return apiVersion < '2022-09-01' ? [cloud] : cloud;
}
