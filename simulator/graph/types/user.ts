import type { User } from '@microsoft/microsoft-graph-types';
import { each, type EntityType, type Properties, type Property } from '../odata/properties';

const text: Property = { kind: 'String', eq: 'default', startsWith: 'default', null: 'advanced' };
const rareText: Property = { kind: 'String', eq: 'advanced', startsWith: 'advanced', null: 'advanced' };
const always = true;

/** Operators: Graph, "Advanced query capabilities on directory objects", table of user properties. */
const properties = {
  id: { kind: 'String', eq: 'default', always },
  ...each(['givenName', 'jobTitle', 'surname'], { ...text, always }),
  ...each(['mobilePhone', 'officeLocation', 'preferredLanguage'], { ...rareText, always }),
  displayName: { ...text, always, orderBy: 'default' },
  mail: { ...text, always, endsWith: 'advanced' },
  userPrincipalName: {
    ...{ kind: 'String', eq: 'default', startsWith: 'default', endsWith: 'advanced' },
    ...{ always, orderBy: 'default' },
  },
  businessPhones: {
    kind: 'Collection',
    always,
    any: { '': { kind: 'String', eq: 'advanced', startsWith: 'advanced' } },
  },

  ...each(['city', 'country', 'department', 'mailNickname', 'state', 'usageLocation'], text),
  ...each(['companyName', 'faxNumber', 'postalCode', 'streetAddress'], rareText),
  employeeId: { kind: 'String', eq: 'default', null: 'advanced' },
  accountEnabled: { kind: 'Boolean', eq: 'default' },
  userType: { kind: 'String', eq: 'default', null: 'advanced' },
  ...each(['createdDateTime', 'deletedDateTime'], {
    ...{ kind: 'DateTimeOffset', eq: 'default', range: 'default', null: 'advanced' },
    orderBy: 'advanced',
  }),
  proxyAddresses: {
    kind: 'Collection',
    count: 'advanced',
    any: { '': { kind: 'String', eq: 'default', startsWith: 'default', endsWith: 'advanced' } },
  },

  ...each(['onPremisesDistinguishedName', 'onPremisesDomainName', 'onPremisesUserPrincipalName'], {
    kind: 'String',
  }),
  onPremisesImmutableId: { kind: 'String', eq: 'default' },
  onPremisesSamAccountName: { kind: 'String', eq: 'advanced', startsWith: 'advanced' },
  onPremisesSyncEnabled: { kind: 'Boolean', eq: 'default', null: 'advanced' },
  onPremisesLastSyncDateTime: { kind: 'DateTimeOffset', eq: 'default', range: 'default' },
  onPremisesProvisioningErrors: {
    kind: 'Collection',
    count: 'advanced',
    any: each(['category', 'propertyCausingError'], { kind: 'String', eq: 'default' }),
  },

  assignedLicenses: {
    kind: 'Collection',
    count: 'advanced',
    any: { skuId: { kind: 'Guid', eq: 'default' } },
  },
  assignedPlans: {
    kind: 'Collection',
    any: {
      capabilityStatus: { kind: 'String', eq: 'advanced' },
      service: { kind: 'String', eq: 'advanced', startsWith: 'advanced' },
      servicePlanId: { kind: 'Guid', eq: 'advanced' },
    },
  },
  licenseAssignmentStates: { kind: 'Collection' },
} satisfies Properties & Partial<Record<keyof User, Property>>;

export const userType: EntityType = { name: 'user', properties };
