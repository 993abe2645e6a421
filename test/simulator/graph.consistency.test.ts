import assert from 'node:assert/strict';
import { itemsAt, type Change } from '../../simulator/graph/changes';
import { tenantState } from '../../simulator/graph/state';
import { provision } from '../../simulator/guest/provision';
import { siteState } from '../../simulator/site/state';
import { e3, graphBench, refused, type GraphBench, type Item } from './graphBench';

describe('eventual consistency of the simulated Graph', () => {
  it('rebuilds what was, from what it takes to undo each change', () => {
    const changes: Change[] = [
      { at: 1, kind: 'users', id: 'a', was: null },
      { at: 2, kind: 'users', id: 'a', was: { name: 'A1' } },
      { at: 3, kind: 'users', id: 'a', was: { name: 'A2' } },
      { at: 3, kind: 'groups', id: 'a', was: null },
      { at: 4, kind: 'users', id: 'b', was: { id: 'b', name: 'B' }, deleted: true },
    ];
    const now = [{ id: 'a', name: 'A3' }];
    const b = { id: 'b', name: 'B' };
    const cases: [time: number, items: object[]][] = [
      [4, now],
      [3, [{ id: 'a', name: 'A3' }, b]],
      [2, [{ id: 'a', name: 'A2' }, b]],
      [1, [{ id: 'a', name: 'A1' }, b]],
      [0, [b]],
    ];
    for (const [time, items] of cases) assert.deepEqual(itemsAt(now, changes, 'users', time), items);
    assert.deepEqual(now, [{ id: 'a', name: 'A3' }]);
  });

  let bench: GraphBench;
  beforeEach(async () => {
    // Slow enough that a second is not less than the clock's own resolution.
    bench = await graphBench({ speed: 60 });
    bench.simulator.world.clock.set({ stopped: true });
    bench.simulator.world.clock.step(1);
  });
  afterEach(() => bench.stop());
  const step = (seconds: number) => bench.simulator.world.clock.step(seconds / 60);
  const located = async (eventual: boolean) =>
    (await bench.list("/users?$filter=usageLocation eq 'SE'&$count=true", eventual)).value.length;

  it('shows a change by id and in lists at once, and in advanced queries after ten seconds', async () => {
    const { id } = bench.user(0);
    bench.simulator.world.clock.set({ speed: 6000 });
    await bench.client.api(`/users/${id}`).patch({ usageLocation: 'SE' });
    const user = (await bench.client.api(`/users/${id}`).select('usageLocation').get()) as {
      usageLocation: string;
    };
    assert.equal(user.usageLocation, 'SE');
    assert.deepEqual([await located(false), await located(true)], [1, 0]);
    step(9);
    assert.equal(await located(true), 0);
    step(2);
    assert.equal(await located(true), 1);
  });

  it('has a new user after three seconds, and keeps a deleted one in advanced queries for ten', async () => {
    const { world } = bench.simulator;
    const [person] = siteState(world).directory.people;
    const cycle = () => provision(world, new Date(world.clock.now()).toISOString());
    const { id } = tenantState(world).users.find(
      (user) => user.onPremisesSamAccountName === person?.samAccountName,
    )!;
    const licence = { skuId: e3, disabledPlans: [], updated: new Date(world.clock.now()).toISOString() };
    const before = tenantState(world).users.find((user) => user.id === id)!;
    Object.assign(before, { usageLocation: 'NL', assignedLicenses: [licence] });
    const listed = async (eventual: boolean) =>
      (await bench.list(`/users?$filter=id eq '${id}'&$count=true`, eventual)).value.length;
    person!.inScope = false;
    cycle();
    await refused(bench.list(`/users/${id}`), 404, /does not exist/, 'Request_ResourceNotFound');
    assert.deepEqual([await listed(false), await listed(true)], [0, 1]);
    step(11);
    assert.equal(await listed(true), 0);

    person!.inScope = true;
    cycle();
    await refused(bench.list(`/users/${id}`), 404, /does not exist/, 'Request_ResourceNotFound');
    assert.deepEqual([await listed(false), await listed(true)], [0, 0]);
    step(4);
    const back = (await bench.client
      .api(`/users/${id}`)
      .select('usageLocation,assignedLicenses')
      .get()) as Item;
    assert.deepEqual([back.usageLocation, back.assignedLicenses], ['NL', [{ skuId: e3, disabledPlans: [] }]]);
    assert.deepEqual(tenantState(world).deletedUsers, []);
    assert.deepEqual([await listed(false), await listed(true)], [1, 0]);
    step(7);
    assert.equal(await listed(true), 1);
  });
});
