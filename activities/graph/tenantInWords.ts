import type { Organization } from '@microsoft/microsoft-graph-types';
import { moment } from '../../roadmap/words';
import type { Worksheet } from '../../worksheet/schema';
import type { OutsideSettings } from '../environment';
import { problemOf } from '../failures';
import { graphClient } from './client';
import { readOrganization } from './read';

/** What a teardown says of the tenant, which it never changes. Without the right to read it, that is what is said. */
export async function tenantInWords(worksheet: Worksheet, settings: OutsideSettings): Promise<string[]> {
  try {
    return describe(await readOrganization(graphClient(worksheet, settings)));
  } catch (error) {
    const found = problemOf(error);
    if (found?.code !== 'AuthorizationFailed') throw error;
    return [`The tenant's synchronisation could not be read: ${found.message}`];
  }
}

/** Sources: "Turn off directory synchronization for Microsoft 365" (order, 72 hours, cloud-only users). */
export function describe({ onPremisesSyncEnabled, onPremisesLastSyncDateTime }: Organization): string[] {
  if (!onPremisesSyncEnabled) return ['Directory synchronisation of the tenant is not on.'];
  const last = onPremisesLastSyncDateTime ? `, last on ${moment(onPremisesLastSyncDateTime)}` : '';
  return [
    `Directory synchronisation of the tenant is on${last}. It stays on: without the server nothing arrives any more, and users and passwords stay as they are.`,
    'Turning it off, which makes the users cloud-only, is for a Hybrid Identity Administrator, after the server is gone (onPremisesSyncEnabled of the organization, Microsoft Graph); it can be turned on again after 72 hours at the earliest.',
  ];
}
