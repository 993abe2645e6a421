import type { Domain, Organization, SubscribedSku } from '@microsoft/microsoft-graph-types';
import type { FastifyInstance } from 'fastify';
import type { World } from '../world';
import { userToGraph } from './entities';
import { notFound } from './errors';
import { capabilityStatus, consumed } from './licensing/held';
import { context, page, single } from './odata/collections';
import type { Item } from './odata/operand';
import { optionsOf, project } from './odata/options';
import type { EntityType } from './odata/properties';
import { tenantState } from './state';
import { synchronization, updateSynchronization } from './synchronization';
import { domainType, organizationType, skuType, synchronizationType } from './types/directory';
import { userType } from './types/user';

type One = { Params: { id: string } };
const synchronizationPath = 'directory/onPremisesSynchronization';

/** Small collections, which take no option but $select; and the users that are deleted. */
export function registerDirectory(app: FastifyInstance, world: World): void {
  const collection = (path: string, items: () => Item[], type: EntityType) => {
    app.get(`/v1.0/${path}`, async (request) => {
      const { $select } = optionsOf(request, ['$select']);
      return {
        '@odata.context': context(world, path),
        value: items().map((item) => project(item, type, $select)),
      };
    });
    app.get<One>(`/v1.0/${path}/:id`, async (request) => {
      const item = items().find(({ id }) => id === request.params.id.toLowerCase());
      if (!item) throw notFound(request.params.id);
      return single(world, request, path, item, type);
    });
  };
  collection('organization', () => [{ ...organization(world) }], organizationType);
  collection('domains', () => domains(world).map((domain) => ({ ...domain })), domainType);
  collection('subscribedSkus', () => skus(world).map((sku) => ({ ...sku })), skuType);
  collection(synchronizationPath, () => [{ ...synchronization(world) }], synchronizationType);
  app.patch<One>(`/v1.0/${synchronizationPath}/:id`, async (request, reply) => {
    if (request.params.id.toLowerCase() !== tenantState(world).organization.id) {
      throw notFound(request.params.id);
    }
    updateSynchronization(world, request.body);
    return reply.code(204).send();
  });

  const deleted = () => tenantState(world).deletedUsers.map((user) => userToGraph(world, user));
  app.get('/v1.0/directory/deletedItems/microsoft.graph.user', async (request) =>
    page(world, request, 'users', deleted(), userType),
  );
  app.get<One>('/v1.0/directory/deletedItems/:id', async (request) => {
    const user = deleted().find(({ id }) => id === request.params.id.toLowerCase());
    if (!user) throw notFound(request.params.id);
    const found = single(world, request, 'directoryObjects', user, userType);
    return { ...found, '@odata.type': '#microsoft.graph.user' };
  });
}

function organization(world: World): Organization {
  const { organization, domains } = tenantState(world);
  return {
    id: organization.id,
    assignedPlans: [],
    countryLetterCode: 'NL',
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

function domains(world: World): Domain[] {
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

function skus(world: World): SubscribedSku[] {
  const tenant = tenantState(world);
  return tenant.skus.map((sku) => ({
    id: `${tenant.organization.id}_${sku.skuId}`,
    accountId: tenant.organization.id,
    accountName: tenant.organization.displayName,
    appliesTo: 'User',
    capabilityStatus: capabilityStatus(sku),
    consumedUnits: consumed(tenant, sku.skuId),
    prepaidUnits: {
      enabled: sku.enabled,
      suspended: sku.suspended,
      warning: sku.warning,
      lockedOut: sku.lockedOut,
    },
    servicePlans: sku.servicePlans,
    skuId: sku.skuId,
    skuPartNumber: sku.skuPartNumber,
    subscriptionIds: [],
  }));
}
