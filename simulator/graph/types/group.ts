import type { Group } from '@microsoft/microsoft-graph-types';
import { each, type EntityType, type Properties, type Property } from '../odata/properties';

const text: Property = { kind: 'String', eq: 'default', startsWith: 'default', null: 'advanced' };
const always = true;

/** Operators: Graph, "Advanced query capabilities on directory objects", table of group properties. */
const properties = {
  id: { kind: 'String', eq: 'default', always },
  displayName: { ...text, always, orderBy: 'default' },
  description: { kind: 'String', eq: 'advanced', startsWith: 'advanced', null: 'advanced', always },
  ...each(['mail', 'mailNickname'], { ...text, always }),
  ...each(['mailEnabled', 'securityEnabled'], { kind: 'Boolean', eq: 'default', always }),
  createdDateTime: { kind: 'DateTimeOffset', eq: 'default', range: 'default', always },
  deletedDateTime: { kind: 'DateTimeOffset', always, orderBy: 'advanced' },
  groupTypes: { kind: 'Collection', always, any: { '': { kind: 'String', eq: 'default' } } },
  onPremisesLastSyncDateTime: { kind: 'DateTimeOffset', eq: 'default', range: 'default', always },
  onPremisesSyncEnabled: { kind: 'Boolean', eq: 'default', null: 'advanced', always },
  proxyAddresses: {
    kind: 'Collection',
    always,
    any: { '': { kind: 'String', eq: 'default', startsWith: 'default' } },
  },
  visibility: { kind: 'String', always },
  assignedLicenses: {
    kind: 'Collection',
    count: 'advanced',
    any: { skuId: { kind: 'Guid', eq: 'default' } },
  },
  licenseProcessingState: { kind: 'Complex' },
  /** "Never returned on a GET operation" (group resource type); for $filter only. */
  hasMembersWithLicenseErrors: { kind: 'Boolean', eq: 'default', null: 'default', hidden: true },
} satisfies Properties & Partial<Record<keyof Group, Property>>;

export const groupType: EntityType = { name: 'group', properties };
