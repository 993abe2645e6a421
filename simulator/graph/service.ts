import type { FastifyError, FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { World } from '../world';
import type { Facts } from '../site/facts';
import { settle } from '../site/settle';
import { registerBatch } from './batch';
import { registerDelta } from './delta';
import { registerDirectory } from './directory';
import { GraphError, errorBody } from './errors';
import { registerGroups } from './groups';
import { registerMemberGroups } from './memberGroups';
import { requirePermissions } from './permissions';
import { throttle } from './throttling';
import { registerUsers } from './users';

/** Microsoft Graph v1.0 as far as the roadmap needs it. `authenticate` comes first. */
export function graphOver(
  app: FastifyInstance,
  world: World,
  facts: Facts,
  authenticate: onRequestAsyncHookHandler,
): void {
  app.setErrorHandler((error: FastifyError | GraphError, request, reply) => {
    const known = error instanceof GraphError;
    const status = known ? error.status : (error.statusCode ?? 500);
    const code = known ? error.code : status < 500 ? 'Request_BadRequest' : 'UnknownError';
    if (known && error.retryAfter !== undefined) reply.header('Retry-After', error.retryAfter);
    return reply.code(status).send(errorBody(code, error.message, clientRequestId(request)));
  });
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(400)
      .send(
        errorBody(
          'BadRequest',
          `The simulated Graph has no ${request.method} ${request.url.split('?')[0]}.`,
          clientRequestId(request),
        ),
      ),
  );
  app.addHook('onRequest', authenticate);
  requirePermissions(app);
  app.addHook('onRequest', async () => settle(world, facts));
  throttle(app, world);
  registerDelta(app, world);
  registerUsers(app, world);
  registerMemberGroups(app, world);
  registerGroups(app, world);
  registerDirectory(app, world);
  registerBatch(app);
}

export function clientRequestId(request: FastifyRequest): string | undefined {
  const given = request.headers['client-request-id'];
  return typeof given === 'string' ? given : undefined;
}
