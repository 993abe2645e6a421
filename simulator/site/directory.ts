import type { SimulatorOptions } from '../world';
import { departments } from './names';
import { buildPeople, distinguishedName, guidFor, type Person } from './people';
import { digest } from './digest';

/** An account that may join computers, or that a service runs as. */
export interface Account {
  /** sAMAccountName. */
  name: string;
  passwordDigest?: string;
  /** `delegated` may create computers anywhere, `user` up to the quota in CN=Computers, `none` nowhere. */
  rights: 'delegated' | 'user' | 'none';
  locked: boolean;
  /** Distinguished name of where it is. */
  container: string;
}

export interface Computer {
  name: string;
  createdBy: string;
  container: string;
  /** ARM id in lower case of the machine that uses the account; absent for one made beforehand. */
  machineId?: string;
}

export interface Directory {
  organizationalUnits: string[];
  people: Person[];
  /** Names of the members' accounts. */
  groups: { objectGuid: string; name: string; description: string; members: string[] }[];
  accounts: Account[];
  computers: Computer[];
  /** ms-DS-MachineAccountQuota, 10 by default in AD DS. */
  machineAccountQuota: number;
}

export function buildDirectory(site: SimulatorOptions['site']): Directory {
  const root = distinguishedName(site.domain);
  const people = buildPeople(site);
  const office = people.filter((person) => person.department !== 'Manufacturing');
  const group = (name: string, description: string, members: Person[]) => ({
    objectGuid: guidFor(`${site.domain}/group/${name}`),
    name,
    description,
    members: members.map((person) => person.samAccountName),
  });
  return {
    organizationalUnits: [
      `CN=Computers,${root}`,
      `CN=Users,${root}`,
      `OU=Domain Controllers,${root}`,
      `OU=Servers,${root}`,
      `OU=Azure,OU=Servers,${root}`,
      `OU=Service Accounts,${root}`,
      `OU=Groups,${root}`,
      `OU=Staff,${root}`,
      ...departments.map(({ name }) => `OU=${name},OU=Staff,${root}`),
    ],
    people,
    groups: [
      group('M365 Users', 'Everybody', people),
      group('Licensed Users', 'Everybody who works at a desk', office),
      ...departments.map(({ name }) =>
        group(
          name,
          `Department ${name}`,
          people.filter((person) => person.department === name),
        ),
      ),
    ],
    accounts: [
      {
        name: accountName(site.joinAccount.name),
        passwordDigest: digest(site.joinAccount.password),
        rights: 'delegated',
        locked: false,
        container: `OU=Service Accounts,${root}`,
      },
    ],
    computers: [],
    machineAccountQuota: 10,
  };
}

/** `CORP\join` and `join@corp.contoso.com` are both `join`. */
export function accountName(user: string): string {
  return (user.split('\\').pop() as string).split('@')[0] as string;
}
