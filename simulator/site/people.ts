import { createHash } from 'node:crypto';
import type { SimulatorOptions } from '../world';
import { departments, givenNames, surnames } from './names';

export interface Person {
  objectGuid: string;
  samAccountName: string;
  givenName: string;
  surname: string;
  displayName: string;
  userPrincipalName: string;
  mail: string;
  department: string;
  title: string;
  /** Organizational unit, a distinguished name. */
  ou: string;
  enabled: boolean;
  /** Within the scope that Entra Connect synchronises. */
  inScope: boolean;
  /** A property that a cloud object already holds: provisioned with a replacement and an error. */
  duplicate?: 'UserPrincipalName' | 'ProxyAddress';
}

/** The same text always gives the same id, so that two simulations of one site are alike. */
export function guidFor(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Letters that do not decompose into a base letter and a mark. */
const transliterations: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
};

/** The form that directories use in account names: `Jürgen Groß` → `jurgen`, `gross`. */
export function plain(name: string): string {
  const decomposed = name.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return [...decomposed]
    .map((letter) => transliterations[letter] ?? letter)
    .join('')
    .replace(/[^a-z0-9]/g, '');
}

export function distinguishedName(domain: string): string {
  return domain
    .split('.')
    .map((label) => `DC=${label}`)
    .join(',');
}

/** Plausible people, the same for the same options: the nth person depends on n only. */
export function buildPeople(site: SimulatorOptions['site']): Person[] {
  const taken = new Set<string>();
  const accounts = new Set<string>();
  return Array.from({ length: site.people }, (_, n) => {
    const round = Math.floor(n / surnames.length);
    const surname = surnames[n % surnames.length] as string;
    const givenName = givenNames[(n * 7 + round) % givenNames.length] as string;
    const department = departments[(n * 5 + round) % departments.length] as (typeof departments)[number];
    const base = `${plain(givenName)}.${plain(surname)}`;
    const local = unused(taken, base, 64);
    return {
      objectGuid: guidFor(`${site.domain}/person/${local}`),
      samAccountName: unused(accounts, local, 20),
      givenName,
      surname,
      displayName: `${givenName} ${surname}`,
      userPrincipalName: `${local}@${site.upnSuffix}`,
      mail: `${local}@${site.upnSuffix}`,
      department: department.name,
      title: department.titles[n % department.titles.length] as string,
      ou: `OU=${department.name},OU=Staff,${distinguishedName(site.domain)}`,
      enabled: true,
      inScope: true,
    };
  });
}

/** The name, cut to the length that the directory allows, with a number where it is taken. */
function unused(taken: Set<string>, base: string, length: number): string {
  let name = base.slice(0, length);
  for (let again = 2; taken.has(name); again++)
    name = `${base.slice(0, length - String(again).length)}${again}`;
  taken.add(name);
  return name;
}
