import type { Draft, Found } from '../finding';
import { error } from '../finding';
import { didYouMean } from '../suggest';
import { regions } from './regions';

/** Table V, location: the programmatic name of a region in the worksheet's cloud. */
export function checkLocation({ azure }: Draft): Found[] {
  const location = azure?.location;
  if (location === undefined) return [];
  const cloud = azure?.cloud ?? 'public';
  if (regions[cloud].includes(location)) return [];
  return [
    error({
      path: ['azure', 'location'],
      rule: 'location',
      problem: `"${location}" is not a region of the ${cloud} cloud`,
      remedy: remedy(location, cloud),
    }),
  ];
}

function remedy(location: string, cloud: keyof typeof regions): string {
  const name = location.toLowerCase().replace(/[^a-z0-9]/g, '');
  const clouds = Object.keys(regions) as (keyof typeof regions)[];
  const other = clouds.find((one) => one !== cloud && regions[one].includes(name));
  if (other) return `It is one of the ${other} cloud: set azure.cloud to ${other}, or choose another region.`;
  return `${didYouMean(name, regions[cloud])}Write a name that az account list-locations lists, e.g. ${regions[cloud].at(cloud === 'public' ? regions.public.indexOf('westeurope') : 0)}.`;
}
