import { z } from 'zod';
import { minutes } from '../durations';
import { refuse } from '../errors';
import type { ResourceType } from '../resourceType';
import { networkType } from './shared';

const schema = z.looseObject({});
export type Circuit = z.output<typeof schema>;

/** Circuits are ordered from a provider and are only looked at here; the site's API puts them in (see `circuits.ts`). */
export const expressRouteCircuits: ResourceType<Circuit> = {
  type: networkType('expressRouteCircuits'),
  minutes: minutes.expressRouteCircuit,
  working: 'Updating',
  etag: 'weak',
  schema,
  accept: ({ id }) =>
    refuse(
      403,
      'RequestDisallowedByPolicy',
      `Resource ${id} was disallowed by policy: circuits are ordered elsewhere.`,
    ),
  beforeDelete: (_world, { id }) =>
    refuse(
      403,
      'RequestDisallowedByPolicy',
      `Resource ${id} was disallowed by policy: circuits are ordered elsewhere.`,
    ),
};
