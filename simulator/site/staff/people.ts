import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { World } from '../../world';
import { tenantState } from '../../graph/state';
import type { Person } from '../people';
import { siteState } from '../state';
import { notThere, valid } from './requests';

const account = z.strictObject({ enabled: z.boolean().optional(), inScope: z.boolean().optional() });
const provisioningError = z.strictObject({
  property: z.enum(['UserPrincipalName', 'ProxyAddress']).nullable(),
});
const licenceConflict = z.strictObject({ conflict: z.boolean() });

const membership = z.strictObject({ member: z.boolean() });

type OneUser = { Params: { upn: string } };

/** A few ways in which users are broken. What concerns the directory shows in the tenant after the next cycle. */
export function registerPeople(app: FastifyInstance, world: World): void {
  app.put<OneUser>('/site/users/:upn/account', async (request) => {
    const person = findPerson(world, request.params.upn);
    Object.assign(person, valid(account, request.body));
    world.changed();
    return person;
  });
  app.put<{ Params: { upn: string; group: string } }>('/site/users/:upn/groups/:group', async (request) => {
    const { samAccountName } = findPerson(world, request.params.upn);
    const { member } = valid(membership, request.body);
    const wanted = request.params.group.toLowerCase();
    const group = siteState(world).directory.groups.find(({ name }) => name.toLowerCase() === wanted);
    if (!group) throw notThere(`group '${request.params.group}'`);
    group.members = group.members.filter((other) => other !== samAccountName);
    if (member) group.members.push(samAccountName);
    world.changed();
    return { name: group.name, members: group.members.length };
  });
  app.put<OneUser>('/site/users/:upn/provisioning-error', async (request) => {
    const person = findPerson(world, request.params.upn);
    const { property } = valid(provisioningError, request.body);
    if (property === null) delete person.duplicate;
    else person.duplicate = property;
    world.changed();
    return person;
  });
  app.put<OneUser>('/site/users/:upn/licence-conflict', async (request) => {
    const upn = findPerson(world, request.params.upn).userPrincipalName.toLowerCase();
    const { conflict } = valid(licenceConflict, request.body);
    const tenant = tenantState(world);
    tenant.licenceConflicts = tenant.licenceConflicts.filter((other) => other !== upn);
    if (conflict) tenant.licenceConflicts.push(upn);
    world.changed();
    return { userPrincipalName: upn, conflict };
  });
}

function findPerson(world: World, upn: string): Person {
  const wanted = upn.toLowerCase();
  const person = siteState(world).directory.people.find(
    (other) => other.userPrincipalName.toLowerCase() === wanted,
  );
  if (!person) throw notThere(`person with the user principal name '${upn}'`);
  return person;
}
