import assert from 'node:assert/strict';
import {
  armUrl,
  codeOf,
  connection,
  gateway,
  group,
  id,
  localGateway,
  location,
  machine as machineOf,
  machineBody,
  makeNetwork,
  networkId,
  quick,
  stopped,
} from './arm.support';
import type { Bench } from './core.support';
import { bench } from './core.support';

const of = networkId;
const machine = id('Microsoft.Compute/virtualMachines', 'sync1');
const disk = (name: string) => id('Microsoft.Compute/disks', name);
const net = (properties: object) => ({ location, properties });
const subnetIn = (name: string) => of('virtualNetworks', 'vnet1', 'subnets', name);

describe('simulated ARM: who needs whom', function () {
  this.timeout(60_000);
  let b: Bench;
  let time: ReturnType<typeof stopped>;
  before(async () => {
    b = await bench();
    await makeNetwork(b);
    b.simulator.world.clock.retryAfter = () => 1e-3;
    const { virtualNetworkGateways, localNetworkGateways, virtualNetworkGatewayConnections } = b.network;
    await virtualNetworkGateways.beginCreateOrUpdateAndWait(group, 'vng1', gateway(), quick);
    await localNetworkGateways.beginCreateOrUpdateAndWait(group, 'lng1', localGateway, quick);
    await virtualNetworkGatewayConnections.beginCreateOrUpdateAndWait(group, 'cn1', connection(), quick);
    time = stopped(b);
    const { networkInterfaces, ...rest } = machineOf().networkProfile!;
    const networkProfile = {
      ...rest,
      networkInterfaces: networkInterfaces!.map((one) => ({
        ...one,
        properties: { deleteOption: 'Detach' },
      })),
    };
    await time.done('PUT', machine, machineBody({ networkProfile }));
  });
  after(() => b.close());

  const deletions: { what: string; path: string; status: number; code: string; says: RegExp }[] = [
    {
      what: 'a subnet with an interface',
      path: subnetIn('servers'),
      status: 400,
      code: 'InUseSubnetCannotBeDeleted',
      says: /nic1\/ipConfigurations/,
    },
    {
      what: 'a subnet with a gateway',
      path: subnetIn('GatewaySubnet'),
      status: 400,
      code: 'InUseSubnetCannotBeDeleted',
      says: /vng1/,
    },
    {
      what: 'a network',
      path: of('virtualNetworks', 'vnet1'),
      status: 400,
      code: 'InUseSubnetCannotBeDeleted',
      says: /vng1|nic1/,
    },
    {
      what: 'a security group on a subnet',
      path: of('networkSecurityGroups', 'nsg1'),
      status: 400,
      code: 'InUseNetworkSecurityGroupCannotBeDeleted',
      says: /subnets\/servers/,
    },
    {
      what: 'a NAT gateway of a subnet',
      path: of('natGateways', 'nat1'),
      status: 400,
      code: 'InUseNatGatewayCannotBeDeleted',
      says: /subnets\/servers/,
    },
    {
      what: "a gateway's address",
      path: of('publicIPAddresses', 'pip-gw'),
      status: 400,
      code: 'PublicIPAddressCannotBeDeleted',
      says: /vng1\/ipConfigurations\/default/,
    },
    {
      what: "a NAT gateway's address",
      path: of('publicIPAddresses', 'pip-nat'),
      status: 400,
      code: 'PublicIPAddressCannotBeDeleted',
      says: /nat1/,
    },
    {
      what: 'a gateway before its connection',
      path: of('virtualNetworkGateways', 'vng1'),
      status: 400,
      code: 'VirtualNetworkGatewayCannotBeDeleted',
      says: /cn1/,
    },
    {
      what: 'a local network gateway before its connection',
      path: of('localNetworkGateways', 'lng1'),
      status: 400,
      code: 'LocalNetworkGatewayCannotBeDeleted',
      says: /cn1/,
    },
    {
      what: "a machine's interface",
      path: of('networkInterfaces', 'nic1'),
      status: 400,
      code: 'NicInUse',
      says: /sync1/,
    },
  ];
  for (const { what, path, status, code, says } of deletions) {
    it(`does not delete ${what}: ${code}`, async () => {
      const answer = await b.call('DELETE', armUrl(b, path));
      assert.deepEqual(codeOf(answer), [status, code]);
      assert.match((answer.body as { error: { message: string } }).error.message, says);
      assert.equal((await b.call('GET', armUrl(b, path))).status, 200);
    });
  }

  const writes: { what: string; path: string; body: unknown; is: [number, string] }[] = [
    {
      what: 'a second machine on an interface',
      path: id('Microsoft.Compute/virtualMachines', 'sync2'),
      body: machineBody(),
      is: [400, 'NicInUse'],
    },
    {
      what: 'a second gateway of a kind in a network',
      path: of('virtualNetworkGateways', 'vng2'),
      body: net({
        gatewayType: 'Vpn',
        vpnType: 'RouteBased',
        sku: { name: 'VpnGw1AZ', tier: 'VpnGw1AZ' },
        ipConfigurations: [
          {
            name: 'default',
            properties: {
              subnet: { id: subnetIn('GatewaySubnet') },
              publicIPAddress: { id: of('publicIPAddresses', 'pip-gw') },
            },
          },
        ],
      }),
      is: [400, 'VirtualNetworkGatewayOfTypeExists'],
    },
    {
      what: "an interface with a NAT gateway's address",
      path: of('networkInterfaces', 'nic2'),
      body: net({
        ipConfigurations: [
          {
            name: 'one',
            properties: {
              subnet: { id: subnetIn('servers') },
              publicIPAddress: { id: of('publicIPAddresses', 'pip-nat') },
            },
          },
        ],
      }),
      is: [400, 'PublicIPAddressInUse'],
    },
  ];
  for (const { what, path, body, is } of writes) {
    it(`does not write ${what}: ${is[1]}`, async () =>
      assert.deepEqual(codeOf(await b.call('PUT', armUrl(b, path), body)), is));
  }

  it('lets go of everything in the order of use; the disk goes with the machine, the interface does not', async () => {
    const { properties } = await time.get<{ properties: { storageProfile: { osDisk: { name: string } } } }>(
      machine,
    );
    const osDisk = disk(properties.storageProfile.osDisk.name);
    assert.deepEqual(codeOf(await b.call('DELETE', armUrl(b, osDisk))), [409, 'OperationNotAllowed']);
    const gone = async (path: string) => {
      assert.equal((await time.done('DELETE', path)).status, 202, path);
      assert.equal((await b.call('GET', armUrl(b, path))).status, 404, path);
    };
    await gone(machine);
    assert.equal((await b.call('GET', armUrl(b, osDisk))).status, 404);
    assert.equal((await b.call('GET', armUrl(b, of('networkInterfaces', 'nic1')))).status, 200);
    for (const path of [
      of('networkInterfaces', 'nic1'),
      of('connections', 'cn1'),
      of('virtualNetworkGateways', 'vng1'),
      of('localNetworkGateways', 'lng1'),
      of('publicIPAddresses', 'pip-gw'),
      of('virtualNetworks', 'vnet1'),
      of('natGateways', 'nat1'),
      of('publicIPAddresses', 'pip-nat'),
      of('networkSecurityGroups', 'nsg1'),
    ]) {
      await gone(path);
    }
  });
});

describe('simulated ARM: deleteOption', function () {
  this.timeout(60_000);
  const table = [
    { option: 'Delete', left: [404, 404] },
    { option: 'Detach', left: [200, 200] },
  ];
  for (const { option, left } of table) {
    it(`${option}: disk and interface answer ${left.join(', ')} after the machine`, async () => {
      const b = await bench();
      try {
        await makeNetwork(b);
        const time = stopped(b);
        const storage = machineOf().storageProfile!;
        await time.done(
          'PUT',
          machine,
          machineBody({
            storageProfile: {
              ...storage,
              osDisk: { ...storage.osDisk, name: 'osdisk', deleteOption: option },
            },
            networkProfile: {
              networkInterfaces: [
                { id: of('networkInterfaces', 'nic1'), properties: { deleteOption: option } },
              ],
            },
          }),
        );
        await time.done('DELETE', machine);
        const status = async (path: string) => (await b.call('GET', armUrl(b, path))).status;
        assert.deepEqual([await status(disk('osdisk')), await status(of('networkInterfaces', 'nic1'))], left);
      } finally {
        await b.close();
      }
    });
  }
});
