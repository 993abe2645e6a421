import type { FastifyInstance } from 'fastify';
import type { World } from '../../world';
import { badRequest } from '../badRequest';
import { faultName, faultSet, unnamedFault } from './schema';
import { activeFault, faultsState, faultsView } from './state';

type Named = { Params: { name: string } };

/** `GET`, `PUT` and `DELETE` of `/faults` and of one by its name, for the site's staff and for tests. */
export function registerFaults(app: FastifyInstance, world: World): void {
  const state = faultsState(world);
  app.get('/faults', async () => faultsView(world));
  app.put('/faults', async (request, reply) => {
    const parsed = faultSet.safeParse(request.body ?? {});
    if (!parsed.success) return badRequest(reply, parsed.error);
    state.active = parsed.data.faults.map(activeFault);
    world.changed();
    return faultsView(world);
  });
  app.put<Named>('/faults/:name', async (request, reply) => {
    const name = faultName.safeParse(request.params.name);
    if (!name.success) return badRequest(reply, name.error);
    const parsed = unnamedFault.safeParse(request.body ?? {});
    if (!parsed.success) return badRequest(reply, parsed.error);
    const made = activeFault({ name: name.data, ...parsed.data });
    const at = state.active.findIndex(({ fault }) => fault.name === name.data);
    if (at < 0) state.active.push(made);
    else state.active[at] = made;
    world.changed();
    return faultsView(world);
  });
  app.delete('/faults', async (_request, reply) => {
    state.active = [];
    world.changed();
    return reply.code(204).send();
  });
  app.delete<Named>('/faults/:name', async (request, reply) => {
    const { name } = request.params;
    const left = state.active.filter(({ fault }) => fault.name !== name);
    if (left.length === state.active.length) {
      return reply.code(404).send({ error: { code: 'NotFound', message: `There is no fault '${name}'.` } });
    }
    state.active = left;
    world.changed();
    return reply.code(204).send();
  });
}
