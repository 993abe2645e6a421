import assert from 'node:assert/strict';
import { bucketsOf } from '../../simulator/graph/throttling';
import { spend } from '../../simulator/graph/throttling/bucket';
import { costOf, unitsPerTenSeconds } from '../../simulator/graph/throttling/costs';
import { application, graphBench, refused, type GraphBench } from './graphBench';
import { options } from './siteWorld';

describe('throttling of the simulated Graph', () => {
  const costs: [method: string, url: string, units: number, writes: number][] = [
    ['GET', '/users', 2, 0],
    ['GET', '/users?$select=id', 1, 0],
    ['GET', '/users?$top=10', 1, 0],
    ['GET', '/users?$top=10&$select=id', 1, 0],
    ['GET', '/users?$top=999', 2, 0],
    ['GET', '/users?$expand=manager', 3, 0],
    ['GET', '/users/a1', 1, 0],
    ['GET', '/users/delta', 1, 0],
    ['GET', '/users/a1/licenseDetails', 2, 0],
    ['GET', '/subscribedSkus', 3, 0],
    ['GET', '/subscribedSkus?$select=skuId', 2, 0],
    ['GET', '/groups/g1/members', 3, 0],
    ['GET', '/groups/g1/members/microsoft.graph.user?$select=id', 2, 0],
    ['GET', '/organization', 1, 0],
    ['PATCH', '/users/a1', 1, 1],
    ['POST', '/users/a1/assignLicense', 1, 1],
    ['POST', '/users/a1/getMemberGroups', 2, 0],
  ];
  for (const [method, url, units, writes] of costs) {
    it(`${method} ${url} costs ${units}${writes ? ' and a write' : ''}`, () =>
      assert.deepEqual(costOf(method, url), { units, writes }));
  }

  it('gives a tenant room by its size', () =>
    assert.deepEqual([49, 50, 500, 501].map(unitsPerTenSeconds), [3500, 5000, 5000, 8000]));

  it('fills evenly, and charges nothing for what it refuses', () => {
    const limit = { units: 100, within: 1000 };
    const steps: [spent: number, cost: number, passed: number, left: number, share: number, wait: number][] =
      [
        [0, 10, 0, 10, 0.1, 0],
        [90, 10, 0, 100, 1, 0],
        [100, 10, 0, 100, 1.1, 100],
        [100, 10, 50, 95, 1.05, 50],
        [100, 10, 100, 100, 1, 0],
        [100, 10, 5000, 10, 0.1, 0],
      ];
    for (const [spent, cost, passed, left, share, wait] of steps) {
      const { bucket, ...rest } = spend({ spent, at: 0 }, limit, cost, passed);
      assert.deepEqual({ ...rest, ...bucket }, { share, wait, spent: left, at: passed });
    }
  });

  describe('as clients see it', () => {
    let bench: GraphBench;
    const scope = `Tenant_Application/ReadWrite/${application.clientId}/${options.tenant.id}`;
    before(async () => {
      bench = await graphBench({ speed: 1 });
      bench.simulator.world.clock.set({ stopped: true });
    });
    after(() => bench.stop());
    const spent = (units: number) =>
      bucketsOf(bench.simulator.world).set(scope, { spent: units, at: bench.simulator.world.clock.now() });
    const headers = async (path: string) => {
      const answer = await bench.raw(path);
      const names = [
        'x-ms-resource-unit',
        'x-ms-throttle-limit-percentage',
        'retry-after',
        'x-ms-throttle-scope',
      ];
      return [answer.status, ...names.map((name) => answer.headers.get(name))];
    };

    it('says what a request costs, and how near the limit is from 0.8 on', async () => {
      spent(0);
      assert.deepEqual(await headers('/subscribedSkus'), [200, '3', null, null, null]);
      spent(4000);
      assert.deepEqual(await headers('/subscribedSkus'), [200, '3', '0.80', null, null]);
    });

    it('refuses what does not fit, with the time until it does', async () => {
      spent(4998);
      assert.deepEqual(await headers('/organization'), [200, '1', '1.00', null, null]);
      spent(5000);
      assert.deepEqual(await headers('/subscribedSkus'), [429, '3', '1.00', '1', scope]);
      await refused(bench.list('/subscribedSkus'), 429, /retry again later/, 'TooManyRequests');
      bench.simulator.world.clock.step(1 / 60);
      assert.deepEqual(await headers('/subscribedSkus'), [200, '3', '0.90', null, null]);
    });
  });
});
