import assert from 'node:assert/strict';
import { tenantState } from '../../simulator/graph/state';
import { provision } from '../../simulator/guest/provision';
import { siteState } from '../../simulator/site/state';
import { e3, f1, graphBench, refused, type GraphBench, type Item } from './graphBench';

interface State {
  skuId: string;
  assignedByGroup: string | null;
  state: string;
  error: string;
  disabledPlans: string[];
}
const sites = '5dbe027f-2339-4123-9542-606e4d348a72';

describe('licensing by group in the simulated Graph', () => {
  let bench: GraphBench;
  let group: string;
  let members: string[];

  beforeEach(async () => {
    bench = await graphBench();
    bench.simulator.world.clock.set({ stopped: true });
    pass(1);
    group = (await bench.list("/groups?$filter=displayName eq 'Licensed Users'")).value[0]!.id;
    members = (await bench.list(`/groups/${group}/members?$select=id&$top=999`)).value.map(({ id }) => id);
  });
  afterEach(() => bench.stop());

  const pass = (minutes: number) => bench.simulator.world.clock.step(minutes);
  const assign = (addLicenses: object[], removeLicenses: string[] = []) =>
    bench.client.api(`/groups/${group}/assignLicense`).post({ addLicenses, removeLicenses }) as Promise<Item>;
  const processing = async () =>
    ((await bench.client.api(`/groups/${group}`).select('licenseProcessingState').get()) as Item)
      .licenseProcessingState;
  const states = async (user: string) =>
    ((await bench.client.api(`/users/${user}`).select('licenseAssignmentStates').get()) as Item)
      .licenseAssignmentStates as State[];
  const brief = async (user: string) =>
    (await states(user)).map(({ assignedByGroup, state, error }) => [
      assignedByGroup === group ? 'group' : 'direct',
      state,
      error,
    ]);
  const failed = async () =>
    (await bench.list(`/groups/${group}/membersWithLicenseErrors?$select=id&$top=999`)).value.map(
      ({ id }) => id,
    );

  it('is accepted at once, and reaches the members later', async () => {
    assert.equal(await processing(), null);
    const answer = await bench.raw(`/groups/${group}/assignLicense`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ addLicenses: [{ skuId: e3 }], removeLicenses: [] }),
    });
    assert.deepEqual([answer.status, ((await answer.json()) as Item).id], [202, group]);
    assert.deepEqual(await processing(), { state: 'QueuedForProcessing' });
    pass(1);
    assert.deepEqual(await processing(), { state: 'ProcessingInProgress' });
    assert.deepEqual(await states(members[0]!), []);
    pass(1);
    assert.deepEqual(await processing(), { state: 'ProcessingComplete' });
    // No location is needed: it is the organisation's where the user has none.
    assert.deepEqual(await brief(members[0]!), [['group', 'Active', 'None']]);
    const [sku] = (await bench.list('/subscribedSkus')).value;
    assert.equal(sku?.consumedUnits, members.length);
    await refused(
      bench.client.api(`/users/${members[0]}/assignLicense`).post({ addLicenses: [], removeLicenses: [e3] }),
      400,
      /inherited from a group membership/,
    );
  });

  it('leaves errors on the members for whom there is no seat, and takes them up again', async () => {
    await assign([{ skuId: f1 }]);
    pass(2);
    const without = await failed();
    assert.equal(without.length, members.length - 2);
    assert.deepEqual(await brief(without[0]!), [['group', 'Error', 'CountViolation']]);
    const broken = await bench.list('/groups?$filter=hasMembersWithLicenseErrors eq true');
    assert.deepEqual(
      broken.value.map(({ id }) => id),
      [group],
    );
    assert.ok(!('hasMembersWithLicenseErrors' in broken.value[0]!));
    tenantState(bench.simulator.world).skus.find(({ skuId }) => skuId === f1)!.enabled = 3;
    await bench.client.api(`/users/${without[0]}/reprocessLicenseAssignment`).post({});
    assert.deepEqual(await brief(without[0]!), [['group', 'Active', 'None']]);
    await bench.client.api(`/users/${without[1]}/reprocessLicenseAssignment`).post({});
    assert.deepEqual(await brief(without[1]!), [['group', 'Error', 'CountViolation']]);
  });

  it('meets licences that exclude or need each other', async () => {
    const [one, two] = members as [string, string];
    const user = (id: string) => tenantState(bench.simulator.world).users.find((other) => other.id === id)!;
    user(one).usageLocation = 'NL';
    await bench.assign(one, f1);
    await assign([{ skuId: e3 }]);
    pass(2);
    assert.deepEqual(await brief(one), [
      ['direct', 'Active', 'None'],
      ['group', 'Error', 'MutuallyExclusiveViolation'],
    ]);
    assert.deepEqual(await brief(two), [['group', 'Active', 'None']]);
    await assign([{ skuId: e3, disabledPlans: [sites] }]);
    pass(2);
    assert.deepEqual(await brief(two), [['group', 'ActiveWithError', 'DependencyViolation']]);
    assert.deepEqual((await states(two))[0]?.disabledPlans, []);
  });

  it('follows the members, and the licences that are taken away', async () => {
    const { world } = bench.simulator;
    await assign([{ skuId: e3 }]);
    pass(2);
    const cycle = () => provision(world, new Date(world.clock.now()).toISOString());
    const { groups, people } = siteState(world).directory;
    const [leaver] = groups.find(({ name }) => name === 'Licensed Users')!.members;
    const upn = people.find(({ samAccountName }) => samAccountName === leaver)!.userPrincipalName;
    const isMember = async (member: boolean) => {
      const path = `/site/users/${upn}/groups/licensed%20users`;
      const answer = await bench.raw(`${bench.simulator.endpoints.site}${path}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ member }),
      });
      assert.deepEqual(await answer.json(), {
        name: 'Licensed Users',
        members: members.length - (member ? 0 : 1),
      });
    };
    await isMember(false);
    const gone = tenantState(world).users.find((user) => user.onPremisesSamAccountName === leaver)!;
    assert.equal((await states(gone.id)).length, 1);
    cycle();
    assert.equal((await states(gone.id)).length, 1);
    pass(2);
    assert.deepEqual(await states(gone.id), []);
    await isMember(true);
    cycle();
    pass(2);
    assert.equal((await states(gone.id)).length, 1);
    await assign([], [e3]);
    pass(2);
    assert.deepEqual(await states(gone.id), []);
    await refused(assign([], [e3]), 400, /Group does not have/);
  });

  it('adds to a direct licence of the same product without another seat', async () => {
    const [one] = members as [string];
    tenantState(bench.simulator.world).users.find(({ id }) => id === one)!.usageLocation = 'NL';
    await bench.assign(one, e3, {
      addLicenses: [{ skuId: e3, disabledPlans: ['57ff2da0-773e-42df-b2af-ffb7a2317929'] }],
    });
    await assign([{ skuId: e3 }]);
    pass(2);
    const user = (await bench.client.api(`/users/${one}`).select('assignedLicenses').get()) as Item;
    assert.deepEqual(user.assignedLicenses, [{ skuId: e3, disabledPlans: [] }]);
    assert.equal((await states(one)).length, 2);
    assert.equal((await bench.list('/subscribedSkus')).value[0]?.consumedUnits, members.length);
  });
});
