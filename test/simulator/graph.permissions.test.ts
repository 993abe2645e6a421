import assert from 'node:assert/strict';
import { fetch } from 'undici';
import { application, bench, type Bench } from './core.support';

const user = 'people@contoso.onmicrosoft.com';

/** What one permission is enough for; each path is refused with the others of the column "not". */
const table: { path: string; method?: string; body?: object; enough: string[]; not: string[] }[] = [
  {
    path: '/organization',
    enough: ['Organization.Read.All', 'User.Read.All', 'Directory.Read.All'],
    not: ['User.ReadWrite.All', 'LicenseAssignment.ReadWrite.All', 'GroupMember.Read.All'],
  },
  {
    path: '/subscribedSkus',
    enough: ['LicenseAssignment.Read.All', 'Organization.Read.All'],
    not: ['LicenseAssignment.ReadWrite.All', 'User.ReadWrite.All'],
  },
  {
    path: '/users',
    enough: ['User.Read.All', 'User.ReadWrite.All'],
    not: ['Organization.Read.All', 'GroupMember.Read.All'],
  },
  {
    path: `/users/${user}`,
    method: 'PATCH',
    body: { usageLocation: 'DE' },
    enough: ['User.ReadWrite.All', 'Directory.ReadWrite.All'],
    not: ['User.Read.All', 'LicenseAssignment.ReadWrite.All'],
  },
  {
    path: `/users/${user}/assignLicense`,
    method: 'POST',
    body: { addLicenses: [], removeLicenses: [] },
    enough: ['LicenseAssignment.ReadWrite.All', 'User.ReadWrite.All'],
    not: ['LicenseAssignment.Read.All', 'User.Read.All'],
  },
  {
    path: '/groups',
    enough: ['GroupMember.Read.All', 'Group.Read.All'],
    not: ['User.ReadWrite.All', 'Organization.Read.All'],
  },
  { path: '/domains', enough: ['Domain.Read.All', 'Directory.Read.All'], not: ['Organization.Read.All'] },
];

describe('simulated Graph: application permissions', () => {
  let b: Bench;
  before(async () => {
    b = await bench({ whole: true, options: { applications: [application] } });
  });
  after(() => b.close());

  const { clientId, clientSecret } = application;
  const site = (path: string, method = 'GET', body?: object) =>
    fetch(`${b.simulator.endpoints.site}${path}`, {
      method,
      dispatcher: b.agent,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
  const consent = async (permissions: string[]) => {
    const { status } = await site(`/tenant/applications/${clientId}/permissions`, 'PUT', { permissions });
    assert.equal(status, 200);
  };
  async function token(): Promise<string> {
    const { authority, graph } = b.simulator.endpoints;
    const response = await fetch(`${authority}/${b.simulator.world.options.tenant.id}/oauth2/v2.0/token`, {
      method: 'POST',
      dispatcher: b.agent,
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: `${graph}/.default`,
      }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }
  async function ask(bearer: string, path: string, method = 'GET', body?: object) {
    const response = await fetch(`${b.simulator.endpoints.graph}/v1.0${path}`, {
      method,
      dispatcher: b.agent,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer = (await response.json()) as {
      error?: { code: string };
      responses?: { id: string; status: number }[];
    };
    return { status: response.status, code: answer.error?.code, responses: answer.responses };
  }

  for (const { path, method, body, enough, not } of table) {
    for (const permission of [...enough, ...not]) {
      const allowed = enough.includes(permission);
      it(`${permission} is ${allowed ? '' : 'not '}enough for ${method ?? 'GET'} ${path.replace(user, '{id}')}`, async () => {
        await consent([permission]);
        const { status, code } = await ask(await token(), path, method, body);
        // Who may is told what else is wrong: there is no such user.
        if (allowed) assert.notEqual(status, 403);
        else assert.deepEqual([status, code], [403, 'Authorization_RequestDenied']);
      });
    }
  }

  it('puts what was consented to in the next token, and leaves those that are out as they are', async () => {
    await consent(['Organization.Read.All']);
    const before = await token();
    await consent([]);
    assert.equal((await ask(before, '/organization')).status, 200);
    assert.equal((await ask(await token(), '/organization')).status, 403);
    const applications = (await (await site('/tenant/applications')).json()) as { permissions: string[] }[];
    assert.deepEqual(applications[0]!.permissions, []);
  });

  it('judges each request of a batch for itself', async () => {
    await consent(['Organization.Read.All']);
    const requests = ['/organization', '/users'].map((url, id) => ({ id: String(id), method: 'GET', url }));
    const { status, responses } = await ask(await token(), '/$batch', 'POST', { requests });
    assert.equal(status, 200);
    const statuses = Object.fromEntries((responses ?? []).map((one) => [one.id, one.status]));
    assert.deepEqual(statuses, { 0: 200, 1: 403 });
  });
});
