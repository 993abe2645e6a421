import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { Certificates } from './certificates';

/** An HTTPS service; request bodies are JSON or forms, and an empty body is fine whatever its type says. */
export function createService({ key, certificate }: Certificates): FastifyInstance {
  const app = Fastify({
    https: { key, cert: certificate },
    forceCloseConnections: true,
    routerOptions: { caseSensitive: false, maxParamLength: 2000 },
  }) as unknown as FastifyInstance;
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, JSON.parse(body as string));
    } catch {
      done(Object.assign(new Error('The request body is not valid JSON.'), { statusCode: 400 }));
    }
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body as string)));
    },
  );
  return app;
}

/** Listens on the remembered port, or on a free one at the first start. */
export async function listen(app: FastifyInstance, host: string, remembered?: string): Promise<string> {
  await app.listen({ host, port: remembered === undefined ? 0 : Number(new URL(remembered).port) });
  return `https://localhost:${(app.server.address() as AddressInfo).port}`;
}
