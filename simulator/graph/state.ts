import type { World } from '../world';
import { guidFor } from '../site/people';
import { plansOf, type ServicePlan } from './plans';

export interface ProvisioningError {
  category: 'PropertyConflict';
  occurredDateTime: string;
  propertyCausingError: 'UserPrincipalName' | 'ProxyAddress';
  value: string;
}

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
  assignedLicenses: { skuId: string; disabledPlans: string[] }[];
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
}

export interface TenantState {
  organization: {
    id: string;
    displayName: string;
    createdDateTime: string;
    onPremisesSyncEnabled: true | null;
    onPremisesLastSyncDateTime: string | null;
    passwordSyncEnabled: boolean;
  };
  domains: { id: string; isInitial: boolean; isVerified: boolean }[];
  skus: { skuId: string; skuPartNumber: string; enabled: number; servicePlans: ServicePlan[] }[];
  users: TenantUser[];
  groups: TenantGroup[];
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
    },
    domains: tenant.domains.map((id, n) => ({ id, isInitial: n === 0, isVerified: true })),
    skus: tenant.skus.map((sku) => ({ ...sku, servicePlans: plansOf(sku.skuPartNumber) })),
    users: [
      cloudUser(`admin@${initial}`, 'Tenant Administrator', created),
      cloudUser(`breakglass@${initial}`, 'Emergency Access', created),
      ...people.map((one) => cloudUser(one.userPrincipalName, one.displayName, created)),
    ],
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
      })),
    ],
    licenceConflicts: [],
  };
}

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
