import type { Organization } from '@microsoft/microsoft-graph-types';
import type { Problem } from '../../roadmap/problems';
import type { Evidence } from '../../roadmap/progress';
import type { Worksheet } from '../../worksheet/schema';
import type { TenantUser } from './read';
import { provisioningFailure } from './rules';

/** So many provisioning errors are listed; the rest are counted. */
const listedErrors = 20;

/** What is still missing in the tenant; empty when everything has arrived. Pure. */
export function missing(
  w: Worksheet,
  since: string,
  organization: Organization,
  synchronised: number,
): string[] {
  const last = organization.onPremisesLastSyncDateTime;
  const { expectedUsers } = w.licensing;
  return [
    ...(organization.onPremisesSyncEnabled ? [] : ['directory synchronisation is not on in the tenant']),
    ...(last && Date.parse(last) >= Date.parse(since)
      ? []
      : [`no synchronisation since ${since} (the last one: ${last ?? 'never'})`]),
    ...(synchronised >= expectedUsers
      ? []
      : [`${synchronised} of at least ${expectedUsers} synchronised users have arrived`]),
  ];
}

export function notSynchronised(w: Worksheet, lacks: string[]): Problem {
  return {
    code: 'TenantNotSynchronised',
    message: `Synchronisation has not reached the tenant: ${lacks.join('; ')}.`,
    remedy:
      'Look at Synchronization Service Manager and at the filtering (organisational units) in Entra Connect on the server; correct licensing.expectedUsers if it is too high; then retry.',
    resource: w.azure.tenantId,
  };
}

export function tenantEvidence(
  organization: Organization,
  users: TenantUser[],
  synchronised: number,
): Evidence {
  const failures = users.flatMap((user) => {
    const failure = provisioningFailure(user);
    return failure === undefined ? [] : [`${user.userPrincipalName}: ${failure}`];
  });
  return {
    synchronisedUsers: synchronised,
    lastSynchronisation: organization.onPremisesLastSyncDateTime ?? 'unknown',
    provisioningErrorCount: failures.length,
    provisioningErrors: failures.slice(0, listedErrors),
  };
}
