import type { Draft, Found } from '../finding';
import { error } from '../finding';

const label = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
export const dnsName = new RegExp(`^(?=.{1,255}$)${label}(\\.${label})+$`);

/** The AD DS domain that the server joins, and the account that joins it. */
export function checkDomain({ domain }: Draft): Found[] {
  return [
    ...domainName(domain?.name),
    ...joinAccount(domain?.joinAccount),
    ...organizationalUnit(domain?.organizationalUnit, domain?.name),
  ];
}

/** The DNS name: a NetBIOS name has no SRV records to be found by (KB 909264 on names of domains). */
function domainName(name: string | undefined): Found[] {
  if (name === undefined || dnsName.test(name)) return [];
  const remedy = 'Write the full DNS name of the domain, e.g. corp.contoso.com.';
  const problem = `"${name}" is not the DNS name of a domain`;
  return [error({ path: ['domain', 'name'], rule: 'domain-name', problem, remedy })];
}

/** JsonADDomainExtension, setting User: DOMAIN\user or a user principal name. */
function joinAccount(account: string | undefined): Found[] {
  if (account === undefined) return [];
  const forms = [
    /^[^\\/@:*?"<>|\s]{1,15}\\[^\\/@:*?"<>|[\]+=;,]{1,20}$/,
    /^[^\\/@\s]+@[^\\/@\s]+\.[^\\/@\s]+$/,
  ];
  if (forms.some((form) => form.test(account))) return [];
  const remedy =
    'Write DOMAIN\\user (at most 15 and 20 characters; in single quotes or none) or user@domain.';
  const problem = 'is neither DOMAIN\\user nor user@domain';
  return [error({ path: ['domain', 'joinAccount'], rule: 'join-account', problem, remedy })];
}

/** JsonADDomainExtension, setting OUPath: a distinguished name (RFC 4514) under the domain. */
function organizationalUnit(dn: string | undefined, domain: string | undefined): Found[] {
  if (dn === undefined) return [];
  const saying = { path: ['domain', 'organizationalUnit'], rule: 'organizational-unit' };
  const parts = dn.split(/(?<!\\),/).map((part) => part.trim());
  const units = parts.filter((part) => /^OU=.+/i.test(part)).length;
  const components = parts.slice(units);
  const wellFormed =
    units > 0 && components.length > 0 && components.every((part) => /^DC=[^=]+$/i.test(part));
  if (!wellFormed) {
    const base = domain && dnsName.test(domain) ? toBase(domain) : 'DC=corp,DC=contoso,DC=com';
    const remedy = `Write it as OU=Servers,${base}. Leave it out for the Computers container.`;
    return [
      error({
        ...saying,
        problem: `"${dn}" is not the distinguished name of an organisational unit`,
        remedy,
      }),
    ];
  }
  const base = components.map((part) => part.slice(3)).join('.');
  if (domain === undefined || !dnsName.test(domain) || base.toLowerCase() === domain.toLowerCase()) return [];
  const remedy = `Let it end with ${toBase(domain)}.`;
  return [error({ ...saying, problem: `"${dn}" is in the domain ${base}, and not in ${domain}`, remedy })];
}

const toBase = (domain: string) =>
  domain
    .split('.')
    .map((part) => `DC=${part}`)
    .join(',');
