import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { World } from '../world';
import { notFound } from './errors';
import { count, page, single } from './odata/collections';
import type { Item } from './odata/operand';
import { tenantState, type TenantGroup } from './state';
import { groupType } from './types/group';
import { userType } from './types/user';
import { toGraph } from './users';

type OneGroup = { Params: { group: string } };

export function registerGroups(app: FastifyInstance, world: World): void {
  const members = (request: FastifyRequest<OneGroup>) => {
    const { users } = tenantState(world);
    const ids = new Set(findGroup(world, request.params.group).members);
    return page(world, request, 'users', users.filter(({ id }) => ids.has(id)).map(toGraph), userType);
  };

  app.get('/v1.0/groups', async (request) =>
    page(world, request, 'groups', tenantState(world).groups.map(groupToGraph), groupType),
  );
  app.get('/v1.0/groups/$count', async (request, reply) =>
    reply.type('text/plain').send(count(request, tenantState(world).groups.map(groupToGraph), groupType)),
  );
  app.get<OneGroup>('/v1.0/groups/:group', async (request) =>
    single(world, request, 'groups', groupToGraph(findGroup(world, request.params.group)), groupType),
  );
  app.get<OneGroup>('/v1.0/groups/:group/members', async (request) => {
    const { value, ...rest } = members(request);
    return {
      ...rest,
      '@odata.context': rest['@odata.context'].replace('#users', '#directoryObjects'),
      value: value.map((member) => ({ '@odata.type': '#microsoft.graph.user', ...member })),
    };
  });
  app.get<OneGroup>('/v1.0/groups/:group/members/microsoft.graph.user', async (request) => members(request));
}

function findGroup(world: World, id: string): TenantGroup {
  const group = tenantState(world).groups.find((other) => other.id === id.toLowerCase());
  if (!group) throw notFound(id);
  return group;
}

function groupToGraph(group: TenantGroup): Item {
  return {
    ...group,
    groupTypes: [],
    mail: null,
    mailEnabled: false,
    proxyAddresses: [],
    securityEnabled: true,
    visibility: null,
  };
}
