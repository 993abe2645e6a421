import type { AzureClients } from './clients';
import { plainLocation } from './locations';

/**
 * Availability zones for public addresses in a region. Azure lists them for each resource type; where it lists none at
 * all we take the usual three, which a region without zones refuses with a clear message.
 */
export async function readZones({ resources }: AzureClients, location: string): Promise<string[]> {
  const provider = await resources.providers.get('Microsoft.Network');
  const type = provider.resourceTypes?.find((one) => one.resourceType?.toLowerCase() === 'publicipaddresses');
  if (!type?.zoneMappings || type.zoneMappings.length === 0) return ['1', '2', '3'];
  const mapping = type.zoneMappings.find(
    (one) => plainLocation(one.location ?? '') === plainLocation(location),
  );
  return [...(mapping?.zones ?? [])].sort();
}
