import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { DeviceCodeCredential } from '@azure/identity';
import { decodeJwt } from 'jose';
import { fetch } from 'undici';
import {
  anna,
  approvalsApp,
  deviceGrant,
  enterCode,
  form,
  groucho,
  peopleOptions,
  pieter,
  scope,
  signIn,
} from '../support/people';
import type { Bench } from './core.support';
import { application, bench, optionsIn, tenantId } from './core.support';
import { tenantState } from '../../simulator/graph/state';

const { clientId } = approvalsApp;

describe('simulated sign-in of people', () => {
  let b: Bench;
  let where: Parameters<typeof signIn>[0];
  before(async () => {
    const { tenant } = optionsIn('');
    const { people, peopleApplications } = peopleOptions;
    b = await bench({ whole: true, options: { tenant: { ...tenant, people }, peopleApplications } });
    const { authority, site } = b.simulator.endpoints;
    where = { authority, site, tenantId, dispatcher: b.agent };
  });
  after(async () => {
    await b.close();
    rmSync(b.directory, { recursive: true, force: true });
  });

  const begin = async () => (await form(where, 'devicecode', { client_id: clientId, scope })).body;
  const redeem = (device_code: string) =>
    form(where, 'token', { grant_type: deviceGrant, client_id: clientId, device_code });

  it('answers authorization_pending until somebody enters the code, and tokens once then', async () => {
    const { device_code, user_code, verification_uri } = await begin();
    assert.ok(verification_uri!.startsWith(b.simulator.endpoints.site));
    assert.equal((await redeem(device_code!)).body.error, 'authorization_pending');
    assert.equal(await enterCode(where, user_code!.toLowerCase(), anna), 200);
    const { status, body } = await redeem(device_code!);
    assert.equal(status, 200);
    const access = decodeJwt(body.access_token);
    const { oid, tid, aud, iss, preferred_username, scp, ver, uti, groups } = access;
    assert.equal(aud, clientId);
    assert.equal(iss, `${b.simulator.endpoints.authority}/${tenantId}/v2.0`);
    assert.deepEqual([tid, preferred_username, scp, ver], [tenantId, anna, 'decide', '2.0']);
    assert.ok(oid && uti && access.nbf && access.exp);
    assert.equal((groups as string[]).length, 1);
    assert.equal(decodeJwt(body.id_token!).oid, oid);
    assert.equal((await redeem(device_code!)).body.error, 'bad_verification_code');
    const again = await form(where, 'token', {
      grant_type: 'refresh_token',
      client_id: clientId,
      refresh_token: body.refresh_token!,
    });
    const refreshed = decodeJwt(again.body.access_token);
    assert.equal(refreshed.oid, oid);
    assert.notEqual(refreshed.uti, uti);
  });

  it('names no groups in the token of somebody who is in more than 200', async () => {
    const claims = decodeJwt((await signIn(where, groucho)).access_token);
    assert.equal(claims.groups, undefined);
    assert.deepEqual(claims._claim_names, { groups: 'src1' });
  });

  it('says what is wrong', async () => {
    const declined = await begin();
    await enterCode(where, declined.user_code!, anna, true);
    assert.equal((await redeem(declined.device_code!)).body.error, 'authorization_declined');
    assert.equal(await enterCode(where, (await begin()).user_code!, 'nobody@contoso.com'), 400);
    assert.equal(await enterCode(where, 'WRONGCODE', anna), 400);
    const ask = async (client_id: string, asked: string) =>
      (await form(where, 'devicecode', { client_id, scope: asked })).body.error_description!;
    assert.match(await ask(application.clientId, scope), /^AADSTS700016:/);
    assert.match(await ask(clientId, `api://${clientId}/.default`), /^AADSTS90009:/);
    assert.match(await ask(clientId, 'https://graph.microsoft.com/.default'), /^AADSTS70011:/);
    const user = tenantState(b.simulator.world as never).users.find(
      (one) => one.userPrincipalName === pieter,
    )!;
    user.accountEnabled = false;
    assert.equal(await enterCode(where, (await begin()).user_code!, pieter), 400);
    user.accountEnabled = true;
  });

  it("works with Microsoft's own client", async () => {
    const credential = new DeviceCodeCredential({
      tenantId,
      clientId,
      authorityHost: where.authority,
      disableInstanceDiscovery: true,
      tlsOptions: { ca: b.ca },
      userPromptCallback: ({ userCode }) => void enterCode(where, userCode, anna),
    });
    const { token } = await credential.getToken(`${clientId}/.default`);
    assert.equal(decodeJwt(token).preferred_username, anna);
  });

  it('says of which of these groups a user is a member', async () => {
    const { groups, users } = tenantState(b.simulator.world);
    const [approvers, team] = ['Approvers', 'Team 7'].map(
      (name) => groups.find(({ displayName }) => displayName === name)!.id,
    );
    const ask = async (upn: string) => {
      const { id } = users.find((one) => one.userPrincipalName === upn)!;
      const response = await fetchGraph(b, `/users/${id}/checkMemberGroups`, { groupIds: [approvers, team] });
      return (response.body as { value: string[] }).value.length;
    };
    assert.deepEqual([await ask(groucho), await ask(anna), await ask(pieter)], [2, 1, 0]);
    const tooMany = { groupIds: Array.from({ length: 21 }, () => approvers) };
    assert.equal((await fetchGraph(b, `/users/${users[0]!.id}/checkMemberGroups`, tooMany)).status, 400);
  });
});

async function fetchGraph(b: Bench, path: string, body: object) {
  const response = await fetch(`${b.simulator.endpoints.graph}/v1.0${path}`, {
    method: 'POST',
    dispatcher: b.agent,
    headers: {
      authorization: `Bearer ${await b.token('https://graph.microsoft.com/.default')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}
