import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import type { PayloadCodec } from '@temporalio/common';
import { ValueError } from '@temporalio/common';
import type { TokenCheck } from './access';
import { bearerIn, Sessions } from './access';
import { pageHeaders, signInPage } from './page';
import { convert, NotPayloads } from './payloads';

export { sharedToken, type TokenCheck } from './access';

export interface CodecServerOptions {
  codec: PayloadCodec;
  /** The only origin whose pages may ask, e.g. `http://127.0.0.1:8080`. */
  uiOrigin: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  check: TokenCheck;
  /** True where `check` is for one token that people type: browsers then sign in at `/`. */
  signsIn: boolean;
  tls?: { cert: string; key: string };
  /** Told why a caller got a 5xx; never holds what was asked. */
  say: (line: string) => void;
}

export interface CodecServer {
  url: string;
  close(): Promise<void>;
}

/** A page of the UI holds some hundred payloads, of two megabytes at most each (Temporal's limit). */
const bodyLimit = 32 * 1024 * 1024;

/**
 * Decodes and encodes for the Temporal UI and CLI whoever shows the token: 401 without it, 403 for pages of other origins.
 * Keeps nothing, and logs no payload.
 */
export async function serveCodec(options: CodecServerOptions): Promise<CodecServer> {
  const { codec, host, port, tls } = options;
  const app = (tls
    ? fastify({ bodyLimit, https: tls })
    : fastify({ bodyLimit })) as unknown as FastifyInstance;
  const sessions = new Sessions(tls !== undefined);
  sharePolicy(app, options.uiOrigin);
  const guard = { onRequest: mustBeKnown(options, sessions) };
  app.post('/decode', guard, (request) => convert(request.body, (payloads) => codec.decode(payloads)));
  app.post('/encode', guard, (request) => convert(request.body, (payloads) => codec.encode(payloads)));
  if (options.signsIn) addSignIn(app, options.check, sessions);
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ message: 'There is no such page.' }));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof NotPayloads || error instanceof ValueError)
      return reply.code(400).send({ message: error.message });
    const status = error.statusCode ?? 500;
    if (status >= 500) options.say(`a payload could not be converted: ${error.message}`);
    const message =
      status < 500
        ? error.message
        : 'A payload could not be converted: it was changed, or encrypted with another key.';
    return reply.code(status).send({ message });
  });
  await app.listen({ host, port });
  const address = app.server.address() as { port: number };
  const name = host.includes(':') ? `[${host}]` : host;
  return { url: `${tls ? 'https' : 'http'}://${name}:${address.port}`, close: () => app.close() };
}

/** Cross-origin sharing (Fetch standard) for the UI's origin alone, and no answer at all for pages of others. */
function sharePolicy(app: FastifyInstance, uiOrigin: string): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('vary', 'Origin').header('cache-control', 'no-store');
    const { origin } = request.headers;
    const own = `${request.protocol}://${request.host}`;
    // Browsers name the origin of each cross-origin request, and of each POST; the CLI names none.
    if (origin === undefined || (origin === own && request.url === '/session')) return undefined;
    if (origin !== uiOrigin) return reply.code(403).send({ message: 'Pages of this origin may not ask.' });
    void reply.headers({
      'access-control-allow-origin': uiOrigin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, x-namespace, authorization, authorization-extras',
      'access-control-max-age': '600',
    });
    return request.method === 'OPTIONS' ? reply.code(204).send() : undefined;
  });
}

const noToken = Promise.resolve('Show a token, as `Authorization: Bearer <token>`.');

function mustBeKnown({ check, say }: CodecServerOptions, sessions: Sessions) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const token = bearerIn(request.headers.authorization);
    if (token === undefined && sessions.knows(request.headers.cookie)) return undefined;
    const refusal = await (token === undefined ? noToken : check(token)).catch((error: Error) => {
      say(`a token could not be checked: ${error.message}`);
      return new Error('Whether the token counts could not be found out just now.');
    });
    if (refusal === undefined) return undefined;
    if (refusal instanceof Error) return reply.code(503).send({ message: refusal.message });
    return reply.code(401).header('www-authenticate', 'Bearer').send({ message: refusal });
  };
}

function addSignIn(app: FastifyInstance, check: TokenCheck, sessions: Sessions): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(body.toString())),
  );
  const page = (reply: FastifyReply, said: string) => reply.headers(pageHeaders).send(signInPage(said));
  app.get('/', (_request, reply) => page(reply, 'Sign in here to see payloads in the Temporal UI.'));
  app.post('/session', async (request, reply) => {
    const token = request.body instanceof URLSearchParams ? (request.body.get('token') ?? '') : '';
    const refusal = await check(token.trim());
    if (refusal !== undefined) return page(reply.code(401), refusal);
    return page(
      reply.header('set-cookie', sessions.open()),
      'Signed in. Go back to the Temporal UI and reload it.',
    );
  });
}
