import type { LicenceRule } from '../../worksheet/schema';
import type { TenantUser } from './read';
import type { OwnedSku } from './skus';
import { findSku, planIds } from './skus';

/** Ids of the users in each group, by the group's name or id as the rule has it. */
export type Members = Map<string, Set<string>>;

/** The first rule that selects the user. Pure. */
export function ruleFor(user: TenantUser, rules: LicenceRule[], members: Members): LicenceRule | undefined {
  return rules.find(({ users }) => {
    const { group, department, upnSuffix } = users;
    if (group !== undefined && !members.get(group)?.has(user.id)) return false;
    if (department !== undefined && !same(department, user.department ?? '')) return false;
    return (
      upnSuffix === undefined || same(upnSuffix.replace(/^@/, ''), user.userPrincipalName.split('@')[1] ?? '')
    );
  });
}

const same = (a: string, b: string) => a.localeCompare(b, 'en', { sensitivity: 'accent' }) === 0;

export interface LicenceToAdd {
  skuId: string;
  disabledPlans: string[];
}

/** What a user still lacks of a rule; empty when there is nothing to do. */
export interface Lack {
  location?: string;
  licences: LicenceToAdd[];
}

/**
 * A location that a user has already is left alone: somebody set it, and it may differ from the rule for good reason.
 * A product that the user has already is left alone too, with whatever plans it has.
 */
export function lackOf(user: TenantUser, rule: LicenceRule, owned: OwnedSku[]): Lack {
  const has = new Set((user.assignedLicenses ?? []).map((licence) => licence.skuId?.toLowerCase()));
  const licences = rule.licences.flatMap(({ sku: name, disabledPlans }) => {
    const sku = findSku(owned, name);
    if (!sku || has.has(sku.skuId.toLowerCase())) return [];
    return [{ skuId: sku.skuId, disabledPlans: planIds(sku, disabledPlans).ids }];
  });
  return { ...(user.usageLocation ? {} : { location: rule.usageLocation }), licences };
}

/** Why Entra Connect could not bring everything of a user, in words; undefined when it could. */
export function provisioningFailure(user: TenantUser): string | undefined {
  const errors = user.onPremisesProvisioningErrors ?? [];
  if (errors.length === 0) return undefined;
  const each = errors.map((error) => {
    const property = error.propertyCausingError ?? 'a property';
    const value = error.value ? ` ${error.value}` : '';
    return error.category === 'PropertyConflict'
      ? `${property}${value} is already used by another object`
      : `${error.category ?? 'error'} in ${property}${value}`;
  });
  return `synchronisation reports: ${each.join('; ')}`;
}
