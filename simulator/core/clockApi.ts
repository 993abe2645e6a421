import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { World } from '../world';
import { badRequest } from './badRequest';

const settings = z
  .strictObject({ speed: z.number().positive().max(1_000_000).optional(), stopped: z.boolean().optional() })
  .refine((body) => Object.keys(body).length > 0, 'one of speed and stopped is needed');

/** A week at once is as much as anybody needs, and is done within the second. */
const step = z.strictObject({
  minutes: z
    .number()
    .positive()
    .max(7 * 24 * 60),
});

/** `GET` and `PUT /clock`, `POST /clock/step`, for the site's staff and for tests. */
export function registerClock(app: FastifyInstance, world: World): void {
  app.get('/clock', async () => world.clock.view());
  app.put('/clock', async (request, reply) => {
    const parsed = settings.safeParse(request.body ?? {});
    if (!parsed.success) return badRequest(reply, parsed.error);
    world.clock.set(parsed.data);
    return world.clock.view();
  });
  app.post('/clock/step', async (request, reply) => {
    const parsed = step.safeParse(request.body ?? {});
    if (!parsed.success) return badRequest(reply, parsed.error);
    pass(world, parsed.data.minutes);
    return world.clock.view();
  });
}

/** Minute by minute, each with a look at what became due in it, so that what follows from it begins then and not at the end. */
function pass(world: World, minutes: number): void {
  for (let left = minutes; left > 0; left--) {
    world.clock.step(Math.min(1, left));
    world.site?.settle();
  }
}
