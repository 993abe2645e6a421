import type { OnPremisesDirectorySynchronization } from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import type { World } from '../world';
import { badRequest } from './errors';
import { tenantState } from './state';

/** `/directory/onPremisesSynchronization` has one member, whose id is the tenant's. */
export function synchronization(world: World): OnPremisesDirectorySynchronization {
  const { organization } = tenantState(world);
  return {
    id: organization.id,
    configuration: {
      accidentalDeletionPrevention: {
        synchronizationPreventionType: 'enabledForCount',
        alertThreshold: organization.deletionThreshold,
      },
    },
    features: {
      passwordSyncEnabled: organization.passwordSyncEnabled,
      passwordWritebackEnabled: false,
      quarantineUponProxyAddressesConflictEnabled: true,
      quarantineUponUpnConflictEnabled: true,
    },
  };
}

const update = z.strictObject({
  features: z.strictObject({ passwordSyncEnabled: z.boolean() }).optional(),
  configuration: z
    .strictObject({
      accidentalDeletionPrevention: z.strictObject({
        synchronizationPreventionType: z.literal('enabledForCount'),
        alertThreshold: z.int().min(1),
      }),
    })
    .optional(),
});

/** What of it can be changed here: password hash synchronisation and the threshold of deletions. */
export function updateSynchronization(world: World, given: unknown): void {
  const parsed = update.safeParse(given);
  if (!parsed.success) throw badRequest(`Invalid value specified: ${z.prettifyError(parsed.error)}`);
  const { organization } = tenantState(world);
  const { features, configuration } = parsed.data;
  if (features) organization.passwordSyncEnabled = features.passwordSyncEnabled;
  if (configuration) {
    organization.deletionThreshold = configuration.accidentalDeletionPrevention.alertThreshold;
  }
  world.changed();
}
