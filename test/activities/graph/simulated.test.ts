import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { createGraphActivities } from '../../../activities/graph';
import type { LicencePage } from '../../../activities/api';
import { readJournal } from '../../../simulator';
import { provision } from '../../../simulator/guest/provision';
import { assignToGroup } from '../../../simulator/graph/licensing/groups';
import { tenantState } from '../../../simulator/graph/state';
import { bucketsOf } from '../../../simulator/graph/throttling';
import { siteState } from '../../../simulator/site/state';
import type { Worksheet } from '../../../worksheet/schema';
import { application } from '../../simulator/core.support';
import { openEnterprise, type Enterprise } from '../guest/enterprise';

const e3 = '05e9a617-0261-4cee-bb44-138d3ef5d965';
const people = 24;

const until = async (happened: () => boolean) => {
  while (!happened()) await setTimeout(10);
};

describe('locations and licences in the simulated tenant', function () {
  this.timeout(20_000);
  let enterprise: Enterprise;
  let graph: ReturnType<typeof createGraphActivities>;

  beforeEach(async () => {
    enterprise = await openEnterprise(people);
    const { simulator, settings } = enterprise;
    graph = createGraphActivities({ settings, polls: 20, pollIntervalMs: 20 });
    for (const sku of tenantState(simulator.world).skus) sku.enabled = people;
    cycle();
    pass(1);
  });
  afterEach(() => enterprise.stop());

  const tenant = () => tenantState(enterprise.simulator.world);
  const pass = (minutes: number) => enterprise.simulator.world.clock.step(minutes);
  const cycle = () => {
    const { world } = enterprise.simulator;
    provision(world, new Date(world.clock.now()).toISOString());
  };
  const page = (cursor?: string, worksheet: Worksheet = enterprise.worksheet): Promise<LicencePage> =>
    enterprise.run(() => graph.assignLicencePage({ worksheet, cursor }));
  const all = async (worksheet?: Worksheet) => {
    const { licensed, failed, cursor } = await page(undefined, worksheet);
    assert.equal(cursor, undefined);
    return { licensed, failed };
  };

  it('leaves alone who inherits the licence from a group', async () => {
    const { world } = enterprise.simulator;
    const group = tenant().groups.find(({ displayName }) => displayName === 'Licensed Users')!;
    assignToGroup(world, group, { addLicenses: [{ skuId: e3 }], removeLicenses: [] });
    pass(3);
    assert.deepEqual(await all(), { licensed: people, failed: [] });
    const direct = tenant().users.filter(({ assignedLicenses }) =>
      assignedLicenses.some(({ skuId }) => skuId === e3),
    );
    assert.deepEqual(direct, []);
    const inherited = tenant().users.filter(({ inheritedLicenses }) =>
      inheritedLicenses.some(({ held }) => held),
    );
    assert.equal(inherited.length, group.members.length);
    assert.ok(inherited.every(({ usageLocation }) => usageLocation === 'NL'));
  });

  it('sends again what was throttled in a batch, and nothing else', async () => {
    const { world } = enterprise.simulator;
    const scope = `Tenant_Application/Write/${application.clientId}/${world.options.tenant.id}`;
    world.clock.set({ stopped: true });
    bucketsOf(world).set(scope, { spent: 2990, at: world.clock.now() });
    const { settings } = enterprise;
    graph = createGraphActivities({ settings, pollIntervalMs: 300 });
    const work = all();
    await until(() => readJournal(world.options.directory, { service: 'graph', status: 429 }).length > 0);
    world.clock.set({ stopped: false });
    assert.deepEqual(await work, { licensed: people, failed: [] });
    const done = readJournal(world.options.directory, { service: 'graph', method: 'PATCH', status: 204 });
    assert.equal(done.length, people);
  });

  it('reports a plan that needs another one, user by user, in Graph’s words', async () => {
    const { worksheet } = enterprise;
    const rules = worksheet.licensing.rules.map((rule) => ({
      ...rule,
      licences: rule.licences.map((licence) =>
        licence.sku === 'SPE_E3' ? { ...licence, disabledPlans: ['SHAREPOINTENTERPRISE'] } : licence,
      ),
    }));
    const { licensed, failed } = await all({ ...worksheet, licensing: { ...worksheet.licensing, rules } });
    assert.ok(licensed > 0 && failed.length > 0);
    for (const { reason } of failed) {
      assert.match(
        reason,
        /^the licence needs another service plan that the user does not have: .*depends on/,
      );
    }
  });

  it('says which users are gone that the index still lists', async () => {
    const person = siteState(enterprise.simulator.world).directory.people[0]!;
    enterprise.simulator.world.clock.set({ stopped: true });
    person.inScope = false;
    cycle();
    const { licensed, failed } = await all();
    assert.deepEqual(
      [licensed, failed],
      [people - 1, [{ user: person.userPrincipalName, reason: 'the user has been deleted meanwhile' }]],
    );
  });

  it('begins anew when Graph no longer takes the page token', async () => {
    const ten = `/users?${new URLSearchParams({
      $filter: 'onPremisesSyncEnabled eq true',
      $select: 'id,userPrincipalName,department,usageLocation,assignedLicenses,onPremisesProvisioningErrors',
      $count: 'true',
      $top: '10',
    }).toString()}`;
    const first = await page(ten);
    assert.deepEqual([first.licensed, first.restarted, typeof first.cursor], [10, undefined, 'string']);
    pass(25 * 60);
    const again = await page(first.cursor);
    assert.deepEqual([again.licensed, again.restarted, again.cursor], [people, true, undefined]);
  });

  it('waits until the index has the users that were expected', async () => {
    const { world } = enterprise.simulator;
    const since = new Date(world.clock.now()).toISOString();
    const worksheet = { ...enterprise.worksheet };
    worksheet.licensing = { ...worksheet.licensing, expectedUsers: people };
    const directory = siteState(world).directory;
    const late = directory.people.slice(0, 5);
    for (const person of late) person.inScope = false;
    cycle();
    pass(1);
    for (const person of late) person.inScope = true;
    pass(1);
    world.clock.set({ stopped: true });
    cycle();
    const waiting = enterprise.run(() => graph.awaitTenantSynchronisation({ worksheet, since }));
    await until(() => counts() >= 2);
    pass(1);
    assert.equal((await waiting).synchronised, people);
  });

  const counts = () =>
    readJournal(enterprise.simulator.world.options.directory, {
      service: 'graph',
      url: '$top=1',
      status: 200,
    }).length;
});
