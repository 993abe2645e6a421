import { z } from 'zod';
import { badRequest, odataError } from '../errors';
import type { Licence, TenantState } from '../state';

export interface LicenceRequest {
  add: Licence[];
  remove: string[];
}

/** The SDKs name the type of what they send. */
const isAnnotation = (name: string) => name.startsWith('@odata.') || name.includes('@');

const assignedLicense = z.looseObject({ skuId: z.guid(), disabledPlans: z.array(z.guid()).nullish() });
const body = z.looseObject({ addLicenses: z.array(assignedLicense), removeLicenses: z.array(z.guid()) });

/** The body of assignLicense, of users and of groups, as far as it can be judged without looking at either. */
export function licenceRequest(tenant: TenantState, given: unknown): LicenceRequest {
  const parsed = body.safeParse(given);
  if (!parsed.success) {
    throw badRequest(`Invalid value specified for assignLicense: ${z.prettifyError(parsed.error)}`);
  }
  noOther(parsed.data, ['addLicenses', 'removeLicenses'], (name) =>
    odataError(
      `The parameter '${name}' in the request payload is not a valid parameter for the operation 'assignLicense'.`,
    ),
  );
  const add = parsed.data.addLicenses.map((licence) => {
    noOther(licence, ['skuId', 'disabledPlans'], (name) =>
      odataError(`The property '${name}' does not exist on type 'microsoft.graph.assignedLicense'.`),
    );
    const disabledPlans = (licence.disabledPlans ?? []).map((plan) => plan.toLowerCase());
    return { skuId: licence.skuId.toLowerCase(), disabledPlans: [...new Set(disabledPlans)] };
  });
  const remove = parsed.data.removeLicenses.map((skuId) => skuId.toLowerCase());
  const named = [...add.map(({ skuId }) => skuId), ...remove];
  const twice = named.find((skuId, n) => named.indexOf(skuId) !== n);
  if (twice !== undefined) throw badRequest(`License ${twice} is named more than once in the request.`);
  for (const licence of add) checkProduct(tenant, licence);
  return { add, remove };
}

function noOther(object: object, known: string[], refusal: (name: string) => Error): void {
  const other = Object.keys(object).find((name) => !known.includes(name) && !isAnnotation(name));
  if (other !== undefined) throw refusal(other);
}

function checkProduct(tenant: TenantState, { skuId, disabledPlans }: Licence): void {
  const sku = tenant.skus.find((other) => other.skuId === skuId);
  if (!sku) throw badRequest(`License ${skuId} does not correspond to a valid company License.`);
  const unknown = disabledPlans.find(
    (plan) => !sku.servicePlans.some(({ servicePlanId }) => servicePlanId === plan),
  );
  if (unknown !== undefined) {
    throw badRequest(`License ${skuId} does not contain the service plan ${unknown} that is to be disabled.`);
  }
}

/** What is there after the request: the products that it names in their new form, the others as they are. */
export function applied<T extends Licence>(
  existing: T[],
  { add, remove }: LicenceRequest,
  make: (licence: Licence) => T,
): T[] {
  const untouched = existing.filter(
    ({ skuId }) => !remove.includes(skuId) && !add.some((one) => one.skuId === skuId),
  );
  return [...untouched, ...add.map((licence) => existing.find((one) => same(one, licence)) ?? make(licence))];
}

export const same = (a: Licence, b: Licence): boolean =>
  a.skuId === b.skuId &&
  a.disabledPlans.length === b.disabledPlans.length &&
  a.disabledPlans.every((plan) => b.disabledPlans.includes(plan));
