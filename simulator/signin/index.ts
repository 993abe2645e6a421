import { timingSafeEqual } from 'node:crypto';
import { exportJWK } from 'jose';
import type { FastifyInstance } from 'fastify';
import type { World } from '../world';
import { peopleGrant, registerDeviceCode } from './deviceCode';
import { failure } from './failure';
import { keyId, publicKey } from './keys';
import { isGraph, permissionsOf } from './permissions';
import { issuer, signToken, tokenSeconds } from './tokens';

/** The simulated Entra sign-in service: OpenID discovery, the grant of applications and those of people. */
export async function registerSignIn(app: FastifyInstance, world: World): Promise<void> {
  const { tenant, applications } = world.options;
  const knowsTenant = (name: string) =>
    [tenant.id, ...tenant.domains].some((known) => known.toLowerCase() === name.toLowerCase());

  app.get<{ Params: { tenant: string } }>(
    '/:tenant/v2.0/.well-known/openid-configuration',
    async (request, reply) => {
      if (!knowsTenant(request.params.tenant))
        return reply.code(400).send(unknownTenant(request.params.tenant));
      const base = `${world.endpoints.authority}/${tenant.id}`;
      return {
        token_endpoint: `${base}/oauth2/v2.0/token`,
        device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
        issuer: issuer(world),
        token_endpoint_auth_methods_supported: ['client_secret_post'],
        response_types_supported: ['code', 'id_token'],
        response_modes_supported: ['query', 'fragment', 'form_post'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
        tenant_region_scope: 'EU',
      };
    },
  );

  app.get('/common/discovery/instance', async () => {
    const { host } = new URL(world.endpoints.authority);
    return {
      tenant_discovery_endpoint: `${world.endpoints.authority}/${tenant.id}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    };
  });

  app.get('/:tenant/discovery/v2.0/keys', async () => ({
    keys: [{ ...(await exportJWK(publicKey(world))), use: 'sig', alg: 'RS256', kid: keyId }],
  }));

  registerDeviceCode(app, world, knowsTenant);

  app.post<{ Params: { tenant: string }; Body: Record<string, string | undefined> | undefined }>(
    '/:tenant/oauth2/v2.0/token',
    async (request, reply) => {
      const form = request.body ?? {};
      reply.header('Cache-Control', 'no-store');
      if (!knowsTenant(request.params.tenant))
        return reply.code(400).send(unknownTenant(request.params.tenant));
      const people = await peopleGrant(world, form);
      if (people) return reply.code(people.status).send(people.body);
      if (form.grant_type !== 'client_credentials') {
        return reply
          .code(400)
          .send(
            failure(
              'unsupported_grant_type',
              70003,
              `The app requested an unsupported grant type '${form.grant_type}'.`,
            ),
          );
      }
      const application = applications.find(({ clientId }) => clientId === form.client_id);
      if (!application) {
        const message = `Application with identifier '${form.client_id}' was not found in the directory '${tenant.id}'.`;
        return reply.code(400).send(failure('unauthorized_client', 700016, message));
      }
      if (!sameSecret(form.client_secret ?? '', application.clientSecret)) {
        const message = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${application.clientId}'.`;
        return reply.code(401).send(failure('invalid_client', 7000215, message));
      }
      const audience = /(\S+)\/\.default$/.exec(form.scope ?? '')?.[1];
      if (!audience) {
        const message = `The provided value for scope ${form.scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.`;
        return reply.code(400).send(failure('invalid_scope', 1002012, message));
      }
      return {
        token_type: 'Bearer',
        expires_in: tokenSeconds,
        ext_expires_in: tokenSeconds,
        access_token: await signToken(
          world,
          application.clientId,
          audience,
          isGraph(world, audience) ? permissionsOf(world, application.clientId) : undefined,
        ),
      };
    },
  );
}

function sameSecret(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function unknownTenant(name: string): object {
  const message = `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`;
  return failure('invalid_request', 90002, message);
}
