import type { World } from '../world';
import { refuse } from './errors';
import { groupId } from './groups';
import { locationNames, normalLocation } from './locations';
import type { Target } from './path';
import { findResource } from './state';

/*
 * Published api-versions (folders of azure-rest-api-specs, and those that the Azure CLI 2.91, the SDKs for Python and
 * JavaScript and Ansible's collection send), newest last; those before 2018 are left out.
 */
const years = (text: string): string[] =>
  text
    .trim()
    .split(/\s*\n\s*/)
    .flatMap((line) => {
      const [year, ...days] = line.split(/[:\s]+/);
      return days.map((day) => `${year}-${day}`);
    });

const network = years(`
  2018: 01-01 02-01 04-01 06-01 07-01 08-01 10-01 11-01 12-01
  2019: 02-01 04-01 06-01 07-01 08-01 09-01 11-01 12-01
  2020: 03-01 04-01 05-01 06-01 07-01 08-01 11-01
  2021: 02-01 03-01 05-01 08-01
  2022: 01-01 05-01 07-01 09-01 11-01
  2023: 02-01 04-01 05-01 06-01 09-01 11-01
  2024: 01-01 03-01 05-01 07-01 10-01
  2025: 01-01 03-01 05-01 07-01 09-01
  2026: 03-01`);

const machines = years(`
  2018: 04-01 06-01 10-01
  2019: 03-01 07-01 12-01
  2020: 06-01 12-01
  2021: 03-01 04-01 07-01 11-01
  2022: 03-01 08-01 11-01
  2023: 03-01 07-01 09-01
  2024: 03-01 07-01 11-01
  2025: 04-01 11-01
  2026: 03-01 04-01`);

const disks = years(`
  2018: 04-01 06-01 09-30
  2019: 03-01 07-01 11-01
  2020: 05-01 06-30 09-30 12-01
  2021: 04-01 08-01 12-01
  2022: 03-02 07-02
  2023: 01-02 04-02 10-02
  2024: 03-02
  2025: 01-02
  2026: 03-02 03-03`);

const skus = ['2017-03-30', '2017-09-01', '2019-04-01', '2021-07-01'];

const core = [
  '2016-02-01',
  '2016-06-01',
  '2016-09-01',
  '2017-05-10',
  ...years(`
  2018: 01-01 02-01 05-01 06-01 07-01 08-01 09-01 11-01
  2019: 03-01 05-01 05-10 06-01 07-01 08-01 09-01 10-01 11-01
  2020: 01-01 05-01 06-01 07-01 08-01 09-01 10-01
  2021: 01-01 04-01
  2022: 01-01 03-01-preview 05-01 06-01 09-01 12-01
  2023: 07-01
  2024: 03-01 07-01 08-01 11-01
  2025: 03-01 04-01 07-01 11-01
  2026: 06-01`),
];

/** Newest first, as ARM lists them; nothing where it is not this part that knows (`Microsoft.Authorization`, unknown types). */
export function versionsOf(namespace: string, type: string): string[] | undefined {
  const kind = type.toLowerCase();
  const known = () => {
    switch (namespace.toLowerCase()) {
      case 'microsoft.network':
        return network;
      case 'microsoft.resources':
        return core;
      case 'microsoft.compute':
        if (kind === 'skus') return skus;
        if (kind === 'disks') return disks;
        // Operations of every one of its types are asked for at the same address.
        if (kind.startsWith('locations/operation')) return [...machines, ...disks].sort();
        if (kind === 'virtualmachines/runcommands') return machines.filter((one) => one >= '2020-06-01');
        return machines;
      default:
        return undefined;
    }
  };
  return known()?.toReversed();
}

export function checkApiVersion(world: World, target: Target, apiVersion: string, body: unknown): void {
  const { provider, segments, resourceGroup } = target;
  const [first = '', , third = ''] = segments;
  // A provider itself, and its registration, are ARM's.
  const own = provider === undefined || /^(|register|unregister)$/i.test(first);
  const namespace = own ? 'Microsoft.Resources' : provider;
  const isLocations = first.toLowerCase() === 'locations';
  const type = isLocations
    ? `locations/${third}`
    : segments.filter((_, index) => index % 2 === 0).join('/') || 'resourceGroups';
  const versions = versionsOf(namespace, type);
  if (!versions || versions.includes(apiVersion)) return;
  if (namespace.toLowerCase() === 'microsoft.resources') invalidVersion(apiVersion, versions);
  const asked = (body as { location?: unknown } | undefined)?.location;
  const location =
    typeof asked === 'string'
      ? normalLocation(asked)
      : resourceGroup && findResource(world, groupId(world, resourceGroup))?.location;
  if (!location) {
    refuse(
      404,
      'InvalidResourceType',
      `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${apiVersion}'. The supported api-versions are '${versions.join(',')}'.`,
    );
  }
  refuse(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '${location}' and API version '${apiVersion}' for type '${type}'. The supported api-versions are '${versions.join(', ')}'. The supported locations are '${locationNames.join(', ')}'.`,
  );
}

/** ARM's own answer, also where it can't make sense of the text. */
export function invalidVersion(apiVersion: string, versions = core.toReversed()): never {
  refuse(
    400,
    'InvalidApiVersionParameter',
    `The api-version '${apiVersion}' is invalid. The supported versions are '${versions.join(',')}'.`,
  );
}
