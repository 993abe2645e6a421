import assert from 'node:assert/strict';
import { differences, type Tracked } from '../../simulator/graph/delta/compare';
import { tenantState } from '../../simulator/graph/state';
import { provision } from '../../simulator/guest/provision';
import { siteState } from '../../simulator/site/state';
import { e3, graphBench, refused, type Collection, type GraphBench, type Item } from './graphBench';

describe('delta queries of the simulated Graph', () => {
  it('tell what became of each object', () => {
    const item = (id: string, name: string, members?: string[]): Tracked => ({
      id,
      properties: { id, name },
      ...(members ? { members } : {}),
    });
    const type = { '@odata.type': '#microsoft.graph.user' };
    const cases: [before: Tracked[], after: Tracked[], expected: object[]][] = [
      [[], [item('a', 'A')], [{ id: 'a', name: 'A' }]],
      [[item('a', 'A')], [item('a', 'A')], []],
      [[item('a', 'A')], [item('a', 'B')], [{ id: 'a', name: 'B' }]],
      [[item('a', 'A')], [], [{ id: 'a', '@removed': { reason: 'changed' } }]],
      [[], [item('g', 'G', ['a'])], [{ id: 'g', name: 'G', 'members@delta': [{ ...type, id: 'a' }] }]],
      [
        [item('g', 'G', ['a', 'b'])],
        [item('g', 'G', ['b', 'c'])],
        [
          {
            id: 'g',
            'members@delta': [
              { ...type, id: 'c' },
              { ...type, id: 'a', '@removed': { reason: 'deleted' } },
            ],
          },
        ],
      ],
    ];
    for (const [before, after, expected] of cases) assert.deepEqual(differences(before, after), expected);
  });

  let bench: GraphBench;
  before(async () => {
    bench = await graphBench();
    bench.simulator.world.clock.set({ stopped: true });
    pass(1);
  });
  after(() => bench.stop());
  const pass = (minutes: number) => bench.simulator.world.clock.step(minutes);
  const cycle = () => {
    const { world } = bench.simulator;
    provision(world, new Date(world.clock.now()).toISOString());
    pass(1);
  };
  const all = async (path: string) => {
    const items: Item[] = [];
    let page: Collection = await bench.list(path);
    for (items.push(...page.value); page['@odata.nextLink']; items.push(...page.value)) {
      assert.equal(page['@odata.deltaLink'], undefined);
      page = await bench.list(page['@odata.nextLink']);
    }
    return { items, link: page['@odata.deltaLink'] ?? '' };
  };
  const changes = async (link: string) => (await all(link)).items;

  it('give everything first, then what changed of what was selected', async () => {
    const { items, link } = await all('/users/delta?$select=usageLocation,assignedLicenses');
    assert.equal(new Set(items.map(({ id }) => id)).size, 122);
    assert.deepEqual(Object.keys(items[0]!).sort(), ['assignedLicenses', 'id', 'usageLocation']);
    assert.deepEqual(await changes(link), []);
    const { id } = bench.user(0);
    await bench.client.api(`/users/${id}`).patch({ usageLocation: 'NL' });
    // Not yet: delays are to be expected.
    assert.deepEqual(await changes(link), []);
    pass(1);
    assert.deepEqual(await changes(link), [{ id, usageLocation: 'NL' }]);
    await bench.assign(id, e3);
    pass(1);
    const assignedLicenses = [{ skuId: e3, disabledPlans: [] }];
    assert.deepEqual(await changes(link), [{ id, usageLocation: 'NL', assignedLicenses }]);
    const { link: names } = await all('/users/delta?$select=displayName&$deltatoken=latest');
    cycle();
    assert.deepEqual(await changes(names), []);
  });

  it('begin now when asked for the latest token, and tell who came and went', async () => {
    const { items, link } = await all('/users/delta?$deltaToken=latest');
    assert.deepEqual(items, []);
    const [person] = siteState(bench.simulator.world).directory.people.slice(5);
    const { id } = tenantState(bench.simulator.world).users.find(
      (user) => user.onPremisesSamAccountName === person?.samAccountName,
    )!;
    person!.inScope = false;
    cycle();
    const removed = (await changes(link)).filter((item) => item['@removed']);
    assert.deepEqual(removed, [{ id, '@removed': { reason: 'changed' } }]);
    const { link: later } = await all('/users/delta?$deltatoken=latest');
    person!.inScope = true;
    cycle();
    const [back] = (await changes(later)).filter((item) => item.id === id);
    assert.ok(back?.userPrincipalName && back.onPremisesSyncEnabled);
  });

  it('tell how members of groups come and go', async () => {
    const { items, link } = await all('/groups/delta?$select=members,displayName');
    const group = items.find(({ displayName }) => displayName === 'Licensed Users')!;
    assert.ok((group['members@delta'] as Item[]).length > 50);
    const { groups } = siteState(bench.simulator.world).directory;
    groups.find(({ name }) => name === 'Licensed Users')!.members.shift();
    cycle();
    const [changed, ...others] = await changes(link);
    assert.deepEqual([changed?.id, others], [group.id, []]);
    const [member] = changed?.['members@delta'] as Item[];
    assert.deepEqual(member?.['@removed'], { reason: 'deleted' });
  });

  it('can be about some objects only', async () => {
    const [a, b] = [bench.user(1).id, bench.user(2).id];
    const filter = encodeURIComponent(`id eq '${a}' or id eq '${b}'`);
    const { items } = await all(`/users/delta?$select=id&$filter=${filter}`);
    assert.deepEqual(items.map(({ id }) => id).sort(), [a, b].sort());
  });

  const refusals: [query: string, message: RegExp, code: string][] = [
    ['$filter=onPremisesSyncEnabled eq true', /by id only/, 'Request_UnsupportedQuery'],
    ["$filter=id ne 'x'", /by id only/, 'Request_UnsupportedQuery'],
    ['$top=5', /'\$top'/, 'BadRequest'],
    ['$orderby=displayName', /'\$orderby'/, 'BadRequest'],
    ['$expand=manager', /'\$expand'/, 'BadRequest'],
    ['$select=shoeSize', /'shoeSize'/, 'BadRequest'],
    ['$deltatoken=bm9wZQ', /Badly formed token/, 'Request_BadRequest'],
  ];
  for (const [query, message, code] of refusals) {
    it(`refuse ${query}`, () => refused(bench.list(`/users/delta?${query}`), 400, message, code));
  }

  it('refuse a token of another collection, of another tenant, and after a week', async () => {
    const { link } = await all('/users/delta?$deltatoken=latest');
    const token = new URL(link).searchParams.get('$deltatoken');
    await refused(bench.list(`/groups/delta?$deltatoken=${token}`), 400, /Badly formed/);
    await refused(
      bench.list(`/users/delta?$select=id&$deltatoken=${token}`),
      400,
      /can not be combined/,
      'Request_UnsupportedQuery',
    );
    const tenant = tenantState(bench.simulator.world);
    const { generation } = tenant;
    tenant.generation = 'another';
    const gone = await bench.raw(link);
    assert.equal(gone.status, 410);
    const restart = gone.headers.get('location') ?? '';
    assert.ok(restart.endsWith('/users/delta?$deltatoken='));
    assert.equal((await all(restart)).items.length, 122);
    tenant.generation = generation;
    assert.deepEqual(await changes(link), []);
    pass(7 * 24 * 60 + 1);
    await refused(bench.list(link), 400, /must be synchronized again|data must be/, 'syncStateNotFound');
  });
});
