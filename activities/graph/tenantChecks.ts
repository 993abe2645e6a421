import type { Organization } from '@microsoft/microsoft-graph-types';
import type { PreflightCheck } from '../../roadmap/plan';
import type { Worksheet } from '../../worksheet/schema';
import type { OutsideSettings } from '../environment';
import { problemOf } from '../failures';
import { graphClient } from './client';
import { readOrganization, readSkus } from './read';
import { findSku, ownedSkus, planIds, suggestion, wantedSkus, type OwnedSku } from './skus';

export interface TenantCheckOptions {
  /** The server of this deployment exists, so synchronisation that runs may be its own. */
  serverExists?: boolean;
}

/** Step 0 in the tenant: reads organisation and products, writes nothing. A refusal is a failed check, not an error. */
export async function tenantChecks(
  worksheet: Worksheet,
  settings: OutsideSettings,
  options: TenantCheckOptions = {},
): Promise<PreflightCheck[]> {
  const client = graphClient(worksheet, settings);
  const checks: PreflightCheck[] = [];
  await orFailedCheck(checks, { id: 'tenant', title: 'Entra tenant' }, async () => {
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
  check: Pick<PreflightCheck, 'id' | 'title'>,
  body: () => Promise<PreflightCheck[]>,
): Promise<void> {
  try {
    checks.push(...(await body()));
  } catch (error) {
    const found = problemOf(error);
    if (!found) throw error;
    checks.push({ ...check, result: 'failed', finding: found.message, remedy: found.remedy });
  }
}

export function domainChecks(w: Worksheet, organization: Organization): PreflightCheck[] {
  const verified = (organization.verifiedDomains ?? []).map((domain) => (domain.name ?? '').toLowerCase());
  const suffixes = w.licensing.rules.flatMap(({ users }) =>
    users.upnSuffix === undefined ? [] : [users.upnSuffix.replace(/^@/, '').toLowerCase()],
  );
  const checks = [...new Set(suffixes)].map((suffix): PreflightCheck => {
    const check = { id: `domain-${suffix}`, title: `Verified domain ${suffix}` };
    if (verified.includes(suffix)) return { ...check, result: 'passed', finding: 'verified in the tenant' };
    return {
      ...check,
      result: 'failed',
      finding: `the tenant has no verified domain ${suffix}, so no user can have this UPN suffix`,
      remedy: `Verify ${suffix} in the tenant, or correct licensing.rules.${named(suffix, verified)}`,
    };
  });
  const found = `${organization.displayName ?? 'tenant'}; verified: ${verified.join(', ')}`;
  const custom = verified.some((name) => !/\.onmicrosoft\.(com|us)$|\.partner\.onmschina\.cn$/.test(name));
  checks.unshift(
    custom
      ? { id: 'tenant', title: 'Entra tenant', result: 'passed', finding: found }
      : {
          id: 'tenant',
          title: 'Entra tenant',
          result: 'warning',
          finding: `${found}; no domain of your own, so every user gets a name of the initial domain`,
          remedy: 'Verify the UPN suffix of your users in the tenant before the wizard is run.',
        },
  );
  return checks;
}

const named = (name: string, names: string[]) => {
  const near = suggestion(
    name,
    names.map((one) => one.toUpperCase()),
  )?.toLowerCase();
  return near ? ` Did you mean ${near}?` : '';
};

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
    return { ...check, result: 'passed', finding: 'directory synchronisation is off in the tenant' };
  }
  const last = organization.onPremisesLastSyncDateTime;
  const at = last ? `last at ${last}` : 'never yet';
  if (!last || now - Date.parse(last) > stillRunningMs) {
    return {
      ...check,
      result: 'warning',
      finding: `directory synchronisation is on, but idle (${at})`,
      remedy: 'Make sure that no server that may start again still synchronises to this tenant.',
    };
  }
  return serverExists
    ? {
        ...check,
        result: 'warning',
        finding: `directory synchronisation is running (${at}); the server of this deployment exists`,
        remedy: 'Make sure that it is this server that synchronises.',
      }
    : {
        ...check,
        result: 'failed',
        finding: `directory synchronisation is already running from another server (${at})`,
        remedy:
          'A tenant takes one active server: put the other one into staging mode or switch it off, and wait a day; or do without this deployment.',
      };
}

export function licenceChecks(w: Worksheet, owned: OwnedSku[]): PreflightCheck[] {
  return wantedSkus(w).map((name): PreflightCheck => {
    const check = { id: `licence-${name}`, title: `Licence ${name}` };
    const sku = findSku(owned, name);
    const names = owned.map((one) => one.skuPartNumber);
    if (!sku) {
      const near = suggestion(name, names);
      return {
        ...check,
        result: 'failed',
        finding: `the tenant does not own ${name}${near ? `; did you mean ${near}?` : ''}`,
        remedy: `Buy it, or name one that the tenant owns: ${names.join(', ') || 'none'}.`,
      };
    }
    if (!sku.enabled) {
      return {
        ...check,
        result: 'failed',
        finding: `the subscription of ${name} is not active`,
        remedy: 'Renew it in the Microsoft 365 admin center.',
      };
    }
    const unknown = unknownPlans(w, name, sku);
    if (unknown.length > 0) {
      return {
        ...check,
        result: 'failed',
        finding: `${name} has no service plan ${unknown.join(', ')}`,
        remedy: `Correct disabledPlans; its plans are ${[...sku.plans.keys()].join(', ')}.`,
      };
    }
    const { expectedUsers } = w.licensing;
    if (sku.free < expectedUsers) {
      return {
        ...check,
        result: 'warning',
        finding: `${sku.free} seats are free, and ${expectedUsers} users are expected`,
        remedy: 'Buy seats before the licensing gate, unless fewer users get this licence.',
      };
    }
    return { ...check, result: 'passed', finding: `${sku.free} seats are free for ${expectedUsers} users` };
  });
}

function unknownPlans(w: Worksheet, name: string, sku: OwnedSku): string[] {
  const disabled = w.licensing.rules
    .flatMap((rule) => rule.licences)
    .filter((licence) => licence.sku.toUpperCase() === name.toUpperCase())
    .flatMap((licence) => licence.disabledPlans);
  return planIds(sku, disabled).unknown;
}
