import type { FastifyInstance } from 'fastify';
import { audienceIn, verifyBearer } from '../signin/bearer';
import { azureFacts } from '../site/azure';
import type { World } from '../world';
import { errorBody } from './errors';
import { clientRequestId, graphOver } from './service';

/** Tokens may be meant for the simulated endpoint or, as the SDKs ask by default, for the public cloud's. */
export function registerGraph(app: FastifyInstance, world: World): void {
  const audience = audienceIn(() => [world.endpoints.graph, 'https://graph.microsoft.com']);
  const authenticate = verifyBearer(world, audience, (reply, { code, message }) =>
    reply.code(401).send(errorBody(code, message, clientRequestId(reply.request))),
  );
  graphOver(app, world, azureFacts(world), authenticate);
}
