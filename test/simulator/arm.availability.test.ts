import assert from 'node:assert/strict';
import type { SwitchChanges } from '../../simulator/arm/switches';
import { setSwitches } from '../../simulator/arm/switches';
import { machines } from '../../simulator/arm/facts';
import { armUrl, codeOf, id, location, machineBody, makeNetwork, networkId, stopped } from './arm.support';
import type { Bench } from './core.support';
import { bench, fakeSite } from './core.support';

const machine = id('Microsoft.Compute/virtualMachines', 'sync1');
const address = networkId('publicIPAddresses', 'third');
const addressBody = {
  location,
  sku: { name: 'Standard' },
  properties: { publicIPAllocationMethod: 'Static' },
};
const zonal = { ...machineBody(), zones: ['1'] };
const size = 'Standard_D2s_v5';

describe('simulated ARM: quota, sizes and zones', function () {
  this.timeout(60_000);
  let b: Bench;
  before(async () => {
    b = await bench();
    await makeNetwork(b);
    stopped(b);
  });
  after(() => b.close());

  const table: {
    what: string;
    switches: SwitchChanges;
    path?: string;
    body?: unknown;
    is: [number, string | undefined];
    says?: RegExp;
  }[] = [
    {
      what: 'the quota of a family',
      switches: { quotas: { standardDSv5Family: 1 } },
      is: [409, 'OperationNotAllowed'],
      says: /exceeding approved standardDSv5Family Cores quota\. Additional details - Deployment Model: Resource Manager, Location: westeurope, Current Limit: 1, Current Usage: 0, Additional Required: 2, \(Minimum\) New Limit Required: 2\./,
    },
    {
      what: 'the quota of a region',
      switches: { quotas: { 'westeurope/cores': 0 } },
      is: [409, 'OperationNotAllowed'],
      says: /exceeding approved Total Regional Cores quota\..*Current Limit: 0/,
    },
    {
      what: 'the quota of another region',
      switches: { quotas: { 'northeurope/cores': 0 } },
      is: [201, undefined],
    },
    {
      what: 'the quota of public addresses',
      switches: { quotas: { PublicIPAddresses: 2 } },
      path: address,
      body: addressBody,
      is: [400, 'PublicIPCountLimitReached'],
      says: /^Cannot create more than 2 public IP addresses for this subscription in this region\.$/,
    },
    {
      what: 'the quota of Standard public addresses',
      switches: { quotas: { StandardSkuPublicIpAddresses: 2 } },
      path: address,
      body: addressBody,
      is: [400, 'PublicIPCountLimitReached'],
    },
    {
      what: 'the quota of public addresses elsewhere',
      switches: { quotas: { 'northeurope/PublicIPAddresses': 0 } },
      path: address,
      body: addressBody,
      is: [201, undefined],
    },
    {
      what: 'a size that the subscription may not use',
      switches: { restrictedSizes: [size] },
      is: [409, 'SkuNotAvailable'],
      says: /in location 'westeurope' for subscription/,
    },
    {
      what: 'a size that it may not use in another region',
      switches: { restrictedSizes: [{ size, locations: ['northeurope'] }] },
      is: [201, undefined],
    },
    {
      what: 'a size that it may not use in the zone',
      switches: { restrictedSizes: [{ size, zones: ['1'] }] },
      body: zonal,
      is: [409, 'SkuNotAvailable'],
      says: /zones '1'/,
    },
    {
      what: 'a size that it may not use in another zone',
      switches: { restrictedSizes: [{ size, zones: ['2', '3'] }] },
      body: zonal,
      is: [201, undefined],
    },
    {
      what: 'a size that it may not use in some zone, and none is asked for',
      switches: { restrictedSizes: [{ size, zones: ['1'] }] },
      is: [201, undefined],
    },
  ];
  for (const { what, switches, path = machine, body = machineBody(), is, says } of table) {
    it(`${what}: ${is.filter(Boolean).join(' ')}`, async () => {
      setSwitches(b.simulator.world, { quotas: {}, restrictedSizes: [], ...switches });
      const answer = await b.call('PUT', armUrl(b, path), body);
      assert.deepEqual(codeOf(answer), is);
      if (says) assert.match((answer.body as { error: { message: string } }).error.message, says);
      if (answer.status === 201) {
        await b.call('DELETE', armUrl(b, path));
        b.simulator.world.clock.step(60);
      }
    });
  }

  it('lists what is restricted, by region and zone', async () => {
    setSwitches(b.simulator.world, {
      restrictedSizes: [
        { size, locations: [location] },
        { size: 'Standard_D4s_v5', locations: [location], zones: ['2'] },
      ],
    });
    const found: Record<string, unknown[]> = {};
    for await (const sku of b.compute.resourceSkus.list()) {
      for (const one of sku.restrictions ?? []) (found[sku.name!] ??= []).push(one);
    }
    const reasonCode = 'NotAvailableForSubscription';
    assert.deepEqual(JSON.parse(JSON.stringify(found)), {
      [size]: [
        { type: 'Location', values: [location], restrictionInfo: { locations: [location] }, reasonCode },
      ],
      Standard_D4s_v5: [
        {
          type: 'Zone',
          values: [location],
          restrictionInfo: { locations: [location], zones: ['2'] },
          reasonCode,
        },
      ],
    });
  });
});

