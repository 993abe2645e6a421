import { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openOperation } from '../../arm/operations';
import type { Operation } from '../../arm/state';
import type { JournalEntry, World } from '../../world';
import { keepStrike, strikeOn, writeEntry } from '../journal';
import { faultBody } from './bodies';
import type { Fault, Place } from './schema';
import { choose } from './state';

/** To be called before the journal's hooks and the service's own, so that both see the answer as the client does. */
export function injectFaults(app: FastifyInstance, service: JournalEntry['service'], world: World): void {
  const strike = (request: FastifyRequest, where: Place): Fault | undefined => {
    const [path] = request.url.split('?') as [string];
    const fault = choose(world, { service, method: request.method, path }, where, fitsTo(request));
    if (fault) keepStrike(request, fault.name);
    return fault;
  };
  const silence = (request: FastifyRequest, status = 0) =>
    writeEntry(world.options.directory, service, request, status);

  app.addHook('onRequest', async (request, reply) => {
    const fault = strike(request, 'before');
    if (!fault) return undefined;
    const { how } = fault;
    if (how.kind === 'delay') return world.clock.pass(how.seconds / 60);
    if (how.kind === 'reset' || how.kind === 'hang') {
      reply.hijack();
      silence(request);
      if (how.kind === 'reset') request.raw.socket.destroy();
      return reply;
    }
    return reply.send(disguise(world, service, fault, reply));
  });

  app.addHook('onSend', async (request, reply, payload) => {
    if (strikeOn(request) !== undefined) return payload;
    const operation = begunOperation(world, reply);
    const end = operation && strike(request, 'result');
    if (operation && end?.how.kind === 'failed') {
      const { code, message = defaultMessage(end) } = end.how;
      operation.fault = { code, message };
      return payload;
    }
    const fault = reply.statusCode < 400 ? strike(request, 'after') : undefined;
    if (!fault) return payload;
    const { how } = fault;
    if (how.kind === 'delay') {
      await world.clock.pass(how.seconds / 60);
      return payload;
    }
    if (how.kind === 'reset' || how.kind === 'hang') {
      silence(request);
      if (how.kind === 'reset') request.raw.socket.destroy();
      return neverAnswered();
    }
    if (how.kind === 'truncated') {
      silence(request, reply.statusCode);
      truncate(reply, payload);
      return neverAnswered();
    }
    return disguise(world, service, fault, reply);
  });
}

/** What is sent inside the process, such as the parts of a batch, has no connection that could break. */
const fitsTo = (request: FastifyRequest) => (fault: Fault) =>
  request.raw.socket instanceof Socket || ['error', 'delay', 'failed'].includes(fault.how.kind);

const defaultMessage = ({ name }: Fault) => `The simulated fault '${name}' struck.`;

/** Puts an error, or what is not even JSON, in the place of the answer; gives the text to send. */
function disguise(world: World, service: JournalEntry['service'], fault: Fault, reply: FastifyReply): string {
  const { how } = fault;
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
  if (how.kind === 'notJson') {
    reply.code(how.status).type(how.contentType);
    return how.body;
  }
  if (how.kind !== 'error') throw new Error(`A fault of the kind ${how.kind} has no answer.`);
  reply.code(how.status).type('application/json; charset=utf-8');
  if (how.retryAfter !== undefined) reply.header('Retry-After', world.clock.retryAfter(how.retryAfter));
  reply.headers(how.headers ?? {});
  return JSON.stringify(faultBody(service, how.code, how.message ?? defaultMessage(fault), how.details));
}

/** The operation that this answer tells of, which has not ended. */
function begunOperation(world: World, reply: FastifyReply): Operation | undefined {
  if (![200, 201, 202].includes(reply.statusCode) || reply.request.method === 'GET') return undefined;
  const url = reply.getHeader('azure-asyncoperation') ?? reply.getHeader('location');
  return typeof url === 'string' ? openOperation(world, new URL(url).pathname.split('/').at(-1)!) : undefined;
}

/** Announces the whole body, gives half of it, and hangs up. */
function truncate(reply: FastifyReply, payload: unknown): void {
  const body = Buffer.from(typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : '{}');
  const { raw } = reply;
  raw.writeHead(reply.statusCode, { ...reply.getHeaders(), 'content-length': body.length } as never);
  raw.write(body.subarray(0, Math.floor(body.length / 2)), () => raw.socket?.destroy());
}

/** Fastify would send what a hook returns; a hook that never returns leaves the client without an answer. */
const neverAnswered = () => new Promise<never>(() => undefined);
