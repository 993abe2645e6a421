import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { World } from '../world';
import { groupToGraph, membersWithErrors, userToGraph } from './entities';
import { notFound } from './errors';
import { assignToGroup } from './licensing/groups';
import { context, count, page, single } from './odata/collections';
import { project } from './odata/options';
import { replicated, seenGroups, seenUsers } from './replicas';
import { tenantState, type TenantGroup, type TenantUser } from './state';
import { groupType } from './types/group';
import { userType } from './types/user';

type OneGroup = { Params: { group: string } };

export function registerGroups(app: FastifyInstance, world: World): void {
  const all = (request: FastifyRequest) =>
    seenGroups(world, request).map((group) => groupToGraph(world, group));
  const users = (request: FastifyRequest, chosen: (user: TenantUser) => boolean) => {
    const items = seenUsers(world, request).filter(chosen);
    return page(
      world,
      request,
      'users',
      items.map((user) => userToGraph(world, user)),
      userType,
    );
  };
  const members = (request: FastifyRequest<OneGroup>) => {
    const { id } = findGroup(world, request.params.group);
    const group = seenGroups(world, request).find((seen) => seen.id === id);
    return users(request, (user) => group?.members.includes(user.id) ?? false);
  };

  app.get('/v1.0/groups', async (request) => page(world, request, 'groups', all(request), groupType));
  app.get('/v1.0/groups/$count', async (request, reply) =>
    reply.type('text/plain').send(count(request, all(request), groupType)),
  );
  app.get<OneGroup>('/v1.0/groups/:group', async (request) =>
    single(world, request, 'groups', groupToGraph(world, findGroup(world, request.params.group)), groupType),
  );
  app.get<OneGroup>('/v1.0/groups/:group/members', async (request) => {
    const { value, ...rest } = members(request);
    return {
      ...rest,
      '@odata.context': context(world, 'directoryObjects'),
      value: value.map((member) => ({ '@odata.type': '#microsoft.graph.user', ...member })),
    };
  });
  app.get<OneGroup>('/v1.0/groups/:group/members/microsoft.graph.user', async (request) => members(request));
  app.get<OneGroup>('/v1.0/groups/:group/membersWithLicenseErrors', async (request) => {
    const group = findGroup(world, request.params.group);
    const failed = membersWithErrors(tenantState(world).users, group).map(({ id }) => id);
    return users(request, ({ id }) => failed.includes(id));
  });
  app.post<OneGroup>('/v1.0/groups/:group/assignLicense', async (request, reply) => {
    const group = findGroup(world, request.params.group);
    assignToGroup(world, group, request.body);
    return reply.code(202).send({
      '@odata.context': context(world, 'groups/$entity'),
      ...project(groupToGraph(world, group), groupType, undefined),
    });
  });
}

function findGroup(world: World, id: string): TenantGroup {
  const group = replicated(world, 'groups', tenantState(world).groups).find(
    (other) => other.id === id.toLowerCase(),
  );
  if (!group) throw notFound(id);
  return group;
}
