import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { decodeJwt, SignJWT, type JWTPayload } from 'jose';
import { fetch } from 'undici';
import { keyId, privateKey } from '../../simulator/signin/keys';
import { bench, tenantId, type Bench } from './core.support';

const services = {
  arm: {
    path: '/subscriptions?api-version=2022-12-01',
    challenge: /^Bearer authorization_uri="https:.*", error="invalid_token"/,
  },
  graph: {
    path: '/v1.0/organization',
    challenge: /^Bearer realm="", authorization_uri="https:.*", client_id="00000003-/,
  },
} as const;
type Service = keyof typeof services;

interface Tried {
  what: string;
  /** The whole header; `sign` gives a token of this service with some claims changed, by the simulator's own key or another. */
  header: (sign: (over?: JWTPayload, key?: KeyObject) => Promise<string>) => Promise<string> | undefined;
  arm: string;
  graph: RegExp;
}

const bearer = async (token: Promise<string>) => `Bearer ${await token}`;
const hourAgo = Math.floor(Date.now() / 1000) - 3600;
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const other = randomUUID();

const table: Tried[] = [
  { what: 'none', header: () => undefined, arm: 'AuthenticationFailed', graph: /token is empty/ },
  {
    what: 'another scheme',
    header: async () => 'Basic dXNlcjpwYXNz',
    arm: 'AuthenticationFailedInvalidHeader',
    graph: /token is empty/,
  },
  {
    what: 'a malformed one',
    header: async () => 'Bearer no.token',
    arm: 'InvalidAuthenticationToken',
    graph: /signature or format/,
  },
  {
    what: 'one that has expired',
    header: (sign) => bearer(sign({ exp: hourAgo })),
    arm: 'ExpiredAuthenticationToken',
    graph: /token is expired/,
  },
  {
    what: 'one that is not valid yet',
    header: (sign) => bearer(sign({ nbf: hourAgo + 7200 })),
    arm: 'InvalidAuthenticationToken',
    graph: /signature or format/,
  },
  {
    what: 'one for another service',
    header: (sign) => bearer(sign({ aud: 'https://vault.azure.net' })),
    arm: 'InvalidAuthenticationTokenAudience',
    graph: /Invalid audience/,
  },
  {
    what: 'one of another tenant',
    header: (sign) => bearer(sign({ tid: other, iss: `https://login.example/${other}/v2.0` })),
    arm: 'InvalidAuthenticationTokenTenant',
    graph: /Invalid issuer/,
  },
  {
    what: 'one signed with another key',
    header: (sign) => bearer(sign({}, stranger)),
    arm: 'InvalidAuthenticationToken',
    graph: /signature or format/,
  },
];

describe('simulated services: tokens', () => {
  let b: Bench;
  before(async () => {
    b = await bench({ whole: true });
  });
  after(() => b.close());

  async function ask(service: Service, header: string | undefined) {
    const response = await fetch(`${b.simulator.endpoints[service]}${services[service].path}`, {
      dispatcher: b.agent,
      headers: header === undefined ? {} : { authorization: header },
    });
    const { error } = (await response.json()) as { error?: { code: string; message: string } };
    return { status: response.status, challenge: response.headers.get('www-authenticate') ?? '', error };
  }
  const signFor =
    (service: Service) =>
    async (over: JWTPayload = {}, key?: KeyObject) =>
      new SignJWT({ ...decodeJwt(await b.token(`${b.simulator.endpoints[service]}/.default`)), ...over })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId })
        .sign(key ?? privateKey(b.simulator.world));

  for (const service of ['arm', 'graph'] as const) {
    it(`${service} takes its own token, signed by this simulator for tenant ${tenantId.slice(0, 8)}…`, async () =>
      assert.equal((await ask(service, await bearer(signFor(service)()))).status, 200));
    for (const { what, header, ...expected } of table) {
      it(`${service} refuses ${what} with 401`, async () => {
        const { status, challenge, error } = await ask(service, await header(signFor(service)));
        assert.equal(status, 401);
        assert.match(challenge, services[service].challenge);
        if (service === 'arm') assert.equal(error?.code, expected.arm);
        else {
          assert.equal(error?.code, 'InvalidAuthenticationToken');
          assert.match(error.message, expected.graph);
        }
      });
    }
  }
});
