import type { Sku, Licence, TenantState, TenantUser } from '../state';
import { serviceOf, type ServicePlan } from './plans';

/** What a user has, directly and by groups: each product once, with the plans that are disabled in all of them. Pure. */
export function held(user: Pick<TenantUser, 'assignedLicenses' | 'inheritedLicenses'>): Licence[] {
  const all = [...user.assignedLicenses, ...user.inheritedLicenses.filter((one) => one.held)];
  return [...new Set(all.map(({ skuId }) => skuId))].map((skuId) => {
    const [first, ...rest] = all.filter((one) => one.skuId === skuId).map((one) => one.disabledPlans);
    const disabledPlans = (first ?? []).filter((plan) => rest.every((other) => other.includes(plan)));
    return { skuId, disabledPlans };
  });
}

export const has = (user: TenantUser, skuId: string): boolean =>
  user.assignedLicenses.some((one) => one.skuId === skuId) ||
  user.inheritedLicenses.some((one) => one.held && one.skuId === skuId);

export function consumed(tenant: TenantState, skuId: string): number {
  return tenant.users.filter((user) => has(user, skuId)).length;
}

/**
 * Units that can be given to users. Suspended ones can't be (licenseUnitsDetail); those of the grace period can, as their
 * subscription still works: the reference does not say so in words.
 */
export const seats = ({ enabled, warning }: Sku): number => enabled + warning;

/** "Enabled if prepaidUnits has at least 1 unit that is enabled" (subscribedSku); the others likewise. Pure. */
export function capabilityStatus({ enabled, warning, lockedOut }: Sku): string {
  if (enabled > 0) return 'Enabled';
  if (warning > 0) return 'Warning';
  return lockedOut > 0 ? 'LockedOut' : 'Suspended';
}

/** Whether users can still work with what they have of it. */
const works = (sku: Sku | undefined) => sku !== undefined && seats(sku) > 0;

export function enabledPlans(skus: Sku[], licences: Licence[]): ServicePlan[] {
  return licences.flatMap(({ skuId, disabledPlans }) =>
    (skus.find((sku) => sku.skuId === skuId)?.servicePlans ?? []).filter(
      ({ servicePlanId }) => !disabledPlans.includes(servicePlanId),
    ),
  );
}

/** `licenseAssignmentStates`: one for each way in which a user has a product, or should have. Pure. */
export function assignmentStates(skus: Sku[], user: TenantUser) {
  const state = (skuId: string, error: string | null, isHeld: boolean) => {
    if (!isHeld) return 'Error';
    if (!works(skus.find((sku) => sku.skuId === skuId))) return 'Disabled';
    return error === null ? 'Active' : 'ActiveWithError';
  };
  const direct = user.assignedLicenses.map((one) => ({ ...one, group: null, error: null, held: true }));
  return [...direct, ...user.inheritedLicenses].map((one) => ({
    skuId: one.skuId,
    disabledPlans: one.disabledPlans,
    assignedByGroup: one.group,
    state: state(one.skuId, one.error, one.held),
    error: one.error ?? 'None',
    lastUpdatedDateTime: one.updated,
  }));
}

/** `assignedPlans` of a user. Pure. */
export function assignedPlans(skus: Sku[], user: TenantUser) {
  return held(user).flatMap((licence) => {
    const sku = skus.find(({ skuId }) => skuId === licence.skuId);
    const updated = [...user.assignedLicenses, ...user.inheritedLicenses].find(
      ({ skuId }) => skuId === licence.skuId,
    )?.updated;
    return enabledPlans(skus, [licence]).map((plan) => ({
      assignedDateTime: updated,
      capabilityStatus: sku ? capabilityStatus(sku) : 'Deleted',
      service: serviceOf(plan),
      servicePlanId: plan.servicePlanId,
    }));
  });
}
