import assert from 'node:assert/strict';
import type { Client } from '@microsoft/microsoft-graph-client';
import { tenantState } from '../../simulator/graph/state';
import { siteState } from '../../simulator/site/state';
import { e3, f1, graphBench, refused, type Failure, type GraphBench, type Item } from './graphBench';

describe('simulated Graph, through the Graph client', () => {
  let bench: GraphBench;
  let client: Client;
  before(async () => {
    bench = await graphBench();
    client = bench.client;
  });
  after(() => bench.stop());
  const list: GraphBench['list'] = (path, eventual) => bench.list(path, eventual);
  const person = (n: number) => bench.user(n).userPrincipalName;
  const assign: GraphBench['assign'] = (user, skuId, rest) => bench.assign(user, skuId, rest);

  it('needs a token that is meant for it', async () => {
    const bare = await bench.raw('/users', { headers: { authorization: '' } });
    assert.equal(bare.status, 401);
    assert.ok(((await bare.json()) as { error: { innerError: object } }).error.innerError);
    const stranger = bench.clientFor(`${bench.simulator.endpoints.arm}/.default`);
    await refused(stranger.api('/users').get(), 401, /audience/, 'InvalidAuthenticationToken');
    const own = bench.clientFor(`${bench.simulator.endpoints.graph}/.default`);
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
  });

  it('pages with absolute links, and counts', async () => {
    const filter = '$filter=onPremisesSyncEnabled eq true&$select=id,userPrincipalName,department';
    let page = await list(`/users?${filter}&$top=50&$count=true`, true);
    assert.equal(page['@odata.count'], 120);
    const seen = page.value.map(({ id }) => id);
    assert.deepEqual(Object.keys(page.value[0] ?? {}).sort(), ['department', 'id', 'userPrincipalName']);
    while (page['@odata.nextLink']) {
      assert.ok(page['@odata.nextLink'].startsWith(`${bench.simulator.endpoints.graph}/v1.0/users?`));
      page = await list(page['@odata.nextLink'], true);
      seen.push(...page.value.map(({ id }) => id));
    }
    assert.deepEqual([seen.length, new Set(seen).size], [120, 120]);
    const everyone = await list('/users?$top=999&$count=true');
    assert.deepEqual([everyone.value.length, everyone['@odata.count']], [122, undefined]);
    const count: unknown = await client.api('/users/$count').header('ConsistencyLevel', 'eventual').get();
    assert.equal(Number(count), 122);
  });

  it('refuses an unknown path', () =>
    refused(list('/devices'), 400, /has no GET \/v1.0\/devices/, 'BadRequest'));

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
    const office = siteState(bench.simulator.world).directory.people.filter(
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
      tenantState(bench.simulator.world).licenceConflicts = [person(1).toLowerCase()];
      await refused(assign(person(1), e3), 400, /mutually exclusive/);
      tenantState(bench.simulator.world).licenceConflicts = [];
      await assign(person(1), f1);
      await assign(person(2), f1);
      await refused(assign(person(3), f1), 400, /does not have any available licenses/);
    });

    it('meet a conflict when written at once', async () => {
      const { clock } = bench.simulator.world;
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
});
