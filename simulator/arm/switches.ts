import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { World } from '../world';
import { seedCircuit } from './network/circuits';
import type { Switches } from './state';
import { armState } from './state';

/** What the subscription has, for demonstrations and tests; what is left out stays as it is. Faults: core/faults. */
const changes = z.strictObject({
  quotas: z.record(z.string(), z.int().min(0)).optional(),
  restrictedSizes: z
    .array(
      z.union([
        z.string(),
        z.strictObject({
          size: z.string(),
          locations: z.array(z.string()).optional(),
          zones: z.array(z.string()).optional(),
        }),
      ]),
    )
    .optional(),
  /** Namespace → whether it is registered. */
  providers: z.record(z.string(), z.boolean()).optional(),
  circuit: z.strictObject({ id: z.string(), location: z.string() }).optional(),
});
export type SwitchChanges = z.output<typeof changes>;

export function setSwitches(world: World, { providers, circuit, ...switches }: SwitchChanges): Switches {
  const arm = armState(world);
  Object.assign(arm.switches, switches);
  for (const [namespace, registered] of Object.entries(providers ?? {})) {
    if (registered) arm.providers[namespace.toLowerCase()] = 0;
    else delete arm.providers[namespace.toLowerCase()];
  }
  if (circuit) seedCircuit(world, circuit);
  world.changed();
  return arm.switches;
}

/** `GET` and `PUT <site>/arm-switches`. */
export function registerSwitches(app: FastifyInstance, world: World): void {
  app.get('/arm-switches', async () => armState(world).switches);
  app.put('/arm-switches', async (request, reply) => {
    const parsed = changes.safeParse(request.body);
    if (!parsed.success) return reply.code(400).send({ error: z.prettifyError(parsed.error) });
    return setSwitches(world, parsed.data);
  });
}
