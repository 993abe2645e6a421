import { createRemoteJWKSet, customFetch } from 'jose';
import type { Agent } from 'undici';
import { fetch } from 'undici';
import { createAgent } from '../agent';
import type { Cloud, OutsideSettings } from '../environment';
import { endpointsFor } from '../environment';
import { oncePerSettings } from '../once';
import type { TokenIssuer } from './token';

/** Whose tokens are taken: one tenant's, for one app registration. */
export interface Served {
  cloud: Cloud;
  tenantId: string;
  clientId: string;
}

const kept = oncePerSettings<Agent>();
const known = new WeakMap<OutsideSettings, Map<string, Promise<TokenIssuer>>>();
const timeoutMs = 10_000;

/**
 * The tenant's issuer and keys, from its OpenID configuration at the authority of the cloud. Read once; the key set reads
 * itself anew when a token names a key that it does not have.
 */
export async function issuerOf(served: Served, settings: OutsideSettings): Promise<TokenIssuer> {
  const issuers = known.get(settings) ?? new Map<string, Promise<TokenIssuer>>();
  known.set(settings, issuers);
  const key = `${served.cloud} ${served.tenantId} ${served.clientId}`;
  const reading = issuers.get(key) ?? readIssuer(served, settings);
  issuers.set(key, reading);
  try {
    return await reading;
  } catch (error) {
    // The next token finds the authority well again, or not.
    issuers.delete(key);
    throw error;
  }
}

async function readIssuer({ cloud, tenantId, clientId }: Served, settings: OutsideSettings) {
  const dispatcher = kept(settings, 'issuer', () => createAgent(settings));
  const { authorityHost } = endpointsFor(cloud, settings.overrides);
  const url = `${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`;
  const response = await fetch(url, { dispatcher, signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const { issuer, jwks_uri: keysUrl } = (await response.json()) as { issuer: string; jwks_uri: string };
  if (!issuer.includes(tenantId)) throw new Error(`${url} names the issuer of another tenant: ${issuer}`);
  if (!keysUrl.startsWith('https://')) throw new Error(`${url} names keys that are not at an https address`);
  const keys = createRemoteJWKSet(new URL(keysUrl), {
    timeoutDuration: timeoutMs,
    [customFetch]: ((address: string, options: object) =>
      fetch(address, { ...options, dispatcher })) as unknown as typeof globalThis.fetch,
  });
  return { issuer, keys, tenantId, clientId };
}
