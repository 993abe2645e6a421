import type { EntityType } from './collections';

/** Default properties are those that Microsoft Graph's reference lists as returned without $select. */
const userDefaults = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
];

export const userType: EntityType = {
  name: 'user',
  defaults: userDefaults,
  properties: [
    ...userDefaults,
    'accountEnabled',
    'assignedLicenses',
    'createdDateTime',
    'department',
    'licenseAssignmentStates',
    'mailNickname',
    'onPremisesDistinguishedName',
    'onPremisesDomainName',
    'onPremisesImmutableId',
    'onPremisesLastSyncDateTime',
    'onPremisesProvisioningErrors',
    'onPremisesSamAccountName',
    'onPremisesSyncEnabled',
    'onPremisesUserPrincipalName',
    'proxyAddresses',
    'usageLocation',
    'userType',
  ],
  filterable: [
    'accountEnabled',
    'department',
    'displayName',
    'givenName',
    'id',
    'jobTitle',
    'mail',
    'mailNickname',
    'onPremisesImmutableId',
    'onPremisesSyncEnabled',
    'surname',
    'usageLocation',
    'userPrincipalName',
    'userType',
  ],
};

const groupProperties = [
  'id',
  'createdDateTime',
  'description',
  'displayName',
  'groupTypes',
  'mail',
  'mailEnabled',
  'mailNickname',
  'onPremisesLastSyncDateTime',
  'onPremisesSyncEnabled',
  'proxyAddresses',
  'securityEnabled',
  'visibility',
];

export const groupType: EntityType = {
  name: 'group',
  defaults: groupProperties,
  properties: groupProperties,
  filterable: [
    'displayName',
    'id',
    'mailEnabled',
    'mailNickname',
    'onPremisesSyncEnabled',
    'securityEnabled',
  ],
};

function plainType(name: string, properties: string[]): EntityType {
  return { name, properties, defaults: properties, filterable: [] };
}

export const organizationType = plainType('organization', [
  'id',
  'createdDateTime',
  'displayName',
  'onPremisesLastSyncDateTime',
  'onPremisesSyncEnabled',
  'tenantType',
  'verifiedDomains',
]);

export const domainType = plainType('domain', [
  'id',
  'authenticationType',
  'isAdminManaged',
  'isDefault',
  'isInitial',
  'isRoot',
  'isVerified',
  'supportedServices',
]);

export const skuType = plainType('subscribedSku', [
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

export const synchronizationType = plainType('onPremisesDirectorySynchronization', [
  'id',
  'configuration',
  'features',
]);
