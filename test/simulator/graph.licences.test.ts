import assert from 'node:assert/strict';
import { tenantState } from '../../simulator/graph/state';
import { guidFor } from '../../simulator/site/people';
import { options } from './siteWorld';
import { graphBench, refused, type GraphBench, type Item } from './graphBench';

const [teams, mail, sites, web, kioskMail] = [
  '57ff2da0-773e-42df-b2af-ffb7a2317929',
  'efb87545-963c-4e0d-99df-69c6916d9eb0',
  '5dbe027f-2339-4123-9542-606e4d348a72',
  'e95bec33-7c88-4a70-8e19-b10bd9d0c014',
  '4a82b400-a79f-41a4-b4e2-e94f5787b113',
] as const;
const ems = 'efccb6f7-5641-4e0e-bd10-b4976e1bf68e';
const [e3, f1] = options.tenant.skus.map(({ skuId }) => skuId) as [string, string];
const nowhere = '00000000-0000-4000-8000-000000000000';
const add = (skuId: string, ...disabledPlans: string[]) => ({
  addLicenses: [{ skuId, disabledPlans }],
  removeLicenses: [] as string[],
});

describe('licences in the simulated Graph', () => {
  let bench: GraphBench;
  before(async () => {
    bench = await graphBench({
      skus: [...options.tenant.skus, { skuPartNumber: 'EMS', skuId: ems, enabled: 5 }],
    });
    for (const n of [1, 2, 3, 4, 5]) bench.user(n).usageLocation = 'NL';
  });
  after(() => bench.stop());
  afterEach(() => {
    for (const user of tenantState(bench.simulator.world).users) user.assignedLicenses = [];
  });

  const post = (n: number, body: object) =>
    bench.client.api(`/users/${bench.user(n).id}/assignLicense`).post(body) as Promise<Item>;
  const read = async (n: number) =>
    (await bench.client
      .api(`/users/${bench.user(n).id}`)
      .select('assignedLicenses,licenseAssignmentStates,assignedPlans')
      .get()) as Item & {
      assignedLicenses: { skuId: string; disabledPlans: string[] }[];
      licenseAssignmentStates: Record<string, unknown>[];
      assignedPlans: Record<string, unknown>[];
    };
  const sku = async (part: string) => {
    const { value } = await bench.list('/subscribedSkus');
    const found = value.find(({ skuPartNumber }) => skuPartNumber === part)!;
    return [found.capabilityStatus, found.consumedUnits, found.prepaidUnits];
  };

  const refusals: [title: string, user: number, body: object, message: RegExp, code?: string][] = [
    ['a user without location', 9, add(e3), /invalid usage location/],
    ['a product that is not the tenant’s', 1, add(nowhere), /does not correspond to a valid company License/],
    ['a plan of another product', 1, add(e3, kioskMail), /does not contain the service plan/],
    ['to take away what is not there', 1, { addLicenses: [], removeLicenses: [e3] }, /corresponding license/],
    ['a product given and taken away', 1, { ...add(e3), removeLicenses: [e3] }, /more than once/],
    [
      'a product given twice',
      1,
      { addLicenses: [...add(e3).addLicenses, ...add(e3).addLicenses], removeLicenses: [] },
      /more than once/,
    ],
    [
      'products with exclusive plans',
      1,
      { addLicenses: [...add(e3).addLicenses, ...add(f1).addLicenses], removeLicenses: [] },
      new RegExp(`service plans ${mail}, ${kioskMail} are mutually exclusive`),
    ],
    [
      'a plan without the one that it needs',
      1,
      add(e3, sites),
      new RegExp(`service plan ${web} depends on the service plan\\(s\\) ${sites}`),
    ],
    ['a body without removeLicenses', 1, { addLicenses: [] }, /removeLicenses/],
    ['a body with something else', 1, { ...add(e3), force: true }, /parameter 'force'/, 'BadRequest'],
    ['a product that is no GUID', 1, add('SPE_E3'), /skuId/],
    [
      'a licence with something else',
      1,
      { addLicenses: [{ skuId: e3, plans: [] }], removeLicenses: [] },
      /'plans' does not exist/,
      'BadRequest',
    ],
  ];
  for (const [title, user, body, message, code] of refusals) {
    it(`refuses ${title}, and changes nothing`, async () => {
      await refused(post(user, body), 400, message, code);
      assert.deepEqual((await read(user)).assignedLicenses, []);
    });
  }

  it('refuses when no seat is left, and counts a user once', async () => {
    await post(1, add(f1));
    await post(1, add(f1));
    await post(2, add(f1));
    await refused(post(3, add(f1)), 400, new RegExp(`SKU ${f1} does not have any available licenses`));
    assert.deepEqual((await sku('SPE_F1')).slice(0, 2), ['Enabled', 2]);
    await post(1, { addLicenses: [], removeLicenses: [f1] });
    await post(3, add(f1));
  });

  it('leaves as it is what is there already, and replaces its disabled plans', async () => {
    await post(1, add(e3, teams));
    const { licenseAssignmentStates: first } = await read(1);
    bench.simulator.world.clock.step(5);
    await post(1, add(e3, teams));
    assert.deepEqual((await read(1)).licenseAssignmentStates, first);
    await post(1, add(e3));
    assert.deepEqual((await read(1)).assignedLicenses, [{ skuId: e3, disabledPlans: [] }]);
  });

  it('changes one product for another in one request', async () => {
    await post(1, add(e3));
    await refused(post(1, add(f1)), 400, /mutually exclusive/);
    await post(1, { ...add(f1), removeLicenses: [e3] });
    assert.deepEqual((await read(1)).assignedLicenses, [{ skuId: f1, disabledPlans: [] }]);
    await post(1, add(ems));
    assert.equal((await read(1)).assignedLicenses.length, 2);
  });

  it('shows plans and details of what a user has', async () => {
    await post(4, add(e3, teams));
    const { assignedPlans, licenseAssignmentStates } = await read(4);
    const plans = assignedPlans.map(({ servicePlanId }) => servicePlanId);
    assert.ok(plans.includes(mail) && !plans.includes(teams));
    const { lastUpdatedDateTime, ...state } = licenseAssignmentStates[0]!;
    assert.ok(Date.parse(String(lastUpdatedDateTime)) > 0);
    const expected = {
      skuId: e3,
      disabledPlans: [teams],
      assignedByGroup: null,
      state: 'Active',
      error: 'None',
    };
    assert.deepEqual(state, expected);
    const [detail] = (await bench.list(`/users/${bench.user(4).id}/licenseDetails`)).value;
    const status = (id: string) =>
      (detail?.servicePlans as Record<string, string>[]).find((plan) => plan.servicePlanId === id)
        ?.provisioningStatus;
    assert.deepEqual([status(teams), status(mail)], ['Disabled', 'Success']);
  });

  const units = { enabled: 0, warning: 0, suspended: 0, lockedOut: 0 };
  const statuses: [bought: object, status: string, assignable: boolean, state: string][] = [
    [{ ...units, enabled: 3, warning: 1 }, 'Enabled', true, 'Active'],
    [{ ...units, warning: 3 }, 'Warning', true, 'Active'],
    [{ ...units, suspended: 3 }, 'Suspended', false, 'Disabled'],
    [{ ...units, lockedOut: 3 }, 'LockedOut', false, 'Disabled'],
  ];
  for (const [bought, status, assignable, state] of statuses) {
    it(`${assignable ? 'gives' : 'refuses'} seats of a subscription that is ${status}`, async () => {
      const { world, endpoints } = bench.simulator;
      await post(1, add(ems));
      const answer = await bench.raw(`${endpoints.site}/tenant/skus/EMS`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(bought),
      });
      assert.equal(answer.status, 200);
      assert.deepEqual(await sku('EMS'), [status, 1, bought]);
      assert.equal((await read(1)).licenseAssignmentStates[0]?.state, state);
      if (assignable) await post(2, add(ems));
      else await refused(post(2, add(ems)), 400, /available licenses/);
      Object.assign(
        tenantState(world).skus.find(({ skuId }) => skuId === ems)!,
        units,
        { enabled: 5 },
      );
    });
  }

  it('are free when the user is deleted, who can be found among the deleted', async () => {
    const { world } = bench.simulator;
    const state = tenantState(world);
    const gone = bench.user(5);
    await post(5, add(ems));
    state.users = state.users.filter((user) => user !== gone);
    state.deletedUsers.push({ ...gone, deletedDateTime: '2026-11-24T12:00:00.000Z' });
    assert.equal((await sku('EMS'))[1], 0);
    const path = '/directory/deletedItems/microsoft.graph.user?$select=userPrincipalName,deletedDateTime';
    const expected = {
      id: gone.id,
      userPrincipalName: gone.userPrincipalName,
      deletedDateTime: '2026-11-24T12:00:00.000Z',
    };
    assert.deepEqual((await bench.list(path)).value, [expected]);
    const one = (await bench.client.api(`/directory/deletedItems/${gone.id}`).get()) as Item;
    assert.equal(one['@odata.type'], '#microsoft.graph.user');
    await refused(bench.list(`/users/${gone.id}`), 404, /does not exist/, 'Request_ResourceNotFound');
    await refused(
      bench.list(`/directory/deletedItems/${guidFor('x')}`),
      404,
      /./,
      'Request_ResourceNotFound',
    );
  });

  it('lets synchronisation features be changed', async () => {
    const path = '/directory/onPremisesSynchronization';
    const [{ id } = { id: '' }] = (await bench.list(path)).value;
    await bench.client.api(`${path}/${id}`).patch({ features: { passwordSyncEnabled: false } });
    assert.equal((((await bench.list(path)).value[0] as Item).features as Item).passwordSyncEnabled, false);
    await refused(bench.client.api(`${path}/${id}`).patch({ features: { magic: true } }), 400, /magic/);
    await refused(bench.client.api(`${path}/x`).patch({}), 404, /'x'/, 'Request_ResourceNotFound');
  });
});
