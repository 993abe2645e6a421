import { randomUUID } from 'node:crypto';
import type { World } from '../world';
import { guidFor } from '../site/people';
import type { Change } from './changes';
import { plansOf, type ServicePlan } from './licensing/plans';

export interface ProvisioningError {
  category: 'PropertyConflict';
  occurredDateTime: string;
  propertyCausingError: 'UserPrincipalName' | 'ProxyAddress';
  value: string;
}

export interface Licence {
  skuId: string;
  disabledPlans: string[];
}

export interface DirectLicence extends Licence {
  /** When it was given or changed last, in ISO 8601. */
  updated: string;
}

/** What became of a group's licence for one member. */
export interface InheritedLicence extends Licence {
  group: string;
  /** Whether the member has it; with an error it may have an earlier form of it. */
  held: boolean;
  error: LicenceError | null;
  updated: string;
}

/** As in licenseAssignmentState (Graph). */
export type LicenceError = 'CountViolation' | 'MutuallyExclusiveViolation' | 'DependencyViolation';

export interface TenantUser {
  id: string;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  userPrincipalName: string;
  mail: string | null;
  mailNickname: string;
  jobTitle: string | null;
  department: string | null;
  accountEnabled: boolean;
  userType: 'Member' | 'Guest';
  createdDateTime: string;
  usageLocation: string | null;
  /** Direct ones; what Graph calls `assignedLicenses` has the inherited ones too (licensing/held.ts). */
  assignedLicenses: DirectLicence[];
  inheritedLicenses: InheritedLicence[];
  /** true for a user that Entra Connect made; null for one made in the cloud. */
  onPremisesSyncEnabled: true | null;
  onPremisesImmutableId: string | null;
  onPremisesDomainName: string | null;
  onPremisesSamAccountName: string | null;
  onPremisesUserPrincipalName: string | null;
  onPremisesDistinguishedName: string | null;
  onPremisesLastSyncDateTime: string | null;
  onPremisesProvisioningErrors: ProvisioningError[];
}

export interface TenantGroup {
  id: string;
  displayName: string;
  description: string | null;
  createdDateTime: string;
  mailNickname: string;
  onPremisesSyncEnabled: true | null;
  onPremisesLastSyncDateTime: string | null;
  /** Ids of users. */
  members: string[];
  /** Licences that its members inherit. */
  assignedLicenses: Licence[];
  /** When the licences or the members changed last, in milliseconds of the clock; null: never since it has licences. */
  licensingSince: number | null;
  /** Whether that change has reached the members. */
  licensed: boolean;
}

export interface DeletedUser extends TenantUser {
  deletedDateTime: string;
}

export interface Sku {
  skuId: string;
  skuPartNumber: string;
  /** Units of subscriptions that run, that expired and are in their grace period, that were disabled, and that were cancelled. */
  enabled: number;
  warning: number;
  suspended: number;
  lockedOut: number;
  servicePlans: ServicePlan[];
}

export interface TenantState {
  organization: {
    id: string;
    displayName: string;
    createdDateTime: string;
    onPremisesSyncEnabled: true | null;
    onPremisesLastSyncDateTime: string | null;
    passwordSyncEnabled: boolean;
    /** Of accidentalDeletionPrevention: more deletions than this in one export stop it. */
    deletionThreshold: number;
  };
  domains: { id: string; isInitial: boolean; isVerified: boolean }[];
  skus: Sku[];
  users: TenantUser[];
  /** For 30 days in Entra ID; here for good. */
  deletedUsers: DeletedUser[];
  groups: TenantGroup[];
  /** What was changed, the oldest first, as far back as a delta token is good. */
  changes: Change[];
  /** Which life of the tenant this is; a delta token of another one is refused. */
  generation: string;
  /** UPNs in lower case of users whose licences contain mutually exclusive plans, whatever is assigned. */
  licenceConflicts: string[];
}

export function tenantState(world: World): TenantState {
  world.state.tenant ??= firstState(world);
  return world.state.tenant as TenantState;
}

/** Of a group that the options name; the same in each simulation of one tenant. */
export const groupIdOf = (tenantId: string, name: string): string => guidFor(`${tenantId}/group/${name}`);

function firstState(world: World): TenantState {
  const { tenant, site } = world.options;
  const people = tenant.people ?? [];
  const groupNames = [...new Set(people.flatMap(({ groups = [] }) => groups))];
  const created = new Date(world.clock.now()).toISOString();
  const initial = tenant.domains[0] ?? 'contoso.onmicrosoft.com';
  return {
    organization: {
      id: tenant.id,
      displayName: site.netbiosName,
      createdDateTime: created,
      onPremisesSyncEnabled: null,
      onPremisesLastSyncDateTime: null,
      passwordSyncEnabled: false,
      deletionThreshold: 500,
    },
    domains: tenant.domains.map((id, n) => ({ id, isInitial: n === 0, isVerified: true })),
    skus: tenant.skus.map((sku) => ({
      ...{ warning: 0, suspended: 0, lockedOut: 0 },
      ...sku,
      servicePlans: plansOf(sku.skuPartNumber),
    })),
    users: [
      cloudUser(`admin@${initial}`, 'Tenant Administrator', created),
      cloudUser(`breakglass@${initial}`, 'Emergency Access', created),
      ...people.map((one) => cloudUser(one.userPrincipalName, one.displayName, created)),
    ],
    deletedUsers: [],
    changes: [],
    generation: randomUUID(),
    groups: [
      {
        id: guidFor(`${tenant.id}/group/Cloud administrators`),
        displayName: 'Cloud administrators',
        description: null,
        createdDateTime: created,
        mailNickname: 'cloud-administrators',
        onPremisesSyncEnabled: null,
        onPremisesLastSyncDateTime: null,
        members: [guidFor(`user/admin@${initial}`)],
        ...unlicensed(),
      },
      ...groupNames.map((displayName) => ({
        id: groupIdOf(tenant.id, displayName),
        displayName,
        description: null,
        createdDateTime: created,
        mailNickname: displayName.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
        onPremisesSyncEnabled: null,
        onPremisesLastSyncDateTime: null,
        members: people
          .filter(({ groups = [] }) => groups.includes(displayName))
          .map(({ userPrincipalName }) => guidFor(`user/${userPrincipalName}`)),
        ...unlicensed(),
      })),
    ],
    licenceConflicts: [],
  };
}

/** A group without licences. */
export const unlicensed = () => ({ assignedLicenses: [], licensingSince: null, licensed: true });

function cloudUser(userPrincipalName: string, displayName: string, createdDateTime: string): TenantUser {
  return {
    id: guidFor(`user/${userPrincipalName}`),
    displayName,
    givenName: null,
    surname: null,
    userPrincipalName,
    mail: null,
    mailNickname: userPrincipalName.split('@')[0] as string,
    jobTitle: null,
    department: null,
    accountEnabled: true,
    userType: 'Member',
    createdDateTime,
    usageLocation: null,
    assignedLicenses: [],
    inheritedLicenses: [],
    onPremisesSyncEnabled: null,
    onPremisesImmutableId: null,
    onPremisesDomainName: null,
    onPremisesSamAccountName: null,
    onPremisesUserPrincipalName: null,
    onPremisesDistinguishedName: null,
    onPremisesLastSyncDateTime: null,
    onPremisesProvisioningErrors: [],
  };
}
