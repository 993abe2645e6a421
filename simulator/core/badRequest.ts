import type { FastifyReply } from 'fastify';
import type { z } from 'zod';

/** What was wrong with a body, in the form of the staff's API. */
export function badRequest(reply: FastifyReply, error: z.ZodError): FastifyReply {
  const message = error.issues
    .map(({ path, message: problem }) => [path.join('.'), problem].filter(Boolean).join(': '))
    .join('; ');
  return reply.code(400).send({ error: { code: 'InvalidRequest', message } });
}
