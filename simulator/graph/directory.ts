import type { FastifyInstance } from 'fastify';
import type { World } from '../world';
import { notFound } from './errors';
import { consumed } from './licences';
import { context, single } from './odata/collections';
import type { Item } from './odata/operand';
import { optionsOf, project } from './odata/options';
import type { EntityType } from './odata/properties';
import { tenantState } from './state';
import { domainType, organizationType, skuType, synchronizationType } from './types/directory';

/** Small collections, which take no option but $select. */
export function registerDirectory(app: FastifyInstance, world: World): void {
  const collection = (path: string, items: () => Item[], type: EntityType) => {
    app.get(`/v1.0/${path}`, async (request) => {
      const { $select } = optionsOf(request, ['$select']);
      return {
        '@odata.context': context(world, path),
        value: items().map((item) => project(item, type, $select)),
      };
    });
    app.get<{ Params: { id: string } }>(`/v1.0/${path}/:id`, async (request) => {
      const item = items().find(({ id }) => id === request.params.id.toLowerCase());
      if (!item) throw notFound(request.params.id);
      return single(world, request, path, item, type);
    });
  };
  collection('organization', () => [organization(world)], organizationType);
  collection('domains', () => domains(world), domainType);
  collection('subscribedSkus', () => skus(world), skuType);
  collection('directory/onPremisesSynchronization', () => [synchronization(world)], synchronizationType);
}

function organization(world: World): Item {
  const { organization, domains } = tenantState(world);
  return {
    id: organization.id,
    createdDateTime: organization.createdDateTime,
    displayName: organization.displayName,
    onPremisesLastSyncDateTime: organization.onPremisesLastSyncDateTime,
    onPremisesSyncEnabled: organization.onPremisesSyncEnabled,
    tenantType: 'AAD',
    verifiedDomains: domains
      .filter(({ isVerified }) => isVerified)
      .map(({ id, isInitial }) => ({
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault: isInitial,
        isInitial,
        name: id,
        type: 'Managed',
      })),
  };
}

function domains(world: World): Item[] {
  return tenantState(world).domains.map(({ id, isInitial, isVerified }) => ({
    id,
    authenticationType: 'Managed',
    isAdminManaged: true,
    isDefault: isInitial,
    isInitial,
    isRoot: true,
    isVerified,
    supportedServices: isVerified ? ['Email', 'OfficeCommunicationsOnline'] : [],
  }));
}

function skus(world: World): Item[] {
  const tenant = tenantState(world);
  return tenant.skus.map(({ skuId, skuPartNumber, enabled, servicePlans }) => ({
    id: `${tenant.organization.id}_${skuId}`,
    accountId: tenant.organization.id,
    accountName: tenant.organization.displayName,
    appliesTo: 'User',
    capabilityStatus: enabled > 0 ? 'Enabled' : 'Suspended',
    consumedUnits: consumed(tenant, skuId),
    prepaidUnits: { enabled, suspended: 0, warning: 0, lockedOut: 0 },
    servicePlans,
    skuId,
    skuPartNumber,
    subscriptionIds: [],
  }));
}

function synchronization(world: World): Item {
  const { organization } = tenantState(world);
  return {
    id: organization.id,
    configuration: {
      accidentalDeletionPrevention: {
        synchronizationPreventionType: 'enabledForCount',
        alertThreshold: 500,
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
