import type { World } from '../world';
import type { Person } from '../site/people';
import { distinguishedName, guidFor } from '../site/people';
import { siteState } from '../site/state';
import { changing, noteCreated, noteDeleted } from '../graph/changes';
import { consumed, seats } from '../graph/licensing/held';
import { membersChanged } from '../graph/licensing/groups';
import {
  tenantState,
  unlicensed,
  type DeletedUser,
  type ProvisioningError,
  type TenantGroup,
  type TenantState,
  type TenantUser,
} from '../graph/state';

/** What an export to Microsoft Entra ID brings about: users and groups in scope, as they are now. */
export function provision(world: World, at: string): void {
  const tenant = tenantState(world);
  const time = Date.parse(at);
  const { people, groups } = siteState(world).directory;
  const inScope = people.filter((person) => person.inScope);
  const ids = new Map(
    inScope.map((person) => [person.samAccountName, upsertUser(world, tenant, person, at)]),
  );
  const kept = new Set(ids.values());
  for (const user of tenant.users.filter((one) => one.onPremisesSyncEnabled && !kept.has(one.id))) {
    deleteUser(world, tenant, user, at);
  }

  for (const { objectGuid, name, description, members } of groups) {
    const id = guidFor(`cloud/${objectGuid}`);
    const group = tenant.groups.find((other) => other.id === id) ?? newGroup(id, name, description, at);
    if (!tenant.groups.includes(group)) {
      tenant.groups.push(group);
      noteCreated(world, 'groups', group, time);
    }
    group.onPremisesLastSyncDateTime = at;
    const now = members.flatMap((member) => ids.get(member) ?? []);
    if (now.join() === group.members.join()) continue;
    changing(world, 'groups', group, () => (group.members = now), time);
    membersChanged(world, group, time);
  }
  tenant.organization.onPremisesSyncEnabled = true;
  tenant.organization.onPremisesLastSyncDateTime = at;
  tenant.organization.passwordSyncEnabled = true;
  world.changed();
}

function newGroup(id: string, displayName: string, description: string, at: string): TenantGroup {
  return {
    id,
    displayName,
    description,
    createdDateTime: at,
    mailNickname: displayName.replace(/\W/g, ''),
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: at,
    members: [],
    ...unlicensed(),
  };
}

/** To `/directory/deletedItems`, from where it comes back as it was when it is in scope again; its licences are free until then. */
function deleteUser(world: World, tenant: TenantState, user: TenantUser, at: string): void {
  tenant.users = tenant.users.filter((other) => other !== user);
  tenant.deletedUsers.push({ ...user, deletedDateTime: at });
  noteDeleted(world, 'users', user, Date.parse(at));
}

function upsertUser(world: World, tenant: TenantState, person: Person, at: string): string {
  const id = guidFor(`cloud/${person.objectGuid}`);
  const existing = tenant.users.find((user) => user.id === id);
  const deleted = tenant.deletedUsers.find((user) => user.id === id);
  const { userPrincipalName, mail, errors } = addresses(tenant, person, existing, at);
  const user: TenantUser = {
    createdDateTime: at,
    usageLocation: null,
    assignedLicenses: [],
    inheritedLicenses: [],
    userType: 'Member',
    ...(existing ?? restored(tenant, deleted)),
    id,
    displayName: person.displayName,
    givenName: person.givenName,
    surname: person.surname,
    userPrincipalName,
    mail,
    mailNickname: person.samAccountName,
    jobTitle: person.title,
    department: person.department,
    accountEnabled: person.enabled,
    onPremisesSyncEnabled: true,
    onPremisesImmutableId: immutableId(person.objectGuid),
    onPremisesDomainName: world.options.site.domain,
    onPremisesSamAccountName: person.samAccountName,
    onPremisesUserPrincipalName: person.userPrincipalName,
    onPremisesDistinguishedName: `CN=${person.displayName},${person.ou}`,
    onPremisesLastSyncDateTime: at,
    onPremisesProvisioningErrors: errors,
  };
  if (existing) {
    changing(world, 'users', existing, () => Object.assign(existing, user), Date.parse(at));
    return id;
  }
  tenant.users.push(user);
  tenant.deletedUsers = tenant.deletedUsers.filter((other) => other !== deleted);
  noteCreated(world, 'users', user, Date.parse(at));
  return id;
}

/** What a user has again who comes back; of the licences only those that still have a seat. */
function restored(tenant: TenantState, deleted: DeletedUser | undefined): Partial<TenantUser> {
  if (!deleted) return {};
  const { createdDateTime, usageLocation, userType } = deleted;
  const assignedLicenses = deleted.assignedLicenses.filter(({ skuId }) =>
    tenant.skus.some((sku) => sku.skuId === skuId && consumed(tenant, skuId) < seats(sku)),
  );
  return { createdDateTime, usageLocation, userType, assignedLicenses };
}

/** Duplicate attribute resiliency: the user arrives with a replacement and an error instead of not at all. */
function addresses(tenant: TenantState, person: Person, existing: TenantUser | undefined, at: string) {
  const initial = tenant.domains.find((domain) => domain.isInitial)?.id ?? '';
  const [local, suffix] = person.userPrincipalName.split('@') as [string, string];
  const verified = tenant.domains.some(
    ({ id, isVerified }) => isVerified && id.toLowerCase() === suffix.toLowerCase(),
  );
  const error = (propertyCausingError: ProvisioningError['propertyCausingError'], value: string) => ({
    category: 'PropertyConflict' as const,
    occurredDateTime:
      existing?.onPremisesProvisioningErrors.find((old) => old.propertyCausingError === propertyCausingError)
        ?.occurredDateTime ?? at,
    propertyCausingError,
    value,
  });
  const takenBy = tenant.users.find(
    (user) => user.onPremisesSyncEnabled === null && user.userPrincipalName === person.userPrincipalName,
  );
  if (person.duplicate === 'UserPrincipalName' || takenBy) {
    const number = 1000 + (parseInt(person.objectGuid.slice(0, 4), 16) % 9000);
    return {
      userPrincipalName: `${local}${number}@${initial}`,
      mail: person.mail,
      errors: [error('UserPrincipalName', person.userPrincipalName)],
    };
  }
  // A suffix that the tenant has not verified is replaced by the initial domain.
  const userPrincipalName = `${local}@${verified ? suffix : initial}`;
  return person.duplicate === 'ProxyAddress'
    ? { userPrincipalName, mail: null, errors: [error('ProxyAddress', `SMTP:${person.mail}`)] }
    : { userPrincipalName, mail: person.mail, errors: [] };
}

/** ms-DS-ConsistencyGuid or objectGUID in base64, in the byte order of Windows GUIDs. */
function immutableId(guid: string): string {
  const [a, b, c, d, e] = guid.split('-') as [string, string, string, string, string];
  const reversed = [a, b, c].map((part) => Buffer.from(part, 'hex').reverse());
  return Buffer.concat([...reversed, Buffer.from(d + e, 'hex')]).toString('base64');
}

/** Where setup puts the connector account: the Users container of the forest root. */
export function usersContainer(world: World): string {
  return `CN=Users,${distinguishedName(world.options.site.domain)}`;
}
