import type { FastifyError, FastifyInstance } from 'fastify';
import Fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { OutsideSettings } from '../activities/environment';
import type { Served } from '../activities/identity/issuer';
import { issuerOf } from '../activities/identity/issuer';
import type { TokenClaims } from '../activities/identity/token';
import { checkToken } from '../activities/identity/token';
import { vouch } from '../activities/identity/vouch';
import { messageNames } from '../roadmap/messages';
import { deployName, teardownName } from '../roadmap/vouching';
import { splitAddress } from './config';
import type { VouchingConfig } from './vouchingConfig';

export interface VouchingService {
  /** The port is the one that was taken when 0 was asked for. */
  port: number;
  close(): Promise<void>;
}

export interface VouchingDependencies {
  config: Required<VouchingConfig>;
  settings: OutsideSettings;
  logger: Logger;
}

const names = [
  ...(Object.keys(messageNames) as (keyof typeof messageNames)[]),
  deployName,
  teardownName,
] as const;
const saying = z.strictObject({
  workflowId: z.string().min(1).max(1000),
  occasion: z.string().min(1).max(1000),
  name: z.enum(names),
  message: z.record(z.string(), z.unknown()),
  groups: z.array(z.guid()).max(100),
});

/** A corrected worksheet is the largest that is said. */
const bodyLimit = 400_000;

/** Answered as `{ error: { code, message } }`. */
class Refusal extends Error {
  constructor(
    readonly statusCode: 400 | 401 | 403 | 503,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * `POST /vouchers`, over TLS only: changes an Entra ID token for a voucher (docs/decisions/0010). The token is checked before the body
 * is read, and is nowhere kept or logged.
 */
export async function serveVouchers({
  config,
  settings,
  logger,
}: VouchingDependencies): Promise<VouchingService> {
  const { key, service } = config;
  const { certificate, certificateKey, address, served } = service;
  const app = Fastify({
    https: { cert: certificate, key: certificateKey },
    bodyLimit,
    forceCloseConnections: true,
  }) as unknown as FastifyInstance;
  const callers = new WeakMap<object, { claims: TokenClaims; served: Served }>();
  app.setNotFoundHandler(() => {
    throw new Refusal(400, 'NotFound', 'There is only POST /vouchers here.');
  });
  app.setErrorHandler((error: FastifyError | Refusal, _request, reply) => {
    const status = error.statusCode ?? 503;
    if (status >= 500) logger.warn({ reason: error.message }, 'could not vouch');
    if (status === 401) reply.header('www-authenticate', 'Bearer error="invalid_token"');
    const code = error instanceof Refusal ? error.code : status < 500 ? 'InvalidRequest' : 'Unavailable';
    return reply.code(status).send({ error: { code, message: error.message } });
  });
  app.post('/vouchers', {
    onRequest: async (request) => {
      callers.set(request, await authenticate(request.headers.authorization, served, settings));
    },
    handler: async (request, reply) => {
      const caller = callers.get(request)!;
      const parsed = saying.safeParse(request.body);
      if (!parsed.success) {
        const { path, message } = parsed.error.issues[0]!;
        throw new Refusal(400, 'InvalidRequest', `${path.join('.') || 'the body'}: ${message}`);
      }
      const { claims } = caller;
      const given = await vouch(claims, parsed.data, { served: caller.served, settings, key });
      if (!given)
        throw new Refusal(403, 'NoSuchUser', 'The tenant has no such user, or the account is disabled.');
      const { workflowId, name } = parsed.data;
      const { objectId, tokenId } = claims;
      logger.info({ workflowId, name, objectId, tokenId }, 'vouched for a person');
      return reply.header('cache-control', 'no-store').send(given);
    },
  });
  const { host, port } = splitAddress(address);
  await app.listen({ host, port });
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}

/** Only what is served is looked up, so that a stranger's token leads to no request anywhere. */
async function authenticate(
  header: string | undefined,
  served: Served[],
  settings: OutsideSettings,
): Promise<{ claims: TokenClaims; served: Served }> {
  const token = /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
  if (!token)
    throw new Refusal(401, 'NoToken', 'A token of Entra ID is needed: Authorization: Bearer <token>.');
  const { tid, aud } = contentOf(token);
  const one = served.find(({ tenantId, clientId }) => tenantId === tid && clientId === aud);
  if (!one) {
    const message =
      'The token is of a tenant or for an application for which this worker does not vouch (DIRSYNC_VOUCHER_FOR).';
    throw new Refusal(401, 'InvalidToken', message);
  }
  const checked = await checkToken(token, await issuerOf(one, settings));
  if ('refusal' in checked) throw new Refusal(401, 'InvalidToken', checked.refusal);
  return { claims: checked.claims, served: one };
}

function contentOf(token: string): { tid?: unknown; aud?: unknown } {
  try {
    return decodeJwt(token);
  } catch {
    throw new Refusal(401, 'InvalidToken', 'This is no token of Entra ID.');
  }
}
