import type { Group, User } from '@microsoft/microsoft-graph-types';
import { assignedPlans, assignmentStates, held } from './licensing/held';
import { processingState } from './licensing/groups';
import type { Item } from './odata/operand';
import { tenantState, type TenantGroup, type TenantUser } from './state';
import type { World } from '../world';

/** What Graph says of a user. */
export function userToGraph(world: World, user: TenantUser & { deletedDateTime?: string }): Item {
  const { skus } = tenantState(world);
  return {
    id: user.id,
    accountEnabled: user.accountEnabled,
    assignedLicenses: held(user),
    assignedPlans: assignedPlans(skus, user),
    businessPhones: [],
    createdDateTime: user.createdDateTime,
    deletedDateTime: user.deletedDateTime ?? null,
    department: user.department,
    displayName: user.displayName,
    givenName: user.givenName,
    jobTitle: user.jobTitle,
    licenseAssignmentStates: assignmentStates(skus, user),
    mail: user.mail,
    mailNickname: user.mailNickname,
    onPremisesDistinguishedName: user.onPremisesDistinguishedName,
    onPremisesDomainName: user.onPremisesDomainName,
    onPremisesImmutableId: user.onPremisesImmutableId,
    onPremisesLastSyncDateTime: user.onPremisesLastSyncDateTime,
    onPremisesProvisioningErrors: user.onPremisesProvisioningErrors,
    onPremisesSamAccountName: user.onPremisesSamAccountName,
    onPremisesSyncEnabled: user.onPremisesSyncEnabled,
    onPremisesUserPrincipalName: user.onPremisesUserPrincipalName,
    proxyAddresses: user.mail === null ? [] : [`SMTP:${user.mail}`],
    surname: user.surname,
    usageLocation: user.usageLocation,
    userPrincipalName: user.userPrincipalName,
    userType: user.userType,
  } satisfies User;
}

export function groupToGraph(world: World, group: TenantGroup): Item {
  return {
    id: group.id,
    assignedLicenses: group.assignedLicenses,
    createdDateTime: group.createdDateTime,
    description: group.description,
    displayName: group.displayName,
    groupTypes: [],
    hasMembersWithLicenseErrors: membersWithErrors(tenantState(world).users, group).length > 0,
    licenseProcessingState: processingState(world, group),
    mailEnabled: false,
    mailNickname: group.mailNickname,
    onPremisesLastSyncDateTime: group.onPremisesLastSyncDateTime,
    onPremisesSyncEnabled: group.onPremisesSyncEnabled,
    proxyAddresses: [],
    securityEnabled: true,
  } satisfies Group;
}

/** Those to whom the group could not give a licence. */
export const membersWithErrors = (users: TenantUser[], group: TenantGroup): TenantUser[] =>
  users.filter(({ inheritedLicenses }) =>
    inheritedLicenses.some((one) => one.group === group.id && one.error !== null),
  );
