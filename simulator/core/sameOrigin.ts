import type { FastifyInstance } from 'fastify';
import type { World } from '../world';

/**
 * The staff's API asks nobody to sign in, so a page from elsewhere in the same browser must not be able to use it: what changes
 * something has to be JSON, which a browser sends to a strange origin only after asking, and must not name another origin.
 */
export function requireSameOrigin(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', async (request, reply) => {
    if (/^(GET|HEAD)$/.test(request.method)) return undefined;
    const { origin, 'sec-fetch-site': from, 'content-type': type } = request.headers;
    const own = [world.endpoints.site, world.endpoints.site.replace('//localhost:', '//127.0.0.1:')];
    const foreign = origin !== undefined && !own.includes(origin);
    if (foreign || (from !== undefined && from !== 'same-origin' && from !== 'none')) {
      const message = `Only the site's own page and programs without a page may act here.`;
      return reply.code(403).send({ error: { code: 'ForeignOrigin', message } });
    }
    const needsType = request.method !== 'DELETE' || type !== undefined;
    if (needsType && !/^application\/json\s*(;|$)/i.test(type ?? '')) {
      const message = 'The content type must be application/json.';
      return reply.code(415).send({ error: { code: 'UnsupportedMediaType', message } });
    }
    return undefined;
  });
}
