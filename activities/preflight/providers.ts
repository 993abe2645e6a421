import type { Provider } from '@azure/arm-resources';
import type { PreflightCheck } from '../../roadmap/plan';
import { armTypes, neededKinds } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import type { AzureClients } from '../azure/clients';
import { plainLocation } from '../azure/locations';
import { neededProviders } from '../azure/providers';
import { failed, orWarning, passed, warning } from './checks';

export async function providerChecks(clients: AzureClients, w: Worksheet): Promise<PreflightCheck[]> {
  const name = { id: 'providers', title: 'Resource providers' };
  return orWarning(name, async () => {
    const found = await Promise.all(
      neededProviders.map((namespace) => clients.resources.providers.get(namespace)),
    );
    return [...found.map(registrationCheck), regionCheck(w, found)];
  });
}

export function registrationCheck(provider: Provider): PreflightCheck {
  const namespace = provider.namespace ?? '';
  const name = { id: `provider-${namespace}`, title: `Resource provider ${namespace}` };
  return provider.registrationState === 'Registered'
    ? passed(name, 'registered')
    : warning(
        name,
        `state is ${provider.registrationState}`,
        `The roadmap registers it; or run \`az provider register --namespace ${namespace}\` before.`,
      );
}

/** Types under `subscriptions/` (the resource group) are everywhere; extensions go with their virtual machine. */
export function regionCheck(w: Worksheet, providers: Provider[]): PreflightCheck {
  const name = { id: 'region', title: `Region ${w.azure.location}` };
  const types = [...new Set(neededKinds(w).map((kind) => armTypes[kind]))].filter(
    (type) => type.split('/').length === 2 && !type.startsWith('Microsoft.Resources/'),
  );
  const missing = types.filter((type) => {
    const locations = locationsOf(type, providers);
    return locations && !locations.map(plainLocation).includes(plainLocation(w.azure.location));
  });
  return missing.length === 0
    ? passed(name, 'offers every type of resource that the roadmap needs')
    : failed(
        name,
        `does not offer ${missing.join(', ')}`,
        'Choose another region: `az account list-locations --query "[].name"`.',
      );
}

/** Undefined where the provider says nothing of the type. */
function locationsOf(type: string, providers: Provider[]): string[] | undefined {
  const [namespace, typeName] = type.split('/');
  return providers
    .find((one) => one.namespace?.toLowerCase() === namespace?.toLowerCase())
    ?.resourceTypes?.find((one) => one.resourceType?.toLowerCase() === typeName?.toLowerCase())?.locations;
}
