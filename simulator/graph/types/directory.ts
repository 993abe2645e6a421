import type {
  Domain,
  LicenseDetails,
  OnPremisesDirectorySynchronization,
  Organization,
  SubscribedSku,
} from '@microsoft/microsoft-graph-types';
import { each, type EntityType } from '../odata/properties';

/** All of its properties come without $select, and none can be filtered by. */
function plainType<Entity>(name: string, properties: readonly (keyof Entity & string)[]): EntityType {
  return { name, properties: each(properties, { kind: 'Complex', always: true }) };
}

export const organizationType = plainType<Organization>('organization', [
  'id',
  'assignedPlans',
  'countryLetterCode',
  'createdDateTime',
  'displayName',
  'onPremisesLastSyncDateTime',
  'onPremisesSyncEnabled',
  'tenantType',
  'verifiedDomains',
]);

export const domainType = plainType<Domain>('domain', [
  'id',
  'authenticationType',
  'isAdminManaged',
  'isDefault',
  'isInitial',
  'isRoot',
  'isVerified',
  'supportedServices',
]);

export const skuType = plainType<SubscribedSku>('subscribedSku', [
  'id',
  'accountId',
  'accountName',
  'appliesTo',
  'capabilityStatus',
  'consumedUnits',
  'prepaidUnits',
  'servicePlans',
  'skuId',
  'skuPartNumber',
  'subscriptionIds',
]);

export const licenseDetailsType = plainType<LicenseDetails>('licenseDetails', [
  'id',
  'servicePlans',
  'skuId',
  'skuPartNumber',
]);

export const synchronizationType = plainType<OnPremisesDirectorySynchronization>(
  'onPremisesDirectorySynchronization',
  ['id', 'configuration', 'features'],
);
