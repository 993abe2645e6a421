import type { FastifyInstance } from 'fastify';
import type { Refusal } from '../signin/bearer';
import { verifyBearer } from '../signin/bearer';
import { isGraph } from '../signin/permissions';
import { azureFacts } from '../site/azure';
import type { World } from '../world';
import { errorBody } from './errors';
import { clientRequestId, graphOver } from './service';

/** Graph has one code for all of them; the texts are those that people quote, but for the signature's, which is a guess. */
const texts: Record<Refusal['code'], string> = {
  AuthenticationFailed: 'Access token is empty.',
  AuthenticationFailedInvalidHeader: 'Access token is empty.',
  InvalidAuthenticationToken: 'Access token validation failure. Invalid signature or format.',
  InvalidAuthenticationTokenAudience: 'Access token validation failure. Invalid audience.',
  InvalidAuthenticationTokenTenant: 'Access token validation failure. Invalid issuer.',
  ExpiredAuthenticationToken: 'Lifetime validation failed, the token is expired.',
};

/** The application id of Microsoft Graph is the same in every tenant. */
const graphId = '00000003-0000-0000-c000-000000000000';

export function registerGraph(app: FastifyInstance, world: World): void {
  const authenticate = verifyBearer(
    world,
    (audience) => isGraph(world, audience),
    (reply, { code }) =>
      reply
        .code(401)
        .header(
          'WWW-Authenticate',
          `Bearer realm="", authorization_uri="${world.endpoints.authority}/common/oauth2/authorize", client_id="${graphId}"`,
        )
        .send(errorBody('InvalidAuthenticationToken', texts[code], clientRequestId(reply.request))),
  );
  graphOver(app, world, azureFacts(world), authenticate);
}
