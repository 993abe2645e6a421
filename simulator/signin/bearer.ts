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
}

/** Who calls, for hooks and handlers behind `verifyBearer`. */
const callers = new WeakMap<FastifyRequest, Caller>();

export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('the request has not been through verifyBearer');
  return caller;
}

export interface Refusal {
  code: 'AuthenticationFailed' | 'InvalidAuthenticationToken' | 'ExpiredAuthenticationToken';
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
 * tenant, in its time, and meant for the service. The default refusal is the form that ARM and Graph share.
 */
export function verifyBearer(
  world: World,
  audiencePredicate: (audience: string) => boolean,
  refuse: Refuse = refuseInArmForm(world),
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined> {
  return async (request, reply) => {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (!token) {
      return refuse(reply, {
        code: 'AuthenticationFailed',
        message: "Authentication failed. The 'Authorization' header is missing.",
      });
    }
    const checked = await check(world, token, audiencePredicate);
    if ('refusal' in checked) return refuse(reply, checked.refusal);
    callers.set(request, checked.caller);
    return undefined;
  };
}

async function check(
  world: World,
  token: string,
  fits: (audience: string) => boolean,
): Promise<{ caller: Caller } | { refusal: Refusal }> {
  let payload: JWTPayload;
  try {
    ({ payload } = await jwtVerify(token, publicKey(world), {
      issuer: issuer(world),
      algorithms: ['RS256'],
    }));
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      return {
        refusal: { code: 'ExpiredAuthenticationToken', message: 'The access token expiry has passed.' },
      };
    }
    return invalid('The access token is invalid.');
  }
  if (typeof payload.aud !== 'string' || !fits(payload.aud)) {
    return invalid('The access token has been obtained for wrong audience or resource.');
  }
  if (payload.tid !== world.options.tenant.id) return invalid('The access token is from the wrong issuer.');
  return {
    caller: { clientId: String(payload.appid), objectId: String(payload.oid), tenantId: payload.tid },
  };
}

function invalid(message: string): { refusal: Refusal } {
  return { refusal: { code: 'InvalidAuthenticationToken', message } };
}

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
