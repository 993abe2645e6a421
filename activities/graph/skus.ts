import type { SubscribedSku } from '@microsoft/microsoft-graph-types';
import type { Worksheet } from '../../worksheet/schema';

/** A product that the tenant owns, with what assigning it needs. */
export interface OwnedSku {
  skuId: string;
  skuPartNumber: string;
  enabled: boolean;
  /** Expired, in the grace period in which it still works ("warning" in licenseUnitsDetail). */
  expiring: boolean;
  /** Seats that nobody has, those of the grace period included; never below zero. */
  free: number;
  /** Service plan ids by name in upper case. */
  plans: Map<string, string>;
}

export function ownedSkus(skus: SubscribedSku[]): OwnedSku[] {
  return skus.map((sku) => ({
    skuId: sku.skuId ?? '',
    skuPartNumber: sku.skuPartNumber ?? '',
    enabled: sku.capabilityStatus === 'Enabled' || sku.capabilityStatus === 'Warning',
    expiring: (sku.prepaidUnits?.warning ?? 0) > 0,
    free: Math.max(
      0,
      (sku.prepaidUnits?.enabled ?? 0) + (sku.prepaidUnits?.warning ?? 0) - (sku.consumedUnits ?? 0),
    ),
    plans: new Map(
      (sku.servicePlans ?? []).map((plan) => [
        (plan.servicePlanName ?? '').toUpperCase(),
        plan.servicePlanId ?? '',
      ]),
    ),
  }));
}

/** By part number (SPE_E3) or by id. */
export function findSku(owned: OwnedSku[], name: string): OwnedSku | undefined {
  const wanted = name.toUpperCase();
  return owned.find(
    (sku) => sku.skuPartNumber.toUpperCase() === wanted || sku.skuId.toUpperCase() === wanted,
  );
}

/** Every product that the rules name, each once. */
export function wantedSkus(w: Worksheet): string[] {
  const names = w.licensing.rules.flatMap((rule) => rule.licences.map((licence) => licence.sku));
  return [...new Map(names.map((name) => [name.toUpperCase(), name])).values()];
}

/** Ids of service plans, which rules name by name or id. */
export function planIds(sku: OwnedSku, names: string[]): { ids: string[]; unknown: string[] } {
  const known = new Set([...sku.plans.values()].map((id) => id.toLowerCase()));
  const ids: string[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    const id = sku.plans.get(name.toUpperCase()) ?? (known.has(name.toLowerCase()) ? name : undefined);
    if (id === undefined) unknown.push(name);
    else ids.push(id);
  }
  return { ids, unknown };
}
