import { refuse } from './errors';

/** Public regions, with the names people write them by (Azure documentation, "Azure regions"). */
const displayNames: Record<string, string> = {
  australiaeast: 'Australia East',
  brazilsouth: 'Brazil South',
  canadacentral: 'Canada Central',
  centralindia: 'Central India',
  centralus: 'Central US',
  eastasia: 'East Asia',
  eastus: 'East US',
  eastus2: 'East US 2',
  francecentral: 'France Central',
  germanywestcentral: 'Germany West Central',
  italynorth: 'Italy North',
  japaneast: 'Japan East',
  koreacentral: 'Korea Central',
  northcentralus: 'North Central US',
  northeurope: 'North Europe',
  norwayeast: 'Norway East',
  polandcentral: 'Poland Central',
  southafricanorth: 'South Africa North',
  southcentralus: 'South Central US',
  southeastasia: 'Southeast Asia',
  spaincentral: 'Spain Central',
  swedencentral: 'Sweden Central',
  switzerlandnorth: 'Switzerland North',
  uaenorth: 'UAE North',
  uksouth: 'UK South',
  ukwest: 'UK West',
  westcentralus: 'West Central US',
  westeurope: 'West Europe',
  westus: 'West US',
  westus2: 'West US 2',
  westus3: 'West US 3',
};

export const locationNames = Object.keys(displayNames);

export function locations(subscriptionId: string): object[] {
  return Object.entries(displayNames).map(([name, displayName]) => ({
    id: `/subscriptions/${subscriptionId}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: displayName,
    metadata: { regionType: 'Physical', regionCategory: 'Recommended' },
  }));
}

/** ARM takes "West Europe" for westeurope. */
export const normalLocation = (location: string): string => location.replaceAll(' ', '').toLowerCase();

export function checkLocation(location: unknown, type: string): string {
  if (typeof location !== 'string' || location === '') {
    refuse(400, 'LocationRequired', 'The location property is required for this definition.');
  }
  const name = normalLocation(location);
  if (!(name in displayNames)) {
    refuse(
      400,
      'LocationNotAvailableForResourceType',
      `The provided location '${location}' is not available for resource type '${type}'. List of available regions for the resource type is '${locationNames.join(',')}'.`,
    );
  }
  return name;
}
