import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { guests, type EntraConnect } from '../../guest/state';
import { startCycle } from '../../guest/sync';
import { runWizard, wizardObstacles } from '../../guest/wizard';
import type { World } from '../../world';
import type { Facts } from '../facts';
import { siteState } from '../state';
import { notThere, StaffError, valid } from './requests';

const wizard = z.strictObject({ server: z.string().min(1) });
const scheduler = z
  .strictObject({
    enabled: z.boolean().optional(),
    suspended: z.boolean().optional(),
    staging: z.boolean().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, 'one of enabled, suspended and staging is needed');
const cycle = z.strictObject({ policy: z.enum(['Initial', 'Delta']).default('Delta') });
const installer = z.strictObject({
  url: z.url(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/i, 'is not a SHA-256 in 64 hexadecimal digits'),
  version: z.string().regex(/^\d+\.\d+\.\d+\.\d+$/, 'is not a version such as 2.6.92.0'),
});

/** What the operator does on the server itself, and what the download sites offer. */
export function registerSynchronisation(app: FastifyInstance, world: World, facts: Facts): void {
  app.post('/site/entra-connect-wizard', async (request) => {
    const { server } = valid(wizard, request.body);
    const machine = facts
      .machines()
      .find(({ computerName }) => computerName.toLowerCase() === server.toLowerCase());
    if (!machine) throw notThere(`server '${server}' in Azure`);
    const reasons = wizardObstacles(world, machine);
    if (reasons.length > 0) {
      throw new StaffError(
        409,
        'WizardRefused',
        `The wizard can't be completed: ${reasons.join('; ')}.`,
        reasons,
      );
    }
    const { initialCycleEndsAt } = runWizard(world, machine);
    return { server: machine.computerName, initialCycleEnds: new Date(initialCycleEndsAt).toISOString() };
  });

  app.put('/site/scheduler', async (request) => {
    const change = valid(scheduler, request.body);
    const sync = configuredServer(world);
    const resumed = sync.suspended && change.suspended === false;
    Object.assign(sync, change);
    // Closing the wizard, which had suspended the scheduler, starts a cycle.
    if (resumed && sync.enabled && !sync.running)
      startCycle(world, sync, sync.initialised ? 'Delta' : 'Initial');
    world.changed();
    return { enabled: sync.enabled, suspended: sync.suspended, staging: sync.staging };
  });
  app.post('/site/scheduler/cycle', async (request) => {
    const { policy } = valid(cycle, request.body);
    const sync = configuredServer(world);
    if (sync.suspended) throw new StaffError(409, 'SchedulerSuspended', 'The scheduler is suspended.');
    if (sync.running)
      throw new StaffError(409, 'CycleRunning', 'A synchronisation cycle is running already.');
    const endsAt = startCycle(world, sync, sync.initialised ? policy : 'Initial');
    return { ends: new Date(endsAt).toISOString() };
  });

  app.put('/site/installers', async (request) => {
    const { url, sha256, version } = valid(installer, request.body);
    siteState(world).installers[url] = { sha256: sha256.toLowerCase(), version };
    world.changed();
    return { url, sha256: sha256.toLowerCase(), version };
  });
  app.delete('/site/installers', async (request, reply) => {
    const { url } = valid(z.strictObject({ url: z.url() }), request.body);
    const { installers } = siteState(world);
    if (!installers[url]) throw notThere(`installer at ${url}`);
    delete installers[url];
    world.changed();
    return reply.code(204).send();
  });
}

/** One cloud sync account per server, one active server: the staff speak of the one that was configured last. */
function configuredServer(world: World): NonNullable<EntraConnect['sync']> {
  const sync = Object.values(guests(world))
    .flatMap((guest) => guest.entraConnect?.sync ?? [])
    .at(-1);
  if (!sync) throw new StaffError(409, 'NotConfigured', 'Entra Connect is not configured on any server.');
  return sync;
}
