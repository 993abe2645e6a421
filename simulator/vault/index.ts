import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { World } from '../world';
import { audienceIn, verifyBearer } from '../signin/bearer';

interface Version {
  version: string;
  value: string;
  contentType?: string;
  tags?: Record<string, string>;
  enabled: boolean;
  created: number;
}

/** Name in lower case → versions, the newest last. */
type VaultState = Record<string, { name: string; versions: Version[] }>;

interface SecretBody {
  value?: unknown;
  contentType?: string;
  tags?: Record<string, string>;
  attributes?: { enabled?: boolean };
}

type SecretRoute = { Params: { name: string; version?: string }; Body: SecretBody | undefined };

/** The simulated Key Vault: secrets, and the challenge by which its clients learn where to sign in. */
export async function registerVault(app: FastifyInstance, world: World): Promise<void> {
  const vault = (world.state.vault ??= {}) as VaultState;
  const audience = audienceIn(() => [world.endpoints.vault, 'https://vault.azure.net']);
  app.addHook(
    'onRequest',
    verifyBearer(world, audience, (reply, { message }) => {
      const authority = `${world.endpoints.authority}/${world.options.tenant.id}`;
      return refuse(
        reply.header(
          'WWW-Authenticate',
          `Bearer authorization="${authority}", resource="https://vault.azure.net"`,
        ),
        401,
        'Unauthorized',
        `[BearerReadAccessTokenFailed] ${message}`,
      );
    }),
  );
  app.addHook('preHandler', async (request, reply) => {
    const { 'api-version': apiVersion } = request.query as Record<string, string | undefined>;
    if (apiVersion) return undefined;
    return refuse(reply, 400, 'BadParameter', 'api-version must be specified');
  });

  app.put<SecretRoute>('/secrets/:name', async (request, reply) => {
    const { name } = request.params;
    const { value, contentType, tags, attributes } = request.body ?? {};
    if (!/^[0-9a-zA-Z-]{1,127}$/.test(name)) {
      return refuse(reply, 400, 'BadParameter', `The request URI contains an invalid name: ${name}`);
    }
    if (typeof value !== 'string') return refuse(reply, 400, 'BadParameter', 'Property value is required');
    const secret = (vault[name.toLowerCase()] ??= { name, versions: [] });
    const version: Version = {
      version: randomBytes(16).toString('hex'),
      value,
      contentType,
      tags,
      enabled: attributes?.enabled ?? true,
      created: Math.floor(world.clock.now() / 1000),
    };
    secret.versions.push(version);
    world.changed();
    return bundle(world, secret.name, version);
  });

  const get = async (name: string, wanted: string | undefined, reply: FastifyReply) => {
    const secret = vault[name.toLowerCase()];
    const version = wanted ? secret?.versions.find((one) => one.version === wanted) : secret?.versions.at(-1);
    if (!secret || !version) {
      const message = `A secret with (name/id) ${name}${wanted ? `/${wanted}` : ''} was not found in this key vault.`;
      return refuse(reply, 404, 'SecretNotFound', message);
    }
    if (!version.enabled) {
      return refuse(reply, 403, 'Forbidden', 'Operation get is not allowed on a disabled secret.');
    }
    return bundle(world, secret.name, version);
  };
  app.get<SecretRoute>('/secrets/:name', (request, reply) => get(request.params.name, undefined, reply));
  app.get<SecretRoute>('/secrets/:name/:version', (request, reply) =>
    get(request.params.name, request.params.version || undefined, reply),
  );
  app.setNotFoundHandler((request, reply) =>
    refuse(
      reply,
      404,
      'NotFound',
      `${request.method} ${request.url.split('?')[0]} is not part of this vault.`,
    ),
  );
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).send({ error: { code, message } });
}

function bundle(world: World, name: string, version: Version): object {
  return {
    value: version.value,
    id: `${world.endpoints.vault}/secrets/${name}/${version.version}`,
    contentType: version.contentType,
    tags: version.tags,
    attributes: {
      enabled: version.enabled,
      created: version.created,
      updated: version.created,
      recoveryLevel: 'Recoverable+Purgeable',
    },
  };
}
