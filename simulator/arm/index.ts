import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { World } from '../world';
import { audienceIn, callerOf, verifyBearer } from '../signin/bearer';
import { keepRights } from '../core/journal';
import type { Answer } from './answers';
import { ArmError, refuse } from './errors';
import { advanceDeployments } from './deployments/advance';
import { invalidVersion } from './apiVersions';
import { rightsFor } from './authorization';
import type { ArmRequest } from './dispatch';
import { answer } from './dispatch';
import { metadata, metadataPath } from './metadata';
import { parsePath } from './path';
import { settle } from './settle';
import { throttle } from './throttling';

const audiences = [
  'https://management.azure.com',
  'https://management.core.windows.net',
  'https://management.usgovcloudapi.net',
  'https://management.chinacloudapi.cn',
];

/** The simulated Azure Resource Manager. */
export async function registerArm(app: FastifyInstance, world: World): Promise<void> {
  const verify = verifyBearer(
    world,
    audienceIn(() => [world.endpoints.arm, ...audiences]),
  );
  app.addHook('onRequest', async (request, reply) =>
    request.routeOptions.url === metadataPath ? undefined : verify(request, reply),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof ArmError) {
      if (error.retryAfter) reply.header('Retry-After', world.clock.retryAfter(error.retryAfter));
      return reply.code(error.status).send({ error: error.body });
    }
    if (error.statusCode && error.statusCode < 500) {
      return reply.code(400).send({ error: { code: 'InvalidRequestContent', message: error.message } });
    }
    process.stderr.write(`simulated ARM failed on ${request.method} ${request.url}: ${error.stack}\n`);
    return reply.code(500).send({ error: { code: 'InternalServerError', message: error.message } });
  });
  app.addHook('onSend', async (request, reply) => {
    const given = request.headers['x-ms-correlation-request-id'];
    reply.header('x-ms-request-id', request.headers['x-ms-client-request-id'] ?? randomUUID());
    reply.header('x-ms-correlation-request-id', given ?? randomUUID());
  });
  app.get<{ Querystring: { 'api-version'?: string } }>(metadataPath, async ({ query }) =>
    metadata(world, checkVersion(query['api-version'])),
  );
  app.all('/*', async (request, reply) => {
    settle(world);
    const path = request.url.split('?')[0]!;
    const { objectId } = callerOf(request);
    const call = { method: request.method, path, target: parsePath(path), objectId };
    const { headers: left, refusal } = throttle(world, call);
    reply.headers(left);
    if (refusal) throw refusal;
    advanceDeployments(world, answer);
    const { status, body, headers } = handle(world, request);
    reply.code(status).headers(headers ?? {});
    // A text is a JSON string: the clients read it only so.
    return body === undefined
      ? reply.send()
      : reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
  });
}

function handle(world: World, request: FastifyRequest): Answer {
  const query = request.query as Record<string, string | undefined>;
  const armRequest: ArmRequest = {
    method: request.method,
    // The SDKs' calls by id begin with two slashes.
    path: request.url.split('?')[0]!.replace(/\/{2,}/g, '/'),
    query,
    apiVersion: checkVersion(query['api-version']),
    body: request.body,
    objectId: callerOf(request).objectId,
    ifMatch: request.headers['if-match'],
    ifNoneMatch: request.headers['if-none-match'],
  };
  if (/^\/subscriptions\/./i.test(armRequest.path)) keepRights(request, rightsFor(world, armRequest));
  return answer(world, armRequest);
}

function checkVersion(apiVersion: string | undefined): string {
  if (!apiVersion) {
    refuse(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  if (!/^20\d\d-\d\d-\d\d(-preview)?$/.test(apiVersion)) {
    invalidVersion(apiVersion);
  }
  return apiVersion;
}
