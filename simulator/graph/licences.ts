import { z } from 'zod';
import type { World } from '../world';
import { badRequest } from './errors';
import { tenantState, type TenantState, type TenantUser } from './state';

const body = z.object({
  addLicenses: z.array(z.object({ skuId: z.guid(), disabledPlans: z.array(z.guid()).default([]) })),
  removeLicenses: z.array(z.guid()),
});

export function consumed(tenant: TenantState, skuId: string): number {
  return tenant.users.filter((user) => user.assignedLicenses.some((licence) => licence.skuId === skuId))
    .length;
}

/** user: assignLicense. All or nothing; the texts are what tells the reasons apart, as in Graph. */
export function assignLicense(world: World, user: TenantUser, given: unknown): void {
  const tenant = tenantState(world);
  const parsed = body.safeParse(given);
  if (!parsed.success) {
    throw badRequest(`Invalid value specified for assignLicense: ${z.prettifyError(parsed.error)}`);
  }
  const { addLicenses, removeLicenses } = parsed.data;
  const missing = removeLicenses.find((skuId) => !user.assignedLicenses.some((held) => held.skuId === skuId));
  if (missing !== undefined) throw badRequest(`User does not have a corresponding license: ${missing}.`);
  if (addLicenses.length > 0 && user.usageLocation === null) {
    throw badRequest('License assignment cannot be done for user with invalid usage location.');
  }
  for (const licence of addLicenses) checkLicence(tenant, user, licence);
  const untouched = user.assignedLicenses.filter(
    ({ skuId }) => !removeLicenses.includes(skuId) && !addLicenses.some((added) => added.skuId === skuId),
  );
  user.assignedLicenses = [...untouched, ...addLicenses];
  world.changed();
}

function checkLicence(
  tenant: TenantState,
  user: TenantUser,
  { skuId, disabledPlans }: { skuId: string; disabledPlans: string[] },
): void {
  const sku = tenant.skus.find((other) => other.skuId === skuId);
  if (!sku) throw badRequest(`License ${skuId} does not correspond to a valid company License.`);
  const unknownPlan = disabledPlans.find(
    (plan) => !sku.servicePlans.some(({ servicePlanId }) => servicePlanId === plan),
  );
  if (unknownPlan !== undefined) {
    throw badRequest(
      `License ${skuId} does not contain the service plan ${unknownPlan} that is to be disabled.`,
    );
  }
  if (user.assignedLicenses.some((held) => held.skuId === skuId)) return;
  if (tenant.licenceConflicts.includes(user.userPrincipalName.toLowerCase())) {
    throw badRequest(
      `License assignment failed because service plans of license ${skuId} and of a license that the user already has ` +
        'are mutually exclusive.',
    );
  }
  if (consumed(tenant, skuId) >= sku.enabled) {
    throw badRequest(`Subscription with SKU ${skuId} does not have any available licenses.`);
  }
}
