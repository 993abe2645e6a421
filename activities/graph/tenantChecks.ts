import type { Organization } from '@microsoft/microsoft-graph-types';
import type { PreflightCheck } from '../../roadmap/plan';
import type { Worksheet } from '../../worksheet/schema';
import { didYouMean, meant } from '../../worksheet/suggest';
import type { OutsideSettings } from '../environment';
import { problemOf } from '../failures';
import { failed, passed, warning, type CheckName } from '../preflight/checks';
import { graphClient } from './client';
import { readOrganization, readSkus } from './read';
import { findSku, ownedSkus, planIds, wantedSkus, type OwnedSku } from './skus';

export interface TenantCheckOptions {
  /** The server of this deployment exists, so synchronisation that runs may be its own. */
  serverExists?: boolean;
}

const tenantName: CheckName = { id: 'tenant', title: 'Entra tenant' };

/** Step 0 in the tenant: reads organisation and products, writes nothing. A refusal is a failed check, not an error. */
export async function tenantChecks(
  worksheet: Worksheet,
  settings: OutsideSettings,
  options: TenantCheckOptions = {},
): Promise<PreflightCheck[]> {
  const client = graphClient(worksheet, settings);
  const checks: PreflightCheck[] = [];
  await orFailedCheck(checks, tenantName, async () => {
    const organization = await readOrganization(client);
    return [
      ...domainChecks(worksheet, organization),
      synchronisationCheck(organization, Date.now(), options.serverExists ?? false),
    ];
  });
  if (worksheet.licensing.rules.length > 0) {
    await orFailedCheck(checks, { id: 'licences', title: 'Licences of the tenant' }, async () =>
      licenceChecks(worksheet, ownedSkus(await readSkus(client))),
    );
  }
  return checks;
}

async function orFailedCheck(
  checks: PreflightCheck[],
  check: CheckName,
  body: () => Promise<PreflightCheck[]>,
): Promise<void> {
  try {
    checks.push(...(await body()));
  } catch (error) {
    const found = problemOf(error);
    if (!found) throw error;
    checks.push(failed(check, found.message, found.remedy));
  }
}

export function domainChecks(w: Worksheet, organization: Organization): PreflightCheck[] {
  const verified = (organization.verifiedDomains ?? []).map((domain) => (domain.name ?? '').toLowerCase());
  const suffixes = w.licensing.rules.flatMap(({ users }) =>
    users.upnSuffix === undefined ? [] : [users.upnSuffix.replace(/^@/, '').toLowerCase()],
  );
  const checks = [...new Set(suffixes)].map((suffix) => {
    const check = { id: `domain-${suffix}`, title: `Verified domain ${suffix}` };
    if (verified.includes(suffix)) return passed(check, 'verified in the tenant');
    return failed(
      check,
      `the tenant has no verified domain ${suffix}, so no user can have this UPN suffix`,
      `Verify ${suffix} in the tenant, or correct licensing.rules. ${didYouMean(suffix, verified)}`.trim(),
    );
  });
  const found = `${organization.displayName ?? 'tenant'}; verified: ${verified.join(', ')}`;
  const custom = verified.some((name) => !/\.onmicrosoft\.(com|us)$|\.partner\.onmschina\.cn$/.test(name));
  checks.unshift(
    custom
      ? passed(tenantName, found)
      : warning(
          tenantName,
          `${found}; no domain of your own, so every user gets a name of the initial domain`,
          'Verify the UPN suffix of your users in the tenant before the wizard is run.',
        ),
  );
  return checks;
}

/** Entra Connect synchronises every 30 minutes; what was silent for a day is not running. */
const stillRunningMs = 24 * 3_600_000;

/** A tenant takes one active synchronisation server (Entra Connect, "Topologies"). */
export function synchronisationCheck(
  organization: Organization,
  now: number,
  serverExists: boolean,
): PreflightCheck {
  const check = { id: 'directory-synchronisation', title: 'No other directory synchronisation' };
  if (!organization.onPremisesSyncEnabled) {
    return passed(check, 'directory synchronisation is off in the tenant');
  }
  const last = organization.onPremisesLastSyncDateTime;
  const at = last ? `last at ${last}` : 'never yet';
  if (!last || now - Date.parse(last) > stillRunningMs) {
    return warning(
      check,
      `directory synchronisation is on, but idle (${at})`,
      'Make sure that no server that may start again still synchronises to this tenant.',
    );
  }
  return serverExists
    ? warning(
        check,
        `directory synchronisation is running (${at}); the server of this deployment exists`,
        'Make sure that it is this server that synchronises.',
      )
    : failed(
        check,
        `directory synchronisation is already running from another server (${at})`,
        'A tenant takes one active server: put the other one into staging mode or switch it off, and wait a day; or do without this deployment.',
      );
}

export function licenceChecks(w: Worksheet, owned: OwnedSku[]): PreflightCheck[] {
  return wantedSkus(w).map((name) => {
    const check = { id: `licence-${name}`, title: `Licence ${name}` };
    const sku = findSku(owned, name);
    const names = owned.map((one) => one.skuPartNumber);
    if (!sku) {
      const near = meant(name, names);
      return failed(
        check,
        `the tenant does not own ${name}${near ? `; did you mean ${near}?` : ''}`,
        `Buy it, or name one that the tenant owns: ${names.join(', ') || 'none'}.`,
      );
    }
    if (!sku.enabled) {
      return failed(
        check,
        `the subscription of ${name} is not active`,
        'Renew it in the Microsoft 365 admin center.',
      );
    }
    const unknown = unknownPlans(w, name, sku);
    if (unknown.length > 0) {
      return failed(
        check,
        `${name} has no service plan ${unknown.join(', ')}`,
        `Correct disabledPlans; its plans are ${[...sku.plans.keys()].join(', ')}.`,
      );
    }
    if (sku.expiring) {
      return warning(
        check,
        `a subscription of ${name} has expired and is in its grace period; ${sku.free} seats are free, its own included`,
        'Renew it in the Microsoft 365 admin center: after the grace period its seats are gone.',
      );
    }
    const { expectedUsers } = w.licensing;
    if (sku.free < expectedUsers) {
      return warning(
        check,
        `${sku.free} seats are free, and ${expectedUsers} users are expected`,
        'Buy seats before the licensing gate, unless fewer users get this licence.',
      );
    }
    return passed(check, `${sku.free} seats are free for ${expectedUsers} users`);
  });
}

function unknownPlans(w: Worksheet, name: string, sku: OwnedSku): string[] {
  const disabled = w.licensing.rules
    .flatMap((rule) => rule.licences)
    .filter((licence) => licence.sku.toUpperCase() === name.toUpperCase())
    .flatMap((licence) => licence.disabledPlans);
  return planIds(sku, disabled).unknown;
}
