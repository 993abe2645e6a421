import type { MachineFacts, Site, World } from '../world';
import { guestOf } from '../guest/state';
import { digest } from './digest';
import { accountName, type Account, type Computer } from './directory';
import { minutes } from './durations';
import { distinguishedName } from './people';
import { reachableControllers } from './reach';
import { siteState } from './state';

/** Windows System Error Codes and NetJoinDomain return values; texts as the system prints them. */
const refusals = {
  2: 'The system cannot find the file specified.',
  5: 'Access is denied.',
  1317: 'The specified account does not exist.',
  1326: 'The user name or password is incorrect.',
  1355: 'The specified domain either does not exist or could not be contacted.',
  1909: 'The referenced account is currently locked out and may not be logged on to.',
  2224: 'The account already exists.',
  8557:
    'Your computer could not be joined to the domain. You have exceeded the maximum number of computer accounts ' +
    'you are allowed to create in this domain. Contact your system administrator to have this limit reset or increased.',
} as const;
type Refusal = keyof typeof refusals;

/** NetJoinDomain's fJoinOptions. */
const accountCreate = 0x2;

export function joinDomain(
  world: World,
  machine: MachineFacts,
  settings: Parameters<Site['joinDomain']>[1],
  password: string,
): ReturnType<Site['joinDomain']> {
  const refuse = (code: Refusal) => ({ joined: false as const, code, message: refusals[code] });
  const { site } = world.options;
  const state = siteState(world);
  const sameDomain = [site.domain, site.netbiosName].some((name) => equal(name, settings.Name));
  if (!sameDomain || reachableControllers(world, machine).length === 0) return refuse(1355);

  const account = findAccount(world, settings.User);
  if (account?.locked) return refuse(1909);
  if (!account || account.passwordDigest !== digest(password)) return refuse(1326);

  const computers = `CN=Computers,${distinguishedName(site.domain)}`;
  const container = state.directory.organizationalUnits.find((ou) => equal(ou, settings.OUPath || computers));
  if (container === undefined) return refuse(2);

  const existing = state.directory.computers.find(({ name }) => equal(name, machine.computerName));
  const mayCreate = (Number(settings.Options ?? 3) & accountCreate) !== 0;
  const refusal = existing
    ? reuse(existing, account)
    : create(world, account, container, computers, mayCreate);
  if (refusal !== undefined) return refuse(refusal);

  if (existing && isMember(world, machine)) return { joined: true };
  const computer = existing ?? { name: machine.computerName, createdBy: account.name, container };
  computer.machineId = machine.id.toLowerCase();
  if (!existing) state.directory.computers.push(computer);
  becomeMember(world, machine);
  return { joined: true };
}

/** Since October 2022 only the creator of a computer account may reuse it (KB5020276). */
function reuse(existing: Computer, account: Account): Refusal | undefined {
  if (!equal(existing.createdBy, account.name)) return 2224;
  return account.rights === 'none' ? 5 : undefined;
}

function create(
  world: World,
  account: Account,
  container: string,
  computers: string,
  mayCreate: boolean,
): Refusal | undefined {
  const { directory } = siteState(world);
  if (!mayCreate) return 1317;
  if (account.rights === 'delegated') return undefined;
  if (account.rights === 'none' || !equal(container, computers)) return 5;
  const made = directory.computers.filter(({ createdBy }) => equal(createdBy, account.name)).length;
  return made >= directory.machineAccountQuota ? 8557 : undefined;
}

/** Both halves of the trust: what the machine believes and the account that it uses. */
export function isMember(world: World, machine: MachineFacts): boolean {
  const computer = siteState(world).directory.computers.find(
    ({ machineId }) => machineId === machine.id.toLowerCase(),
  );
  return computer !== undefined && guestOf(world, machine).domain === world.options.site.domain;
}

function becomeMember(world: World, machine: MachineFacts): void {
  const now = world.clock.now();
  const due = now + world.clock.minutes(minutes.reboot);
  const guest = guestOf(world, machine);
  guest.domain = world.options.site.domain;
  guest.bootedAt = due;
  const { registrations } = siteState(world).dns;
  registrations.push({ machineId: machine.id.toLowerCase(), due });
  world.changed();
}

function findAccount(world: World, user: string): Account | undefined {
  const { site } = world.options;
  const [prefix] = user.split('\\');
  const suffix = user.split('@')[1];
  const realmKnown = user.includes('\\')
    ? [site.netbiosName, site.domain].some((name) => equal(name, prefix as string))
    : suffix === undefined || [site.domain, site.upnSuffix].some((name) => equal(name, suffix));
  if (!realmKnown) return undefined;
  return siteState(world).directory.accounts.find(({ name }) => equal(name, accountName(user)));
}

function equal(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
