import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { World } from '../../world';
import { digest } from '../digest';
import { distinguishedName } from '../people';
import { controllerName, siteState } from '../state';
import { accountView } from '../view';
import { notThere, StaffError, valid } from './requests';

const account = z.strictObject({
  password: z.string().min(1).optional(),
  rights: z.enum(['delegated', 'user', 'none']).optional(),
  locked: z.boolean().optional(),
  container: z.string().optional(),
});
const computer = z.strictObject({ createdBy: z.string().min(1) });
const quota = z.strictObject({ machineAccountQuota: z.int().min(0) });
const answering = z.strictObject({ answering: z.boolean() });
const record = z.strictObject({ name: z.string().min(1), address: z.ipv4() });
const recordName = z.strictObject({ name: z.string().min(1) });

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** What the domain's administrators do: accounts, computer accounts and DNS. */
export function registerDirectoryStaff(app: FastifyInstance, world: World): void {
  registerAccounts(app, world);
  registerDnsStaff(app, world);
}

type Named = { Params: { name: string } };

function registerAccounts(app: FastifyInstance, world: World): void {
  app.put<Named>('/site/directory/accounts/:name', async (request) => {
    const { password, ...change } = valid(account, request.body);
    const { directory } = siteState(world);
    if (change.container !== undefined) change.container = knownContainer(world, change.container);
    const existing = directory.accounts.find(({ name }) => same(name, request.params.name));
    if (!existing && password === undefined)
      throw notThere(`account '${request.params.name}' (a new one needs a password)`);
    const changed = existing ?? {
      name: request.params.name,
      rights: 'user' as const,
      locked: false,
      container: `CN=Users,${distinguishedName(world.options.site.domain)}`,
    };
    if (!existing) directory.accounts.push(changed);
    Object.assign(changed, change, password === undefined ? {} : { passwordDigest: digest(password) });
    world.changed();
    return accountView(changed);
  });

  app.put('/site/directory', async (request) => {
    const { machineAccountQuota } = valid(quota, request.body);
    siteState(world).directory.machineAccountQuota = machineAccountQuota;
    world.changed();
    return { machineAccountQuota };
  });

  app.put<Named>('/site/directory/computers/:name', async (request) => {
    const { createdBy } = valid(computer, request.body);
    const { computers, organizationalUnits } = siteState(world).directory;
    if (computers.some(({ name }) => same(name, request.params.name))) {
      throw new StaffError(
        409,
        'AlreadyExists',
        `The computer account '${request.params.name}' exists already.`,
      );
    }
    const made = { name: request.params.name, createdBy, container: organizationalUnits[0] as string };
    computers.push(made);
    world.changed();
    return made;
  });
  app.delete<Named>('/site/directory/computers/:name', async (request, reply) => {
    const { directory } = siteState(world);
    const kept = directory.computers.filter(({ name }) => !same(name, request.params.name));
    if (kept.length === directory.computers.length)
      throw notThere(`computer account '${request.params.name}'`);
    directory.computers = kept;
    world.changed();
    return reply.code(204).send();
  });
}

function registerDnsStaff(app: FastifyInstance, world: World): void {
  app.put<Named>('/site/dns/servers/:name', async (request) => {
    const on = valid(answering, request.body).answering;
    const wanted = request.params.name;
    const server = world.options.site.domainControllers.find((controller) =>
      [controller.name, controllerName(world, controller), controller.address].some((name) =>
        same(name, wanted),
      ),
    );
    if (!server) throw notThere(`DNS server '${wanted}'`);
    const { dns } = siteState(world);
    dns.silent = dns.silent.filter((address) => address !== server.address);
    if (!on) dns.silent.push(server.address);
    world.changed();
    return { name: server.name, address: server.address, answering: on };
  });

  app.put('/site/dns/records', async (request) => {
    const { name, address } = valid(record, request.body);
    siteState(world).dns.records[qualified(world, name)] = { address };
    world.changed();
    return { name: qualified(world, name), address };
  });
  app.delete('/site/dns/records', async (request, reply) => {
    const name = qualified(world, valid(recordName, request.body).name);
    const { records } = siteState(world).dns;
    if (!records[name]) throw notThere(`A record '${name}'`);
    delete records[name];
    world.changed();
    return reply.code(204).send();
  });
}

function qualified(world: World, name: string): string {
  const zone = world.options.site.domain.toLowerCase();
  const given = name.toLowerCase().replace(/\.$/, '');
  if (given.endsWith(`.${zone}`)) return given;
  if (given.includes('.'))
    throw new StaffError(400, 'InvalidRequest', `name: '${name}' is not in the zone ${zone}`);
  return `${given}.${zone}`;
}

function knownContainer(world: World, container: string): string {
  const { organizationalUnits } = siteState(world).directory;
  const known = organizationalUnits.find((ou) => same(ou, container));
  if (known === undefined) {
    throw new StaffError(
      400,
      'InvalidRequest',
      `container: must be one of ${organizationalUnits.join(' | ')}`,
    );
  }
  return known;
}
