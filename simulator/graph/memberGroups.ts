import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { World } from '../world';
import { badRequest } from './errors';
import { tenantState } from './state';
import { findUser } from './users';

/** At most 20 groups in a call (Graph: directoryObject: checkMemberGroups). Nested groups are not simulated. */
const checked = z.object({ groupIds: z.array(z.string()).min(1).max(20) });

export function registerMemberGroups(app: FastifyInstance, world: World): void {
  app.post<{ Params: { user: string } }>('/v1.0/users/:user/checkMemberGroups', async (request) => {
    const user = findUser(world, request.params.user);
    const parsed = checked.safeParse(request.body);
    if (!parsed.success) throw badRequest("Invalid value specified for property 'groupIds'.");
    const asked = parsed.data.groupIds.map((id) => id.toLowerCase());
    const { groups } = tenantState(world);
    return {
      '@odata.context': `${world.endpoints.graph}/v1.0/$metadata#Collection(Edm.String)`,
      value: groups
        .filter(({ id, members }) => asked.includes(id) && members.includes(user.id))
        .map(({ id }) => id),
    };
  });
}
