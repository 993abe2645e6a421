import type { FastifyError, FastifyInstance } from 'fastify';
import type { World } from '../../world';
import type { Facts } from '../facts';
import { page, registerPage, wantsPage } from '../page';
import { settle } from '../settle';
import { siteView } from '../view';
import { registerDirectoryStaff } from './directory';
import { registerNetwork } from './network';
import { registerPeople } from './people';
import { StaffError } from './requests';
import { registerPeoplesSignIn } from './signIn';
import { registerSynchronisation } from './synchronisation';
import { registerTenant } from './tenant';

/** The API of the people at the site. Loopback only, hence without sign-in. */
export function staffOver(app: FastifyInstance, world: World, facts: Facts): void {
  app.setErrorHandler((error: FastifyError | StaffError, _request, reply) => {
    const known = error instanceof StaffError;
    const status = known ? error.status : (error.statusCode ?? 500);
    const code = known ? error.code : status < 500 ? 'InvalidRequest' : 'InternalError';
    const reasons = known && error.reasons ? { reasons: error.reasons } : {};
    return reply.code(status).send({ error: { code, message: error.message, ...reasons } });
  });
  // What was due happens before the change, in the order in which it would have happened.
  app.addHook('onRequest', async () => settle(world, facts));
  app.get('/site', async (request, reply) =>
    wantsPage(request)
      ? reply.headers(page.headers).type(page.type).send(page.text())
      : reply.header('vary', 'accept').send(siteView(world, facts)),
  );
  registerPage(app);
  registerNetwork(app, world);
  registerDirectoryStaff(app, world);
  registerPeople(app, world);
  registerSynchronisation(app, world, facts);
  registerTenant(app, world);
  registerPeoplesSignIn(app, world);
}
