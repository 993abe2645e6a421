import codes from 'i18n-iso-countries/codes.json';
import type { Draft, Found, Path } from '../finding';
import { entriesOf, error, warning } from '../finding';
import { guidForm } from '../forms';
import { dnsName } from './domain';

const rows = codes as [string, string, string, string][];
const alpha2 = new Set(rows.map(([two]) => two));
const byAlpha3 = new Map(rows.map(([two, three]) => [three, two]));

/** Licence rules: ISO 3166-1 alpha-2 locations (Graph, user.usageLocation) and SKU part numbers (Graph, subscribedSku). */
export function checkLicences({ licensing }: Draft): Found[] {
  const rules = entriesOf(licensing?.rules);
  return rules.flatMap(([index, rule], position) => {
    const path: Path = ['licensing', 'rules', index];
    return [
      ...usageLocation([...path, 'usageLocation'], rule.usageLocation),
      ...upnSuffix([...path, 'users', 'upnSuffix'], rule.users?.upnSuffix),
      ...entriesOf(rule.licences).flatMap(([which, licence]) =>
        skuForm([...path, 'licences', which, 'sku'], licence.sku),
      ),
      ...unreachable(
        [...path, 'name'],
        rules.slice(0, position).map(([, earlier]) => earlier),
      ),
    ];
  });
}

function usageLocation(path: Path, location: string | undefined): Found[] {
  if (location === undefined || alpha2.has(location)) return [];
  const upper = location.toUpperCase();
  const suggestion = upper === 'UK' ? 'GB' : alpha2.has(upper) ? upper : byAlpha3.get(upper);
  const remedy = `${suggestion ? `Did you mean ${suggestion}? ` : ''}Write two capital letters, e.g. NL, DE or GB.`;
  const problem = `"${location}" is not a country code (ISO 3166-1 alpha-2)`;
  return [error({ path, rule: 'usage-location', problem, remedy })];
}

function upnSuffix(path: Path, suffix: string | undefined): Found[] {
  if (suffix === undefined || dnsName.test(suffix)) return [];
  const problem = `"${suffix}" is not the part of a user principal name after the @`;
  return [error({ path, rule: 'upn-suffix', problem, remedy: 'Write it without the @, e.g. contoso.com.' })];
}

function skuForm(path: Path, sku: string | undefined): Found[] {
  if (sku === undefined) return [];
  const isGuid = guidForm.test(sku);
  if (!isGuid && /^[A-Za-z0-9][A-Za-z0-9_()+.&-]+$/.test(sku)) return [];
  const problem = isGuid ? 'is the id of a SKU and not its part number' : `"${sku}" is not a SKU part number`;
  const remedy = 'Write skuPartNumber as GET /subscribedSkus lists it, e.g. SPE_E3 for Microsoft 365 E3.';
  return [error({ path, rule: 'sku-part-number', problem, remedy })];
}

type Rule = NonNullable<NonNullable<NonNullable<Draft['licensing']>['rules']>[number]>;

function unreachable(path: Path, earlier: Rule[]): Found[] {
  const everyone = earlier.find((rule) => Object.keys(rule.users ?? {}).length === 0);
  if (!everyone) return [];
  const which = everyone.name === undefined ? 'a rule' : `the rule "${everyone.name}"`;
  const problem = `no user comes so far: ${which} before it takes every one`;
  return [warning({ path, rule: 'rule-unreachable', problem, remedy: 'Put the rule for everybody last.' })];
}
