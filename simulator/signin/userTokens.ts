import { createHash, randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { TenantUser } from '../graph/state';
import { tenantState } from '../graph/state';
import type { PeopleApplication, World } from '../world';
import { keyId, privateKey } from './keys';
import { issuer, tokenSeconds } from './tokens';

/** A JWT names at most so many groups; of more it says only where to ask (Entra ID: "Groups overage claim"). */
export const mostGroups = 200;

export interface SignedIn {
  user: TenantUser;
  application: PeopleApplication;
  /** As asked for. */
  scope: string;
}

/** The answer of the token endpoint to somebody who has signed in: v2.0 tokens. */
export async function userTokens(
  world: World,
  signedIn: SignedIn,
  refreshToken: string,
  clientInfo: boolean,
) {
  const { user, application, scope } = signedIn;
  const wants = (name: string) => scope.split(' ').includes(name);
  const scp = application.scopes.join(' ');
  const identity = {
    oid: user.id,
    tid: world.options.tenant.id,
    sub: pairwise(user.id, application.clientId),
    preferred_username: user.userPrincipalName,
    name: user.displayName,
    ver: '2.0',
  };
  const access = {
    ...identity,
    ...groupClaims(world, signedIn),
    azp: application.clientId,
    azpacr: '0',
    scp,
  };
  return {
    token_type: 'Bearer',
    scope: application.scopes.map((name) => `${application.clientId}/${name}`).join(' '),
    expires_in: tokenSeconds,
    ext_expires_in: tokenSeconds,
    access_token: await signUserToken(world, application, access),
    ...(wants('offline_access') ? { refresh_token: refreshToken } : {}),
    ...(wants('openid') ? { id_token: await signUserToken(world, application, identity) } : {}),
    ...(clientInfo ? { client_info: base64url({ uid: user.id, utid: world.options.tenant.id }) } : {}),
  };
}

function signUserToken(world: World, { clientId }: PeopleApplication, claims: object): Promise<string> {
  return new SignJWT({ ...claims, uti: randomBytes(16).toString('base64url') })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId })
    .setIssuer(issuer(world))
    .setAudience(clientId)
    .setIssuedAt()
    .setNotBefore('0 seconds')
    .setExpirationTime(`${tokenSeconds} seconds`)
    .sign(privateKey(world));
}

function groupClaims(world: World, { user, application }: SignedIn): object {
  if (!application.groupClaims) return {};
  const groups = tenantState(world)
    .groups.filter(({ members }) => members.includes(user.id))
    .map(({ id }) => id);
  if (groups.length <= mostGroups) return { groups };
  const endpoint = `https://graph.windows.net/${world.options.tenant.id}/users/${user.id}/getMemberObjects`;
  return { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint } } };
}

/** One person has another `sub` in each application. */
const pairwise = (objectId: string, clientId: string): string =>
  createHash('sha256').update(`${objectId}/${clientId}`).digest('base64url');

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
