import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientSecretCredential } from '@azure/identity';
import { AuthenticationHandler, Client, type Context } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials';
import { Agent, fetch, type RequestInit } from 'undici';
import { fault } from '../../simulator/core/faults/schema';
import { activeFault, faultsState } from '../../simulator/core/faults/state';
import { provision } from '../../simulator/guest/provision';
import { tenantState } from '../../simulator/graph/state';
import { startSimulator, type Simulator } from '../../simulator';
import { siteState } from '../../simulator/site/state';
import { options as base } from './siteWorld';

interface Item {
  [property: string]: unknown;
  id: string;
  userPrincipalName: string;
}
interface Collection {
  value: Item[];
  '@odata.count'?: number;
  '@odata.nextLink'?: string;
}
interface Failure {
  statusCode: number;
  code: string;
  message: string;
  body: string;
}
interface BatchAnswer {
  responses: {
    id: string;
    status: number;
    headers: Record<string, string>;
    body?: { error?: { code: string } };
  }[];
}

const application = {
  clientId: '99999999-8888-7777-6666-555555555555',
  clientSecret: 'simulated',
  displayName: 'x',
};
const [e3, f1] = base.tenant.skus.map(({ skuId }) => skuId) as [string, string];

describe('simulated Graph, through the Graph client', () => {
  let directory: string;
  let simulator: Simulator;
  let agent: Agent;
  let client: Client;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'simulated-graph-'));
    simulator = await startSimulator({ ...base, directory, applications: [application] });
    provision(simulator.world, new Date().toISOString());
    client = clientFor('https://graph.microsoft.com/.default');
  });
  after(async () => {
    await agent.close();
    await simulator.stop();
    rmSync(directory, { recursive: true });
  });

  function clientFor(scope: string): Client {
    const { authority, graph, caFile } = simulator.endpoints;
    const ca = readFileSync(caFile, 'utf8');
    agent ??= new Agent({ connect: { ca } });
    const credential = new ClientSecretCredential(
      base.tenant.id,
      application.clientId,
      application.clientSecret,
      {
        authorityHost: authority,
        disableInstanceDiscovery: true,
        tlsOptions: { ca },
      },
    );
    const provider = new TokenCredentialAuthenticationProvider(credential, { scopes: [scope] });
    const transport = {
      async execute(context: Context) {
        const init = { ...context.options, dispatcher: agent } as RequestInit;
        context.response = await fetch(context.request as string, init);
      },
    };
    return Client.initWithMiddleware({
      baseUrl: graph,
      customHosts: new Set(['localhost']),
      middleware: [new AuthenticationHandler(provider), transport],
    });
  }

  const list = async (path: string, eventual = false) => {
    const request = client.api(path);
    return (await (eventual ? request.header('ConsistencyLevel', 'eventual') : request).get()) as Collection;
  };
  const refused = async (
    call: Promise<unknown>,
    status: number,
    message: RegExp,
    code = 'Request_BadRequest',
  ) =>
    assert.rejects(call, (error: Failure) => {
      assert.deepEqual([error.statusCode, error.code], [status, code], error.message);
      assert.match(error.message, message);
      const { innerError } = JSON.parse(error.body) as { innerError: Record<string, string> };
      assert.ok(innerError.date && innerError['request-id'] && innerError['client-request-id']);
      return true;
    });
  /** The nth synchronised user. */
  const person = (n: number) =>
    tenantState(simulator.world).users.filter((user) => user.onPremisesSyncEnabled)[n]?.userPrincipalName ??
    '';
  const assign = (user: string, skuId: string, rest: object = {}) =>
    client
      .api(`/users/${user}/assignLicense`)
      .post({ addLicenses: [{ skuId, disabledPlans: [] }], removeLicenses: [], ...rest }) as Promise<Item>;

  it('needs a token that is meant for it', async () => {
    const bare = await fetch(`${simulator.endpoints.graph}/v1.0/users`, { dispatcher: agent });
    assert.equal(bare.status, 401);
    assert.ok(((await bare.json()) as { error: { innerError: object } }).error.innerError);
    const stranger = clientFor(`${simulator.endpoints.arm}/.default`);
    await refused(stranger.api('/users').get(), 401, /audience/, 'InvalidAuthenticationToken');
    const own = clientFor(`${simulator.endpoints.graph}/.default`);
    assert.ok(await own.api('/organization').get());
  });

  it('describes organisation, domains, products and synchronisation', async () => {
    const [organization] = (await list('/organization')).value;
    assert.equal(organization?.onPremisesSyncEnabled, true);
    assert.ok(organization?.onPremisesLastSyncDateTime);
    assert.equal((await list('/domains')).value.length, 2);
    const [sku] = (await list('/subscribedSkus')).value;
    assert.deepEqual(
      [sku?.skuPartNumber, sku?.consumedUnits, sku?.capabilityStatus],
      ['SPE_E3', 0, 'Enabled'],
    );
    const [synchronisation] = (await list('/directory/onPremisesSynchronization')).value;
    assert.equal((synchronisation?.features as Item).passwordSyncEnabled, true);
    await refused(list("/subscribedSkus?$filter=skuPartNumber eq 'SPE_E3'"), 400, /not supported/);
  });

  it('pages with absolute links, and counts', async () => {
    const filter = '$filter=onPremisesSyncEnabled eq true&$select=id,userPrincipalName,department';
    let page = await list(`/users?${filter}&$top=50&$count=true`, true);
    assert.equal(page['@odata.count'], 120);
    const seen = page.value.map(({ id }) => id);
    assert.deepEqual(Object.keys(page.value[0] ?? {}).sort(), ['department', 'id', 'userPrincipalName']);
    while (page['@odata.nextLink']) {
      assert.ok(page['@odata.nextLink'].startsWith(`${simulator.endpoints.graph}/v1.0/users?`));
      page = await list(page['@odata.nextLink'], true);
      seen.push(...page.value.map(({ id }) => id));
    }
    assert.deepEqual([seen.length, new Set(seen).size], [120, 120]);
    const everyone = await list('/users?$top=999&$count=true');
    assert.deepEqual([everyone.value.length, everyone['@odata.count']], [122, undefined]);
    const count: unknown = await client.api('/users/$count').header('ConsistencyLevel', 'eventual').get();
    assert.equal(Number(count), 122);
  });

  const filters: [filter: string, advanced: boolean, expected: (user: Item) => boolean][] = [
    ["department eq 'sales'", false, (user) => user.department === 'Sales'],
    [
      "department in ('Sales', 'Finance')",
      false,
      (user) => ['Sales', 'Finance'].includes(String(user.department)),
    ],
    ["startsWith(userPrincipalName, 'a')", false, (user) => user.userPrincipalName.startsWith('a')],
    [
      "endsWith(userPrincipalName,'@contoso.com')",
      true,
      (user) => user.userPrincipalName.endsWith('@contoso.com'),
    ],
    ['onPremisesSyncEnabled ne true', true, (user) => user.onPremisesSyncEnabled === null],
    [
      "(department eq 'Sales' or department eq 'Finance') and not startsWith(displayName,'A')",
      true,
      (user) =>
        ['Sales', 'Finance'].includes(String(user.department)) && !String(user.displayName).startsWith('A'),
    ],
    ["surname eq 'O''Neill'", false, (user) => user.surname === "O'Neill"],
    ['usageLocation eq null and accountEnabled eq true', false, (user) => user.usageLocation === null],
  ];
  for (const [filter, advanced, expected] of filters) {
    it(`filters by ${filter}`, async () => {
      const all = tenantState(simulator.world).users as unknown as Item[];
      const query = `/users?$top=999&$filter=${encodeURIComponent(filter)}`;
      if (advanced) await refused(list(query), 400, /ConsistencyLevel/, 'Request_UnsupportedQuery');
      const { value } = await list(advanced ? `${query}&$count=true` : query, advanced);
      assert.ok(value.length > 0);
      assert.deepEqual(
        value.map(({ id }) => id).sort(),
        all
          .filter(expected)
          .map(({ id }) => id)
          .sort(),
      );
    });
  }

  const unsupported: [path: string, message: RegExp][] = [
    ["/users?$filter=city eq 'Delft'", /property 'city'/],
    ["/users?$filter=department gt 'A'", /operator 'gt'/],
    ["/users?$filter=contains(displayName,'a')", /function 'contains'/],
    ['/users?$filter=department eq', /not a supported literal/],
    ["/users?$filter=department eq 'a' 'b'", /unexpected/],
    ['/users?$filter=accountEnabled eq true and', /property ''/],
    ['/users?$select=shoeSize', /Could not find a property named 'shoeSize'/],
    ['/users?$expand=manager', /\$expand/],
    ['/users?$top=1000', /Invalid page size/],
    ['/users?$orderby=department', /\$orderby/],
  ];
  for (const [path, message] of unsupported) {
    it(`refuses ${path}`, () => refused(list(path), 400, message));
  }

  it('refuses an expired page and an unknown path', async () => {
    await refused(list('/users?$skiptoken=bm9wZQ'), 400, /expired/, 'Directory_ExpiredPageToken');
    await refused(list('/devices'), 400, /has no GET \/v1.0\/devices/, 'BadRequest');
  });

  it('gives a user by id or name, with default properties and with chosen ones', async () => {
    const user = (await client.api(`/users/${person(0).toUpperCase()}`).get()) as Item;
    assert.equal(user.userPrincipalName, person(0));
    assert.ok(!('onPremisesSyncEnabled' in user) && 'jobTitle' in user);
    const chosen = (await client
      .api(`/users/${user.id}`)
      .select('onPremisesProvisioningErrors')
      .get()) as Item;
    assert.deepEqual(chosen.onPremisesProvisioningErrors, []);
    await refused(client.api('/users/nobody').get(), 404, /nobody/, 'Request_ResourceNotFound');
  });

  it('changes the usage location only, and only to a country', async () => {
    const user = client.api(`/users/${person(0)}`);
    await user.patch({ usageLocation: 'nl' });
    assert.equal(((await user.select('usageLocation').get()) as Item).usageLocation, 'NL');
    await refused(client.api(`/users/${person(0)}`).patch({ usageLocation: 'XX' }), 400, /usageLocation/);
    await refused(client.api(`/users/${person(0)}`).patch({ department: 'x' }), 400, /on-premises mastered/);
    await refused(client.api(`/users/${person(0)}`).patch({}), 400, /usageLocation/);
  });

  it('lists groups and their members', async () => {
    const filter = encodeURIComponent("displayName eq 'Licensed Users'");
    const [group] = (await list(`/groups?$filter=${filter}`)).value;
    const path = `/groups/${group?.id}/members`;
    const first = await list(`${path}/microsoft.graph.user?$select=id&$top=60&$count=true`, true);
    const next = await list(first['@odata.nextLink'] ?? '', true);
    const office = siteState(simulator.world).directory.people.filter(
      (one) => one.department !== 'Manufacturing',
    );
    assert.equal(first.value.length + next.value.length, office.length);
    assert.equal(first['@odata.count'], office.length);
    assert.equal((await list(path)).value[0]?.['@odata.type'], '#microsoft.graph.user');
    await refused(list('/groups/none/members'), 404, /none/, 'Request_ResourceNotFound');
  });

  describe('licences', () => {
    before(async () => {
      for (const n of [1, 2, 3]) await client.api(`/users/${person(n)}`).patch({ usageLocation: 'NL' });
    });

    it('are assigned, counted, and taken away', async () => {
      await assign(person(1), e3);
      await assign(person(1), e3);
      const [sku] = (await list('/subscribedSkus')).value;
      assert.equal(sku?.consumedUnits, 1);
      const user = client.api(`/users/${person(1)}`).select('assignedLicenses,licenseAssignmentStates');
      assert.deepEqual(((await user.get()) as Item).assignedLicenses, [{ skuId: e3, disabledPlans: [] }]);
      await refused(client.api(`/users/${person(1)}`).patch({ usageLocation: null }), 400, /usageLocation/);
      await assign(person(1), e3, { addLicenses: [], removeLicenses: [e3] });
      assert.deepEqual(((await user.get()) as Item).assignedLicenses, []);
    });

    it('are refused for what Graph refuses', async () => {
      await refused(assign(person(9), e3), 400, /invalid usage location/);
      await refused(assign(person(1), '00000000-0000-4000-8000-000000000000'), 400, /valid company License/);
      const plan = '00000000-0000-4000-8000-000000000001';
      const disabled = { addLicenses: [{ skuId: e3, disabledPlans: [plan] }] };
      await refused(assign(person(1), e3, disabled), 400, /does not contain the service plan/);
      await refused(assign(person(1), e3, { removeLicenses: [f1] }), 400, /corresponding license/);
      await refused(assign(person(1), e3, { removeLicenses: undefined }), 400, /removeLicenses/);
      tenantState(simulator.world).licenceConflicts = [person(1).toLowerCase()];
      await refused(assign(person(1), e3), 400, /mutually exclusive/);
      tenantState(simulator.world).licenceConflicts = [];
      await assign(person(1), f1);
      await assign(person(2), f1);
      await refused(assign(person(3), f1), 400, /does not have any available licenses/);
    });

    it('meet a conflict when written at once', async () => {
      const { clock } = simulator.world;
      const { speed } = clock.view();
      clock.set({ speed: 10 });
      const results = await Promise.allSettled([assign(person(3), e3), assign(person(3), e3)]);
      clock.set({ speed });
      const failures = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as Failure] : []));
      assert.deepEqual(
        failures.map(({ statusCode }) => statusCode),
        [409],
      );
    });
  });

  describe('$batch', () => {
    const send = async (requests: object[]) =>
      (await client.api('/$batch').post({ requests })) as BatchAnswer;
    const headers = { 'Content-Type': 'application/json' };
    const location = (id: string, user: string, usageLocation: string) => ({
      id,
      method: 'PATCH',
      url: `/users/${user}`,
      headers,
      body: { usageLocation },
    });
    const licence = (id: string, user: string, dependsOn?: string[]) => ({
      id,
      method: 'POST',
      url: `/users/${user}/assignLicense`,
      headers,
      body: { addLicenses: [{ skuId: e3 }], removeLicenses: [] },
      ...(dependsOn ? { dependsOn } : {}),
    });
    const statuses = ({ responses }: BatchAnswer) =>
      Object.fromEntries(responses.map(({ id, status }) => [id, status]));

    it('answers each request for itself, in the order that they depend on each other', async () => {
      const answer = await send([
        location('1', person(20), 'DE'),
        licence('2', person(20), ['1']),
        location('3', person(21), 'XX'),
        licence('4', person(21), ['3']),
        { id: '5', method: 'GET', url: '/users?$filter=accountEnabled eq true&$top=1' },
        { id: '6', method: 'GET', url: '/users/nobody' },
        licence('7', person(22)),
        location('8', person(22), 'DE'),
      ]);
      const { 7: seventh, 8: eighth, ...others } = statuses(answer);
      assert.deepEqual(others, { 1: 204, 2: 200, 3: 400, 4: 424, 5: 200, 6: 404 });
      assert.equal([seventh, eighth].filter((status) => status === 409).length, 1);
    });

    it('is limited, and must be in order', async () => {
      const many = Array.from({ length: 21 }, (_, n) => ({
        id: String(n),
        method: 'GET',
        url: '/organization',
      }));
      await refused(send(many), 400, /maximum value of 20/);
      await refused(send([licence('1', person(20), ['2'])]), 400, /depends on '2'/);
      await refused(send([location('1', 'a', 'NL'), location('1', 'b', 'NL')]), 400, /used twice/);
    });

    it('throttles each request for itself', async () => {
      const throttled429 = fault.parse({
        name: 'throttled',
        what: { service: 'graph', path: '/v1.0/organization' },
        how: { kind: 'error', status: 429, code: 'TooManyRequests', retryAfter: 10 },
        times: 1,
      });
      faultsState(simulator.world).active.push(activeFault(throttled429));
      const answer = await send([
        { id: '1', method: 'GET', url: '/organization' },
        { id: '2', method: 'GET', url: '/organization' },
      ]);
      assert.deepEqual(Object.values(statuses(answer)).sort(), [200, 429]);
      const throttled = answer.responses.find(({ status }) => status === 429);
      assert.equal(throttled?.headers['Retry-After'], '1');
    });
  });
});
