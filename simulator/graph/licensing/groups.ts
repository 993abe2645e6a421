import { minutes } from '../../site/durations';
import type { World } from '../../world';
import { changing } from '../changes';
import { badRequest } from '../errors';
import {
  tenantState,
  type InheritedLicence,
  type Licence,
  type TenantGroup,
  type TenantState,
  type TenantUser,
} from '../state';
import { violation } from './assign';
import { held } from './held';
import { applied, licenceRequest, same } from './request';

/** group: assignLicense. It is accepted; whether the members can have the licences shows later, on each of them. */
export function assignToGroup(world: World, group: TenantGroup, given: unknown): void {
  const request = licenceRequest(tenantState(world), given);
  const missing = request.remove.find((skuId) => !group.assignedLicenses.some((one) => one.skuId === skuId));
  if (missing !== undefined) throw badRequest(`Group does not have a corresponding license: ${missing}.`);
  changing(world, 'groups', group, () => {
    group.assignedLicenses = applied(group.assignedLicenses, request, (licence) => licence);
    Object.assign(group, { licensingSince: world.clock.now(), licensed: false });
  });
}

/** Who comes and goes gets and loses licences, if the group has any; after the usual delay. */
export function membersChanged(world: World, group: TenantGroup, at: number): void {
  if (group.assignedLicenses.length > 0) Object.assign(group, { licensingSince: at, licensed: false });
  world.changed();
}

/** `licenseProcessingState` of a group; null where it never had licences. */
export function processingState(world: World, group: TenantGroup): { state: string } | null {
  if (group.licensingSince === null) return null;
  const passed = world.clock.now() - group.licensingSince;
  if (passed < world.clock.minutes(minutes.groupLicensingQueue)) return { state: 'QueuedForProcessing' };
  return {
    state:
      passed < world.clock.minutes(minutes.groupLicensing) ? 'ProcessingInProgress' : 'ProcessingComplete',
  };
}

/** Lets groups whose time has come give their members what they inherit. */
export function settleLicensing(world: World): void {
  const { groups } = tenantState(world);
  for (const group of groups.filter(({ licensed }) => !licensed)) {
    const due = (group.licensingSince ?? 0) + world.clock.minutes(minutes.groupLicensing);
    if (world.clock.now() < due) continue;
    group.licensed = true;
    reprocessGroup(world, group, due);
    world.changed();
  }
}

function reprocessGroup(world: World, group: TenantGroup, at: number): void {
  const tenant = tenantState(world);
  // Seats come free first, so that they can go to others.
  const leaving = tenant.users.filter((user) => !group.members.includes(user.id));
  for (const user of leaving) inherit(world, user, group, [], at);
  const members = tenant.users.filter((user) => group.members.includes(user.id));
  for (const user of members) inherit(world, user, group, group.assignedLicenses, at);
}

/** user: reprocessLicenseAssignment: at once, for all groups of one user. */
export function reprocessUser(world: World, user: TenantUser): void {
  for (const group of tenantState(world).groups) {
    const licences = group.members.includes(user.id) ? group.assignedLicenses : [];
    inherit(world, user, group, licences, world.clock.now());
  }
}

function inherit(world: World, user: TenantUser, group: TenantGroup, licences: Licence[], at: number): void {
  const { inheritedLicenses } = user;
  const others = inheritedLicenses.filter((one) => one.group !== group.id);
  const before = inheritedLicenses.filter((one) => one.group === group.id);
  if (licences.length === 0 && before.length === 0) return;
  changing(
    world,
    'users',
    user,
    () => {
      user.inheritedLicenses = [
        ...others,
        ...before.filter((one) => licences.some(({ skuId }) => skuId === one.skuId)),
      ];
      for (const licence of licences) {
        const old = before.find(({ skuId }) => skuId === licence.skuId);
        const rest = user.inheritedLicenses.filter((one) => one !== old);
        user.inheritedLicenses = [
          ...rest,
          outcome(tenantState(world), user, rest, licence, group.id, old, at),
        ];
      }
    },
    at,
  );
}

/** A member that can't have the licence keeps what it had of it. Pure. */
function outcome(
  tenant: TenantState,
  user: TenantUser,
  rest: InheritedLicence[],
  licence: Licence,
  group: string,
  old: InheritedLicence | undefined,
  at: number,
): InheritedLicence {
  const wanted = { ...licence, group, held: true, error: null, updated: new Date(at).toISOString() };
  const after = held({ ...user, inheritedLicenses: [...rest, wanted] });
  const error = violation(tenant, user, after, [licence])?.error ?? null;
  const result = error === null ? wanted : { ...(old?.held ? old : wanted), held: old?.held ?? false, error };
  const unchanged = old && old.held === result.held && old.error === result.error && same(old, result);
  return unchanged ? old : { ...result, updated: wanted.updated };
}
