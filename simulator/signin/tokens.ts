import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { World } from '../world';
import { keyId, privateKey } from './keys';

/** Entra's tokens live between 60 and 90 minutes; simulated time is not applied, clients compare with the real clock. */
export const tokenSeconds = 3600;

export const issuer = (world: World): string =>
  `${world.endpoints.authority}/${world.options.tenant.id}/v2.0`;

/** A service principal has one object id in a tenant, whatever it asks for. */
export function objectId(tenantId: string, clientId: string): string {
  const hex = createHash('sha256').update(`${tenantId}/${clientId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** `roles` are the application permissions that the resource reads (Entra, "Access token claims reference"). */
export async function signToken(
  world: World,
  clientId: string,
  audience: string,
  roles?: string[],
): Promise<string> {
  const tenantId = world.options.tenant.id;
  return new SignJWT({
    tid: tenantId,
    appid: clientId,
    azp: clientId,
    oid: objectId(tenantId, clientId),
    sub: objectId(tenantId, clientId),
    idtyp: 'app',
    ver: '1.0',
    ...(roles ? { roles } : {}),
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId })
    .setIssuer(issuer(world))
    .setAudience(audience)
    .setIssuedAt()
    .setNotBefore('0 seconds')
    .setExpirationTime(`${tokenSeconds} seconds`)
    .sign(privateKey(world));
}
