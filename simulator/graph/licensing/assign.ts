import type { World } from '../../world';
import { changing } from '../changes';
import { badRequest } from '../errors';
import { tenantState, type Licence, type LicenceError, type TenantState, type TenantUser } from '../state';
import { consumed, enabledPlans, has, held, seats } from './held';
import { conflictAmong } from './plans';
import { applied, licenceRequest } from './request';

/** user: assignLicense. All or nothing; the texts are what tells the reasons apart, as in Graph. */
export function assignLicense(world: World, user: TenantUser, given: unknown): void {
  const tenant = tenantState(world);
  const request = licenceRequest(tenant, given);
  for (const skuId of request.remove) checkRemoval(user, skuId);
  if (request.add.length > 0 && user.usageLocation === null) {
    throw badRequest('License assignment cannot be done for user with invalid usage location.');
  }
  const updated = new Date(world.clock.now()).toISOString();
  const direct = applied(user.assignedLicenses, request, (licence) => ({ ...licence, updated }));
  const refusal = violation(tenant, user, held({ ...user, assignedLicenses: direct }), request.add);
  if (refusal) throw badRequest(refusal.message);
  changing(world, 'users', user, () => (user.assignedLicenses = direct));
}

function checkRemoval(user: TenantUser, skuId: string): void {
  if (user.assignedLicenses.some((one) => one.skuId === skuId)) return;
  throw badRequest(
    user.inheritedLicenses.some((one) => one.skuId === skuId)
      ? 'User license is inherited from a group membership and it cannot be removed directly from the user.'
      : `User does not have a corresponding license: ${skuId}.`,
  );
}

/** Why a user can't have these licences, of which `wanted` are asked for now; the texts are Graph's. Pure. */
export function violation(
  tenant: TenantState,
  user: TenantUser,
  licences: Licence[],
  wanted: Licence[],
): { error: LicenceError; message: string } | undefined {
  const added = wanted.filter(({ skuId }) => !has(user, skuId));
  if (added.length > 0 && tenant.licenceConflicts.includes(user.userPrincipalName.toLowerCase())) {
    return exclusive(`of license ${added[0]!.skuId} and of a license that the user already has`);
  }
  const conflict = conflictAmong(enabledPlans(tenant.skus, licences));
  if (conflict?.error === 'MutuallyExclusiveViolation') return exclusive(conflict.plans.join(', '));
  if (conflict) {
    const { error, plan, needs } = conflict;
    const message = `License assignment failed because service plan ${plan} depends on the service plan(s) ${needs.join(', ')}`;
    return { error, message };
  }
  const full = added.find(({ skuId }) => {
    const sku = tenant.skus.find((other) => other.skuId === skuId);
    return !sku || consumed(tenant, skuId) >= seats(sku);
  });
  return (
    full && {
      error: 'CountViolation',
      message: `Subscription with SKU ${full.skuId} does not have any available licenses.`,
    }
  );
}

const exclusive = (plans: string) => ({
  error: 'MutuallyExclusiveViolation' as const,
  message: `License assignment failed because service plans ${plans} are mutually exclusive.`,
});
