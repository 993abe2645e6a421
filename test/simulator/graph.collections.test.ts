import assert from 'node:assert/strict';
import { tenantState } from '../../simulator/graph/state';
import { graphBench, refused, type GraphBench, type Item } from './graphBench';

describe('collections of the simulated Graph', () => {
  let bench: GraphBench;
  before(async () => {
    bench = await graphBench();
  });
  after(() => bench.stop());
  const users = () => tenantState(bench.simulator.world).users;

  const defaults: [path: string, names: string[]][] = [
    [
      '/users',
      [
        'businessPhones,displayName,givenName,id,jobTitle,mail,mobilePhone,officeLocation,preferredLanguage',
        'surname,userPrincipalName',
      ],
    ],
    [
      '/groups',
      [
        'createdDateTime,deletedDateTime,description,displayName,groupTypes,id,mail,mailEnabled,mailNickname',
        'onPremisesLastSyncDateTime,onPremisesSyncEnabled,proxyAddresses,securityEnabled,visibility',
      ],
    ],
    [
      '/subscribedSkus',
      [
        'accountId,accountName,appliesTo,capabilityStatus,consumedUnits,id,prepaidUnits,servicePlans,skuId',
        'skuPartNumber,subscriptionIds',
      ],
    ],
  ];
  for (const [path, names] of defaults) {
    it(`${path} has its default properties, and others only by $select`, async () => {
      const [first] = (await bench.list(path)).value;
      assert.equal(
        Object.keys(first ?? {})
          .sort()
          .join(','),
        names.join(','),
      );
    });
  }

  it('selects without regard to case, and always the id', async () => {
    const [user] = (await bench.list('/users?$select=USAGElocation,assignedLicenses')).value;
    assert.deepEqual(Object.keys(user ?? {}).sort(), ['assignedLicenses', 'id', 'usageLocation']);
    const [group] = (await bench.list('/groups?$select=hasMembersWithLicenseErrors')).value;
    assert.deepEqual(Object.keys(group ?? {}), ['id']);
  });

  const refusals: [path: string, message: RegExp, code: string][] = [
    ['/users?$select=shoeSize', /Parsing OData Select and Expand failed.*'shoeSize'/, 'BadRequest'],
    ['/users?$expand=manager', /'\$expand'/, 'BadRequest'],
    ['/users?$skip=5', /'\$skip'/, 'BadRequest'],
    ['/users?$apply=x', /'\$apply'/, 'BadRequest'],
    ['/users?$top=0', /Must be between 1 and 999/, 'Request_UnsupportedQuery'],
    ['/users?$top=1000', /Invalid page size specified: '1000'/, 'Request_UnsupportedQuery'],
    ['/users?top=1000', /Invalid page size/, 'Request_UnsupportedQuery'],
    ['/users?$top=ten', /Invalid value 'ten'/, 'BadRequest'],
    ['/users?$count=yes', /Invalid value 'yes'/, 'BadRequest'],
    ['/users?$search="displayName:a"', /ConsistencyLevel: eventual/, 'Request_UnsupportedQuery'],
    ['/users?$orderby=shoeSize', /'shoeSize'/, 'BadRequest'],
    ['/users?$orderby=department', /can't be sorted by/, 'Request_UnsupportedQuery'],
    ['/users?$orderby=createdDateTime', /ConsistencyLevel/, 'Request_UnsupportedQuery'],
    [
      '/users?$orderby=displayName&$filter=accountEnabled eq true',
      /\$count=true/,
      'Request_UnsupportedQuery',
    ],
    ["/users?$filter=department ne 'a'&$count=true", /ConsistencyLevel/, 'Request_UnsupportedQuery'],
    ['/users/$count', /not currently supported/, 'Request_BadRequest'],
    ['/organization?$top=1', /'\$top'/, 'BadRequest'],
    ["/subscribedSkus?$filter=skuPartNumber eq 'SPE_E3'", /'\$filter'/, 'BadRequest'],
    ['/devices', /has no GET \/v1.0\/devices/, 'BadRequest'],
  ];
  for (const [path, message, code] of refusals) {
    it(`refuses ${path}`, () => refused(bench.list(path), 400, message, code));
  }

  it('refuses an option that is there twice', async () => {
    const answer = await bench.raw('/users?$top=5&$top=6');
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    assert.deepEqual([answer.status, error.code], [400, 'BadRequest']);
    assert.match(error.message, /more than once/);
  });

  it('refuses an advanced filter without $count=true, and $search', async () => {
    const filter = "$filter=endsWith(mail,'@contoso.com')";
    await refused(bench.list(`/users?${filter}`, true), 400, /\$count=true/, 'Request_UnsupportedQuery');
    assert.ok((await bench.list(`/users?${filter}&$count=true`, true)).value.length > 0);
    await refused(bench.list('/users?$search="displayName:a"', true), 400, /\$search/, 'BadRequest');
  });

  it('counts with the header only', async () => {
    assert.equal((await bench.list('/users?$count=true&$top=1', true))['@odata.count'], 122);
    assert.equal((await bench.list('/users?$count=true&$top=1'))['@odata.count'], undefined);
    const eventual = { headers: { consistencylevel: 'eventual' } };
    const all = await bench.raw('/users/$count', eventual);
    assert.deepEqual([await all.text(), all.headers.get('content-type')], ['122', 'text/plain']);
    const some = await bench.raw('/users/$count?$filter=onPremisesSyncEnabled%20ne%20true', eventual);
    assert.equal(await some.text(), '2');
  });

  it('orders', async () => {
    const names = async (query: string, eventual = false) =>
      (await bench.list(`/users?$top=999&${query}`, eventual)).value.map((user) =>
        String(user.displayName).toLowerCase(),
      );
    const sorted = users()
      .map(({ displayName }) => displayName.toLowerCase())
      .sort();
    assert.deepEqual(await names('$orderby=displayName'), sorted);
    assert.deepEqual(await names('$orderby=displayName desc'), sorted.reverse());
    const filtered = await names("$orderby=displayName&$filter=department eq 'Sales'&$count=true", true);
    assert.ok(filtered.length > 1);
    assert.deepEqual(filtered, [...filtered].sort());
  });

  it('pages on after users came and went', async () => {
    const first = await bench.list('/users?$top=20&$select=id&$filter=accountEnabled eq true');
    const last = first.value.at(-1)?.id ?? '';
    const sorted = users()
      .map(({ id }) => id)
      .sort();
    const follower = sorted[sorted.indexOf(last) + 1];
    const all = tenantState(bench.simulator.world).users;
    const state = tenantState(bench.simulator.world);
    state.users = all
      .filter(({ id }) => id !== last)
      .concat({
        ...all[0]!,
        id: '00000000-0000-4000-8000-000000000000',
        userPrincipalName: 'new@contoso.com',
      });
    const seen: string[] = [];
    for (let link = first['@odata.nextLink']; link;) {
      const next = await bench.list(link);
      seen.push(...next.value.map(({ id }) => id));
      link = next['@odata.nextLink'];
    }
    state.users = all;
    assert.equal(seen[0], follower);
    assert.equal(new Set([...first.value.map(({ id }) => id), ...seen]).size, 122);
  });

  it('takes a page token for its own query only, and for a day', async () => {
    const page = await bench.list('/users?$top=5&$filter=accountEnabled eq true');
    const link = page['@odata.nextLink'] ?? '';
    const token = new URL(link).searchParams.get('$skiptoken') ?? '';
    assert.ok(link.startsWith(`${bench.simulator.endpoints.graph}/v1.0/users?`));
    await refused(bench.list(`/users?$skiptoken=${token}`), 400, /does not belong/);
    await refused(bench.list(`/groups?$skiptoken=${token}`), 400, /does not belong/);
    await refused(bench.list('/users?$skiptoken=bm9wZQ'), 400, /Badly formed/);
    assert.equal((await bench.list(link)).value.length, 5);
    bench.simulator.world.clock.step(24 * 60 + 1);
    await refused(bench.list(link), 400, /expired/, 'Directory_ExpiredPageToken');
  });

  it('gives one user with the chosen properties', async () => {
    const path = `/users/${bench.user(0).id}`;
    const user = (await bench.client.api(path).select('onPremisesProvisioningErrors').get()) as Item;
    assert.deepEqual([user.id, user.onPremisesProvisioningErrors], [bench.user(0).id, []]);
    await refused(bench.list(`${path}?$filter=accountEnabled eq true`), 400, /'\$filter'/, 'BadRequest');
  });
});
