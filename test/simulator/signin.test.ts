import assert from 'node:assert/strict';
import type { AuthenticationError } from '@azure/identity';
import { ClientSecretCredential } from '@azure/identity';
import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose';
import { fetch } from 'undici';
import type { Bench } from './core.support';
import { application, bench, tenantId } from './core.support';

describe('simulated sign-in', () => {
  let b: Bench;
  before(async () => {
    b = await bench();
  });
  after(() => b.close());

  const credential = (over: { clientId?: string; secret?: string }) =>
    new ClientSecretCredential(
      tenantId,
      over.clientId ?? application.clientId,
      over.secret ?? application.clientSecret,
      {
        authorityHost: b.simulator.endpoints.authority,
        disableInstanceDiscovery: true,
        tlsOptions: { ca: b.ca },
        retryOptions: { maxRetries: 0 },
      },
    );

  it('gives a client credential a signed token for the audience that it asks for', async () => {
    const token = await b.token('https://management.azure.com/.default');
    const { endpoints } = b.simulator;
    const keys = createRemoteJWKSet(new URL(`${endpoints.authority}/${tenantId}/discovery/v2.0/keys`), {
      [customFetch]: ((url: string, options: object) =>
        fetch(url, { ...options, dispatcher: b.agent })) as unknown as typeof globalThis.fetch,
    });
    const { payload } = await jwtVerify(token, keys, {
      issuer: `${endpoints.authority}/${tenantId}/v2.0`,
      audience: 'https://management.azure.com',
    });
    assert.equal(payload.tid, tenantId);
    assert.equal(payload.appid, application.clientId);
    assert.match(String(payload.oid), /^[0-9a-f-]{36}$/);
    assert.ok(payload.exp! - Date.now() / 1000 > 3000);
  });

  for (const [what, over, code] of [
    ['a wrong secret', { secret: 'wrong' }, 'AADSTS7000215'],
    ['an unknown application', { clientId: tenantId }, 'AADSTS700016'],
  ] as const) {
    it(`refuses ${what} with ${code}`, async () => {
      await assert.rejects(credential(over).getToken('https://management.azure.com/.default'), (error) => {
        assert.ok(error instanceof Error);
        assert.match(
          `${error.message} ${(error as AuthenticationError).errorResponse?.errorDescription}`,
          new RegExp(code),
        );
        assert.doesNotMatch(error.message, /the~simulated.secret/);
        return true;
      });
    });
  }

  it('refuses an unknown tenant with AADSTS90002, at discovery and at the token endpoint', async () => {
    const base = `${b.simulator.endpoints.authority}/${application.clientId}`;
    const discovery = await fetch(`${base}/v2.0/.well-known/openid-configuration`, { dispatcher: b.agent });
    const token = await fetch(`${base}/oauth2/v2.0/token`, {
      method: 'POST',
      dispatcher: b.agent,
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    for (const response of [discovery, token]) {
      assert.equal(response.status, 400);
      assert.match(
        ((await response.json()) as { error_description: string }).error_description,
        /^AADSTS90002:/,
      );
    }
  });
});
