import type { Worksheet } from '../../worksheet/schema';
import type { Problem } from '../../roadmap/problems';
import type { LicencePreview } from '../api';
import type { TenantUser } from './read';
import { lackOf, provisioningFailure, ruleFor, type Members } from './rules';
import { findSku, wantedSkus, type OwnedSku } from './skus';

/** So many users are named in warnings; the rest are counted. */
const namedUsers = 100;

/** Counts what the rules would do, a page at a time; changes nothing. Pure. */
export function createPreview(w: Worksheet, owned: OwnedSku[], members: Members) {
  const needed = new Map<string, number>();
  const warnings: string[] = [];
  let synchronised = 0;
  let selected = 0;
  let unnamed = 0;
  const warn = (text: string) => {
    if (warnings.length < namedUsers) warnings.push(text);
    else unnamed++;
  };

  return {
    add(users: TenantUser[]): void {
      for (const user of users) {
        synchronised++;
        const rule = ruleFor(user, w.licensing.rules, members);
        if (!rule) {
          warn(`${user.userPrincipalName}: no rule selects this user`);
          continue;
        }
        selected++;
        const broken = provisioningFailure(user);
        if (broken) {
          warn(`${user.userPrincipalName}: ${broken}`);
          continue;
        }
        if (user.usageLocation && user.usageLocation !== rule.usageLocation) {
          warn(
            `${user.userPrincipalName}: keeps the usage location ${user.usageLocation} (the rule says ${rule.usageLocation})`,
          );
        }
        for (const { skuId } of lackOf(user, rule, owned).licences) {
          needed.set(skuId, (needed.get(skuId) ?? 0) + 1);
        }
      }
    },

    result(): LicencePreview {
      const seats = wantedSkus(w).map((name) => {
        const sku = findSku(owned, name);
        return { sku: name, needed: needed.get(sku?.skuId ?? '') ?? 0, free: sku?.free ?? 0 };
      });
      const first = [
        ...missingGroups(w, members),
        ...wantedSkus(w)
          .filter((name) => !findSku(owned, name))
          .map(
            (name) => `The tenant does not own ${name}: users whose rule gives it will end in the report.`,
          ),
        ...seats
          .filter((one) => one.needed > one.free)
          .map(
            (one) =>
              `${one.sku}: ${one.needed} seats are needed and ${one.free} are free; ${one.needed - one.free} users will end in the report without it.`,
          ),
      ];
      const all = [...first, ...warnings];
      const more = all.length + unnamed - namedUsers;
      const shown = more > 0 ? [...all.slice(0, namedUsers - 1), `… and ${more + 1} more warnings`] : all;
      return { synchronised, selected, seats, warnings: shown };
    },
  };
}

/**
 * No seat at all is for a person to mend before anybody is asked to approve; with some seats left the rest go on, and who gets none
 * ends in the report.
 */
export function withoutAnySeat({ seats }: LicencePreview): Problem | undefined {
  const empty = seats.filter(({ needed, free }) => needed > 0 && free <= 0);
  if (empty.length === 0) return undefined;
  return {
    code: 'NoSeats',
    message: empty.map(({ sku, needed }) => `${sku} has no free seat; ${needed} are needed.`).join(' '),
    remedy: 'Buy or free seats, or correct licensing.rules in the worksheet; then retry.',
  };
}

function missingGroups(w: Worksheet, members: Members): string[] {
  return w.licensing.rules.flatMap(({ name, users }) =>
    users.group === undefined || members.has(users.group)
      ? []
      : [`Rule "${name}": the tenant has no group "${users.group}", so it selects nobody.`],
  );
}
