import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { base64url, decodeJwt, SignJWT } from 'jose';
import type { OutsideSettings } from '../../../activities/environment';
import { issuerOf } from '../../../activities/identity/issuer';
import type { TokenIssuer } from '../../../activities/identity/token';
import { checkToken } from '../../../activities/identity/token';
import { keyId, privateKey } from '../../../simulator/signin/keys';
import { anna, approvalsApp, groucho, peopleOptions, signIn } from '../../support/people';
import { settingsFor } from '../../support/simulated';
import type { Bench } from '../../simulator/core.support';
import { bench, optionsIn, tenantId } from '../../simulator/core.support';

const { clientId } = approvalsApp;
const served = { cloud: 'public', tenantId, clientId } as const;

describe('tokens of people', () => {
  let b: Bench;
  let settings: OutsideSettings;
  let issuer: TokenIssuer;
  let token: string;
  let good: JWTPayload;
  before(async () => {
    const { tenant } = optionsIn('');
    const { people, peopleApplications } = peopleOptions;
    b = await bench({ whole: true, options: { tenant: { ...tenant, people }, peopleApplications } });
    settings = settingsFor(b.simulator);
    issuer = await issuerOf(served, settings);
    token = (await signIn(where(), anna)).access_token;
    good = decodeJwt(token);
  });
  after(async () => {
    await b.close();
    rmSync(b.directory, { recursive: true, force: true });
  });

  const where = () => {
    const { authority, site } = b.simulator.endpoints;
    return { authority, site, tenantId, dispatcher: b.agent };
  };
  const now = () => Math.floor(Date.now() / 1000);

  /** With the tenant's own key, so that one claim is all that is wrong. */
  const signed = (changes: JWTPayload, key = tenantKey()) => {
    const claims = Object.entries({ ...good, ...changes }).filter(([, value]) => value !== undefined);
    return new SignJWT(Object.fromEntries(claims)).setProtectedHeader({ alg: 'RS256', kid: keyId }).sign(key);
  };
  const tenantKey = () => privateKey(b.simulator.world);

  it('count with the right issuer, audience, tenant, time, scope and person, whose groups they name', async () => {
    const { oid, uti, groups } = good;
    const expected = { claims: { objectId: oid, tokenId: uti, groups } };
    assert.deepEqual(await checkToken(token, issuer), expected);
    assert.deepEqual(await checkToken(await signed({}), issuer), expected);
    const overage = await checkToken((await signIn(where(), groucho)).access_token, issuer);
    assert.ok('claims' in overage && overage.claims.groups === undefined);
  });

  it('are asked for another scope by another program', async () => {
    assert.ok('claims' in (await checkToken(await signed({ scp: 'decode' }), issuer, 'decode')));
    assert.ok('refusal' in (await checkToken(token, issuer, 'decode')));
  });

  const wrong: [string, () => JWTPayload, RegExp][] = [
    ['expired', () => ({ exp: now() - 120 }), /has expired/],
    ['not yet valid', () => ({ nbf: now() + 300 }), /does not count yet/],
    ['by another issuer', () => ({ iss: `https://sts.windows.net/${tenantId}/` }), /another issuer/],
    ['for another application', () => ({ aud: 'https://management.azure.com' }), /another application/],
    ['of another tenant', () => ({ tid: clientId }), /another tenant/],
    ['of an application', () => ({ idtyp: 'app' }), /a person must sign in/],
    ['without the scope', () => ({ scp: 'user_impersonation' }), /does not carry the scope decide/],
    ['with a scope that only begins so', () => ({ scp: 'decided' }), /does not carry the scope/],
    ['without a scope', () => ({ scp: undefined }), /lacks the claim scp/],
    ['without a person', () => ({ oid: undefined }), /lacks the claim oid/],
    ['without an id', () => ({ uti: undefined }), /lacks the claim uti/],
    ['without an end', () => ({ exp: undefined }), /lacks the claim exp/],
    ['without a beginning', () => ({ nbf: undefined }), /lacks the claim nbf/],
    ['with a person that is no text', () => ({ oid: 7 }), /does not say who/],
  ];
  for (const [what, changes, reason] of wrong) {
    it(`are refused when ${what}`, async () => {
      const answer = await checkToken(await signed(changes()), issuer);
      assert.ok('refusal' in answer, 'it counted');
      assert.match(answer.refusal, reason);
    });
  }

  it('are refused when signed by a foreign key, by none, with a shared secret, changed, or no token', async () => {
    const { privateKey: foreignKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const publicText = JSON.stringify(b.simulator.world.state.signin);
    const encoded = (value: object) => base64url.encode(JSON.stringify(value));
    const [head, , signature] = token.split('.') as [string, string, string];
    const forged = {
      foreign: await signed({}, foreignKey),
      unknownKey: await new SignJWT(good).setProtectedHeader({ alg: 'RS256', kid: 'other' }).sign(foreignKey),
      unsigned: `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(good)}.`,
      shared: await new SignJWT(good)
        .setProtectedHeader({ alg: 'HS256', kid: keyId })
        .sign(Buffer.from(publicText)),
      changed: `${head}.${encoded({ ...good, oid: clientId })}.${signature}`,
      nonsense: 'not-a-token',
      application: await b.token('https://graph.microsoft.com/.default'),
    };
    for (const [what, one] of Object.entries(forged)) {
      const answer = await checkToken(one, issuer);
      assert.ok('refusal' in answer, what);
      assert.ok(!answer.refusal.includes(one), 'the token is not repeated');
    }
  });

  it('can not be judged without the authority, which is no refusal', async () => {
    const nowhere = {
      ...settings,
      overrides: { ...settings.overrides, authorityHost: 'https://localhost:1' },
    };
    await assert.rejects(issuerOf(served, nowhere));
    await assert.rejects(issuerOf({ ...served, tenantId: clientId }, settings), /answers 400/);
  });
});