describe('simulated ARM: the way out', function () {
  this.timeout(60_000);
  let b: Bench;
  let time: ReturnType<typeof stopped>;
  before(async () => {
    b = await bench({ site: fakeSite() });
    await makeNetwork(b);
    time = stopped(b);
    await time.done('PUT', machine, machineBody());
  });
  after(() => b.close());
  const subnet = (name: string) => networkId('virtualNetworks', 'vnet1', 'subnets', name);
  const servers = { addressPrefix: '10.24.65.0/28' };
  const out = () => machines(b.simulator.world)[0]?.hasOutbound;

  const table: { version: string; asked?: boolean; is: boolean | undefined }[] = [
    { version: '2025-05-01', is: undefined },
    { version: '2025-05-01', asked: false, is: false },
    { version: '2025-05-01', asked: true, is: true },
    { version: '2025-07-01', is: false },
    { version: '2026-03-01', asked: true, is: true },
  ];
  table.forEach(({ version, asked, is }, index) => {
    it(`a new subnet by ${version}, defaultOutboundAccess ${asked}: ${is}`, async () => {
      const path = subnet(`s${index}`);
      const properties = {
        addressPrefix: `10.24.70.${index * 16}/28`,
        ...(asked === undefined ? {} : { defaultOutboundAccess: asked }),
      };
      const url = armUrl(b, path).replace(/api-version=[\d-]+/, `api-version=${version}`);
      const answer = await b.call('PUT', url, { properties });
      assert.equal(answer.status, 201);
      time.step(60);
      const made = await time.get<{ properties: { defaultOutboundAccess?: boolean } }>(path);
      assert.equal(made.properties.defaultOutboundAccess, is);
    });
  });

  it('loses the result of a script where there is no way out', async () => {
    assert.equal(out(), true, 'by the NAT gateway');
    await time.done('PUT', subnet('servers'), { properties: servers });
    assert.equal(out(), true, 'by implicit access');
    await time.done('PUT', subnet('servers'), { properties: { ...servers, defaultOutboundAccess: false } });
    await time.done('PUT', subnet('servers'), { properties: servers });
    assert.equal(out(), false, 'an update that does not say leaves it private');
    const path = `${machine}/runCommands/run1`;
    const properties = { source: { script: 'Get-Date' }, timeoutInSeconds: 120 };
    const begun = await time.done('PUT', path, { location, properties });
    assert.deepEqual((await time.status(begun)).error?.code, 'VMExtensionProvisioningTimeout');
    const { instanceView } = (
      await time.get<{ properties: { instanceView: { executionState: string; output: string } } }>(
        path,
        '$expand=instanceView',
      )
    ).properties;
    assert.deepEqual([instanceView.executionState, instanceView.output], ['TimedOut', '']);
  });
});
