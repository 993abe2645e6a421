import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type * as exchange from './exchange';
import type * as schemas from './published';

/** The schemas' compiler is slow to load, and most processes that tests start are no simulators. */
const load = createRequire(__filename);

let misfitsFile: string | undefined;

/**
 * Watches every simulated Azure Resource Manager of this process, and adds what does not fit to a file. The simulator knows nothing
 * of it: Fastify itself announces each server that is made. Of several calls the last one's file counts.
 */
export function observeInto(file: string): void {
  if (misfitsFile === undefined) subscribe('fastify.initialization', observe);
  misfitsFile = file;
}

function observe(message: unknown): void {
  const { fastify } = message as { fastify: FastifyInstance };
  // Not at the first request, which somebody may measure.
  (load('./published') as typeof schemas).published();
  const reached = new WeakSet<FastifyRequest>();
  // What a simulated fault answers in ARM's place never gets here.
  fastify.addHook('preHandler', async (request) => {
    if (/^\/subscriptions\//i.test(request.url)) reached.add(request);
  });
  // The first hook of its kind, so that it sees the answer before a fault spoils it.
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (reached.has(request)) note(request, reply.statusCode, typeof payload === 'string' ? payload : '');
    return payload;
  });
}

/** Written before the answer leaves: whoever has the answer finds it. */
function note(request: FastifyRequest, status: number, payload: string): void {
  const { misfitsOf } = load('./exchange') as typeof exchange;
  const misfits = misfitsOf({
    method: request.method,
    url: request.url,
    userAgent: request.headers['user-agent'] ?? '',
    request: request.body,
    status,
    answer: status < 300 && payload !== '' ? JSON.parse(payload) : undefined,
  });
  appendFileSync(misfitsFile!, misfits.map((one) => `${one}\n`).join(''));
}
