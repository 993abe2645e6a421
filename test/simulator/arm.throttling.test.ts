import assert from 'node:assert/strict';
import { parsePath } from '../../simulator/arm/path';
import type { Bucket } from '../../simulator/arm/throttling/bucket';
import { take } from '../../simulator/arm/throttling/bucket';
import { computePolicy } from '../../simulator/arm/throttling/compute';
import { computeLimits } from '../../simulator/arm/throttling/limits';
import { armUrl, codeOf, groupPath, id, machineBody, makeNetwork, stopped } from './arm.support';
import type { Bench } from './core.support';
import { bench, subscriptionId } from './core.support';

describe('simulated ARM: token bucket', () => {
  it("gives what the example of 'Compute throttling limits' gives", () => {
    const limit = computeLimits.UpdateVM.resource;
    const asked = [0, 8, 0, 13, 5, 0];
    let bucket: Bucket | undefined;
    const throttled = asked.map((requests, minute) => {
      let refused = 0;
      for (let i = 0; i < requests; i++) {
        const taken = take(limit, bucket, minute * 60);
        bucket = taken.bucket;
        if (taken.retryAfter > 0) refused++;
      }
      return refused;
    });
    assert.deepEqual(throttled, [0, 0, 0, 1, 1, 0]);
  });

  const reads = { size: 250, perSecond: 25 };
  const table: { what: string; tokens: number; later: number; remaining: number; retryAfter: number }[] = [
    { what: 'a full one', tokens: 250, later: 100, remaining: 249, retryAfter: 0 },
    { what: 'the last one', tokens: 1, later: 0, remaining: 0, retryAfter: 0 },
    { what: 'an empty one', tokens: 0, later: 0, remaining: -1, retryAfter: 1 },
    { what: 'one that is refilled in part', tokens: 0, later: 2, remaining: 49, retryAfter: 0 },
    { what: 'never more than it holds', tokens: 240, later: 60, remaining: 249, retryAfter: 0 },
    { what: 'a clock that went back', tokens: 5, later: -60, remaining: 4, retryAfter: 0 },
  ];
  for (const { what, tokens, later, remaining, retryAfter } of table) {
    it(what, () => {
      const taken = take(reads, { tokens, at: 1000 }, 1000 + later);
      assert.deepEqual([taken.remaining, taken.retryAfter], [remaining, retryAfter]);
    });
  }
});

describe("simulated ARM: Compute's policies", () => {
  const vm = id('Microsoft.Compute/virtualMachines', 'sync1');
  const locations = `/subscriptions/${subscriptionId}/providers/Microsoft.Compute/locations/westeurope`;
  const table: [string, string, boolean, string | undefined][] = [
    ['PUT', vm, false, 'PutVM'],
    ['PUT', vm, true, 'UpdateVM'],
    ['PATCH', vm, true, 'UpdateVM'],
    ['DELETE', vm, true, 'DeleteVM'],
    ['GET', vm, true, 'LowCostGet'],
    ['GET', `${vm}/instanceView`, false, 'LowCostGet'],
    ['POST', `${vm}/deallocate`, false, 'DeleteVM'],
    ['POST', `${vm}/restart`, false, 'UpdateVM'],
    ['POST', `${vm}/runCommand`, false, 'UpdateVM'],
    ['PUT', `${vm}/extensions/join`, false, 'UpdateVM'],
    ['DELETE', `${vm}/runCommands/run1`, true, 'UpdateVM'],
    ['GET', `${vm}/runCommands`, false, 'LowCostGet'],
    ['GET', vm.replace('/sync1', ''), false, 'HighCostGet'],
    ['GET', `${locations}/operations/1`, false, 'GetOperation'],
    ['GET', `${locations}/usages`, false, undefined],
    ['GET', id('Microsoft.Compute/disks', 'one'), true, undefined],
  ];
  for (const [method, path, exists, policy] of table) {
    it(`${method} ${path.split('/providers/Microsoft.Compute/')[1]}: ${policy ?? 'none'}`, () => {
      assert.equal(computePolicy(method, parsePath(path), exists), policy);
    });
  }
});

describe('simulated ARM: throttling', function () {
  this.timeout(60_000);
  let b: Bench;
  before(async () => {
    b = await bench();
    await makeNetwork(b);
    const time = stopped(b);
    await time.done('PUT', machine, machineBody());
    // So slow that nothing is refilled while the requests are sent, however long the machine takes over them.
    b.simulator.world.clock.set({ stopped: false, speed: 1e-6 });
  });
  after(() => b.close());
  const machine = id('Microsoft.Compute/virtualMachines', 'sync1');
  const remaining = (answer: { headers: Headers }, what: string) =>
    answer.headers.get(`x-ms-ratelimit-remaining-${what}`);
  const until429 = async (send: () => ReturnType<Bench['call']>) => {
    for (let sent = 1; sent <= 300; sent++) {
      const answer = await send();
      if (answer.status === 429) return { ...answer, sent };
    }
    throw new Error('never throttled');
  };

  it('says what is left for the operation, alone and with others', async () => {
    b.simulator.world.clock.step(1);
    const answer = await b.call('GET', armUrl(b, groupPath));
    assert.deepEqual(
      [remaining(answer, 'subscription-reads'), remaining(answer, 'subscription-global-reads')],
      ['249', '3749'],
    );
    const write = await b.call('PUT', armUrl(b, groupPath), { location: 'westeurope' });
    assert.equal(remaining(write, 'subscription-writes'), '199');
    const gone = await b.call('DELETE', armUrl(b, `${groupPath}-absent`));
    assert.deepEqual([gone.status, remaining(gone, 'subscription-deletes')], [404, '199']);
  });

  it('throttles the 251st read at once, says for how long, and lets writes through', async () => {
    b.simulator.world.clock.step(1);
    const { sent, ...throttled } = await until429(() => b.call('GET', armUrl(b, groupPath)));
    assert.equal(sent, 251);
    assert.equal(codeOf(throttled)[1], 'SubscriptionRequestsThrottled');
    assert.match(
      JSON.stringify(throttled.body),
      /Number of 'read' requests for subscription .* after '1' seconds/,
    );
    assert.ok(Number(throttled.headers.get('retry-after')) >= 1);
    assert.equal((await b.call('PUT', armUrl(b, groupPath), { location: 'westeurope' })).status, 200);
    assert.equal(remaining(throttled, 'subscription-reads'), '0');
    b.simulator.world.clock.step(1);
    const after = await b.call('GET', armUrl(b, groupPath));
    assert.deepEqual([after.status, remaining(after, 'subscription-reads')], [200, '249']);
  });

  it("throttles one machine's reads by Compute's own policy, not those of another one", async () => {
    b.simulator.world.clock.step(10);
    const { sent, ...throttled } = await until429(() => b.call('GET', armUrl(b, machine)));
    assert.equal(sent, 37);
    assert.equal(codeOf(throttled)[1], 'OperationNotAllowed');
    const { details } = (throttled.body as { error: { details: { code: string; target: string }[] } }).error;
    assert.deepEqual([details[0]?.code, details[0]?.target], ['TooManyRequests', 'LowCostGetResource']);
    assert.equal(
      remaining(await b.call('GET', armUrl(b, `${machine}-2`)), 'resource'),
      'Microsoft.Compute/LowCostGetSubscriptionMaximum;23962,Microsoft.Compute/LowCostGetResource;35',
    );
  });

  it('throttles nobody while the clock stands', async () => {
    b.simulator.world.clock.set({ stopped: true });
    for (let i = 0; i < 50; i++) assert.equal((await b.call('GET', armUrl(b, machine))).status, 200);
  });
});
