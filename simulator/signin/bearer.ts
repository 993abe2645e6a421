import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../world';
import { publicKey } from './keys';
import { issuer } from './tokens';

export interface Caller {
  clientId: string;
  objectId: string;
  tenantId: string;
  /** Application permissions, in tokens for Microsoft Graph. */
  roles: string[];
}

/** Who calls, for hooks and handlers behind `verifyBearer`. */
const callers = new WeakMap<FastifyRequest, Caller>();

export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('the request has not been through verifyBearer');
  return caller;
}

/** Why a token is not accepted, in ARM's terms ("Troubleshoot common Azure deployment errors"; azure-cli and SDK issues). */
export interface Refusal {
  code:
    | 'AuthenticationFailed'
    | 'AuthenticationFailedInvalidHeader'
    | 'InvalidAuthenticationToken'
    | 'InvalidAuthenticationTokenAudience'
    | 'InvalidAuthenticationTokenTenant'
    | 'ExpiredAuthenticationToken';
  message: string;
}

/** Sends the 401 in the service's own form. */
export type Refuse = (reply: FastifyReply, refusal: Refusal) => FastifyReply;

const sameHost = (audience: string, endpoint: string) =>
  audience.replace(/\/+$/, '').toLowerCase() === endpoint.replace(/\/+$/, '').toLowerCase();

/** For the audience predicate: one of these, whatever the trailing slashes. */
export const audienceIn =
  (endpoints: () => string[]) =>
  (audience: string): boolean =>
    endpoints().some((endpoint) => sameHost(audience, endpoint));

/**
 * A fastify `onRequest` hook that lets through only requests with a token which this simulator signed, for this
 * tenant, in its time, and meant for the service. The default refusal is ARM's.
 */
export function verifyBearer(
  world: World,
  audiencePredicate: (audience: string) => boolean,
  refuse: Refuse = refuseInArmForm(world),
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined> {
  return async (request, reply) => {
    const checked = await check(world, request.headers.authorization, audiencePredicate);
    if ('refusal' in checked) return refuse(reply, checked.refusal);
    callers.set(request, checked.caller);
    return undefined;
  };
}

async function check(
  world: World,
  header: string | undefined,
  fits: (audience: string) => boolean,
): Promise<{ caller: Caller } | { refusal: Refusal }> {
  if (!header) {
    return refused('AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
  }
  const token = /^Bearer (\S+)$/i.exec(header)?.[1];
  if (!token) {
    const message = "Authentication failed. The 'Authorization' header is provided in an invalid format.";
    return refused('AuthenticationFailedInvalidHeader', message);
  }
  let payload: JWTPayload;
  try {
    ({ payload } = await jwtVerify(token, publicKey(world), { algorithms: ['RS256'] }));
  } catch (error) {
    if (!(error instanceof errors.JWTExpired)) {
      return refused('InvalidAuthenticationToken', 'The access token is invalid.');
    }
    const [expiry, now] = [Number(error.payload.exp) * 1000, Date.now()].map((at) =>
      new Date(at).toISOString(),
    );
    const message = `The access token expiry UTC time '${expiry}' is earlier than current UTC time '${now}'.`;
    return refused('ExpiredAuthenticationToken', message);
  }
  const { aud, tid, iss } = payload;
  if (typeof aud !== 'string' || !fits(aud)) {
    const message = `The access token has been obtained for wrong audience or resource '${String(aud)}'.`;
    return refused('InvalidAuthenticationTokenAudience', message);
  }
  if (tid !== world.options.tenant.id || iss !== issuer(world)) {
    const message = `The access token is from the wrong issuer '${iss}'. It must match the tenant '${issuer(world)}' associated with this subscription.`;
    return refused('InvalidAuthenticationTokenTenant', message);
  }
  const roles = Array.isArray(payload.roles) ? payload.roles.map(String) : [];
  return { caller: { clientId: String(payload.appid), objectId: String(payload.oid), tenantId: tid, roles } };
}

const refused = (code: Refusal['code'], message: string): { refusal: Refusal } => ({
  refusal: { code, message },
});

function refuseInArmForm(world: World): Refuse {
  return (reply, { code, message }) =>
    reply
      .code(401)
      .header(
        'WWW-Authenticate',
        `Bearer authorization_uri="${world.endpoints.authority}/${world.options.tenant.id}", error="invalid_token", error_description="${message}"`,
      )
      .send({ error: { code, message } });
}
