import { randomBytes, randomInt } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { tenantState } from '../graph/state';
import type { World } from '../world';
import { failure } from './failure';
import { userTokens } from './userTokens';

/** Entra's: Microsoft identity platform, "OAuth 2.0 device authorization grant". */
export const deviceCodeSeconds = 900;
const pollSeconds = 5;

interface Flow {
  deviceCode: string;
  userCode: string;
  clientId: string;
  scope: string;
  /** Milliseconds since the epoch, by the real clock. */
  expiresAt: number;
  /** Of the user who signed in; absent while nobody has. */
  userId?: string;
  declined?: boolean;
}

interface PeopleState {
  flows: Flow[];
  refreshTokens: Record<string, { userId: string; clientId: string; scope: string }>;
}

type Form = Record<string, string | undefined>;
type Answer = { status: number; body: object };

const stateOf = (world: World): PeopleState =>
  (world.state.signInOfPeople ??= { flows: [], refreshTokens: {} }) as PeopleState;

const refused = (error: string, code: number, message: string): Answer => ({
  status: 400,
  body: failure(error, code, message),
});

/** The codes for a person who signs in elsewhere, in a browser. */
export function registerDeviceCode(app: FastifyInstance, world: World, isTenant: (name: string) => boolean) {
  app.post<{ Params: { tenant: string }; Body: Form | undefined }>(
    '/:tenant/oauth2/v2.0/devicecode',
    async (request, reply) => {
      const form = request.body ?? {};
      const answer = isTenant(request.params.tenant)
        ? begin(world, form)
        : refused('invalid_request', 90002, `Tenant '${request.params.tenant}' not found.`);
      return reply.header('Cache-Control', 'no-store').code(answer.status).send(answer.body);
    },
  );
}

function begin(world: World, { client_id: clientId = '', scope = '' }: Form): Answer {
  const wrong = wrongScope(world, clientId, scope);
  if (wrong) return wrong;
  const flow: Flow = {
    deviceCode: randomBytes(48).toString('base64url'),
    userCode: Array.from({ length: 9 }, () => 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'[randomInt(32)]).join(''),
    clientId,
    scope,
    expiresAt: Date.now() + deviceCodeSeconds * 1000,
  };
  stateOf(world).flows.push(flow);
  world.changed();
  const where = `${world.endpoints.site}/site`;
  return {
    status: 200,
    body: {
      user_code: flow.userCode,
      device_code: flow.deviceCode,
      verification_uri: where,
      expires_in: deviceCodeSeconds,
      interval: world.clock.retryAfter(pollSeconds),
      message: `To sign in, use a web browser to open the page ${where} and enter the code ${flow.userCode} to authenticate.`,
    },
  };
}

/** An application may ask for a token for itself, but by its id alone (AADSTS90009). */
function wrongScope(world: World, clientId: string, scope: string): Answer | undefined {
  const application = applicationOf(world, clientId);
  if (!application) {
    const message = `Application with identifier '${clientId}' was not found in the directory '${world.options.tenant.id}'.`;
    return refused('unauthorized_client', 700016, message);
  }
  const asked = scope.split(' ').filter((one) => one.includes('/'));
  if (asked.some((one) => one.startsWith(`api://${clientId}/`))) {
    const message = `Application '${clientId}' is requesting a token for itself. This scenario is supported only if resource is specified using the GUID based App Identifier.`;
    return refused('invalid_request', 90009, message);
  }
  const known = ['.default', ...application.scopes].map((name) => `${clientId}/${name}`);
  if (asked.length > 0 && asked.every((one) => known.includes(one))) return undefined;
  return refused(
    'invalid_scope',
    70011,
    `The provided value for the input parameter 'scope' is not valid: ${scope}`,
  );
}

/** RFC 8628's name, and the older one that MSAL sends and Entra takes. */
const deviceGrants = ['urn:ietf:params:oauth:grant-type:device_code', 'device_code'];

/** The grants of people at the token endpoint; undefined for another grant. */
export async function peopleGrant(world: World, form: Form): Promise<Answer | undefined> {
  if (deviceGrants.includes(form.grant_type ?? '')) return redeem(world, form);
  if (form.grant_type === 'refresh_token') return refresh(world, form);
  return undefined;
}

async function redeem(world: World, form: Form): Promise<Answer> {
  const state = stateOf(world);
  const flow = state.flows.find(({ deviceCode }) => deviceCode === form.device_code);
  if (!flow || flow.clientId !== form.client_id)
    return refused('bad_verification_code', 70000, 'The verification code is not known.');
  if (flow.expiresAt <= Date.now())
    return refused('expired_token', 70020, 'The provided value for the device code has expired.');
  if (flow.declined)
    return refused('authorization_declined', 70018, 'The user declined the authorization request.');
  if (flow.userId === undefined) {
    const message = 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.';
    return refused('authorization_pending', 70016, message);
  }
  state.flows = state.flows.filter((other) => other !== flow);
  return tokensFor(world, flow.userId, flow, form);
}

async function refresh(world: World, form: Form): Promise<Answer> {
  const kept = stateOf(world).refreshTokens[form.refresh_token ?? ''];
  if (!kept || kept.clientId !== form.client_id)
    return refused('invalid_grant', 9002313, 'Invalid request. Request is malformed or invalid.');
  return tokensFor(world, kept.userId, kept, form);
}

async function tokensFor(
  world: World,
  userId: string,
  { clientId, scope }: { clientId: string; scope: string },
  form: Form,
): Promise<Answer> {
  const user = tenantState(world).users.find(({ id }) => id === userId);
  const application = applicationOf(world, clientId);
  if (!user || !application) return refused('invalid_grant', 50034, 'The user account does not exist.');
  if (!user.accountEnabled) return refused('invalid_grant', 50057, 'The user account is disabled.');
  const refreshToken = randomBytes(48).toString('base64url');
  stateOf(world).refreshTokens[refreshToken] = { userId, clientId, scope };
  world.changed();
  const signedIn = { user, application, scope };
  return { status: 200, body: await userTokens(world, signedIn, refreshToken, form.client_info === '1') };
}

function applicationOf(world: World, clientId: string) {
  return world.options.peopleApplications?.find((one) => one.clientId === clientId);
}

/** A person signs in with the code that somebody's device shows. Says what is wrong, if anything. */
export function completeSignIn(
  world: World,
  {
    userCode,
    userPrincipalName,
    decline,
  }: { userCode: string; userPrincipalName: string; decline?: boolean },
): string | undefined {
  const flow = stateOf(world).flows.find((one) => one.userCode === userCode.toUpperCase());
  if (!flow || flow.expiresAt <= Date.now()) return `The code '${userCode}' is not known, or has expired.`;
  const wanted = userPrincipalName.toLowerCase();
  const user = tenantState(world).users.find((one) => one.userPrincipalName.toLowerCase() === wanted);
  if (!user) return `AADSTS50034: The user account '${userPrincipalName}' does not exist in the tenant.`;
  if (!user.accountEnabled) return 'AADSTS50057: The user account is disabled.';
  if (decline) flow.declined = true;
  else flow.userId = user.id;
  world.changed();
  return undefined;
}
