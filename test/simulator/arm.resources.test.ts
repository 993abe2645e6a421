import assert from 'node:assert/strict';
import type { Bench } from './core.support';
import { bench, fakeSite } from './core.support';
import {
  apiVersions,
  armUrl,
  connection,
  gateway,
  group,
  groupPath,
  id,
  domainJoin,
  localGateway,
  location,
  machine,
  makeNetwork,
  networkId,
  password,
  quick,
  sharedKey,
} from './arm.support';
import { machines, tunnelEnds } from '../../simulator/arm/facts';
import { readJournal } from '../../simulator/core/journal';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Body = {
  id: string;
  name: string;
  etag?: string;
  location?: string;
  properties: Record<string, unknown>;
};

describe('simulated ARM: resources of the roadmap', function () {
  this.timeout(60_000);
  let b: Bench;
  const site = fakeSite();
  const machinePath = id('Microsoft.Compute/virtualMachines', 'sync1');

  const get = async (path: string, query?: string): Promise<Body> => {
    const { status, body } = await b.call('GET', armUrl(b, path, query));
    assert.equal(status, 200, JSON.stringify(body));
    return body as Body;
  };

  before(async () => {
    b = await bench({ site });
    await makeNetwork(b);
    await b.network.virtualNetworkGateways.beginCreateOrUpdateAndWait(group, 'vng1', gateway(), quick);
    await b.network.localNetworkGateways.beginCreateOrUpdateAndWait(group, 'lng1', localGateway, quick);
    await b.network.virtualNetworkGatewayConnections.beginCreateOrUpdateAndWait(
      group,
      'cn1',
      connection(),
      quick,
    );
    await b.compute.virtualMachines.createOrUpdate(group, 'sync1', machine(), quick);
  });
  after(() => b.close());

  it('makes a group at once, and finds it whatever the case', async () => {
    const { body } = await b.call(
      'GET',
      armUrl(b, groupPath.toUpperCase().replace('SUBSCRIPTIONS', 'subscriptions')),
    );
    assert.equal((body as Body).name, group);
    assert.equal(
      await b.resources.resourceGroups.checkExistence(group).then(({ body: there }) => there),
      true,
    );
    assert.equal((await b.resources.resourceGroups.checkExistence('absent')).body, false);
  });

  for (const [what, path] of Object.entries({
    'a network security group': networkId('networkSecurityGroups', 'nsg1'),
    'a public address': networkId('publicIPAddresses', 'pip-gw'),
    'a NAT gateway': networkId('natGateways', 'nat1'),
    'a virtual network': networkId('virtualNetworks', 'vnet1'),
    'a subnet': networkId('virtualNetworks', 'vnet1', 'subnets', 'servers'),
    'an interface': networkId('networkInterfaces', 'nic1'),
    'a gateway': networkId('virtualNetworkGateways', 'vng1'),
    'a local network gateway': networkId('localNetworkGateways', 'lng1'),
    'a connection': networkId('connections', 'cn1'),
    'a machine': machinePath,
  })) {
    it(`shows ${what} as the schema says, and lists it`, async () => {
      const body = await get(path);
      assert.equal(body.id, path);
      assert.equal(body.properties.provisioningState, 'Succeeded');
      if (path.includes('Microsoft.Network')) assert.match(body.etag ?? '', /^W\/"/);
      const { body: list } = await b.call('GET', armUrl(b, path.slice(0, path.lastIndexOf('/'))));
      assert.ok((list as { value: Body[] }).value.some((one) => one.id === path));
      assert.equal((await get(path.toLowerCase().replace('/subscriptions', '/Subscriptions'))).id, path);
    });
  }

  it('gives addresses: out of the subnet to the interface, a public one to the gateway', async () => {
    const nic = await b.network.networkInterfaces.get(group, 'nic1');
    assert.equal(nic.ipConfigurations?.[0]?.privateIPAddress, '10.24.65.4');
    assert.equal(nic.virtualMachine?.id, machinePath);
    const pip = await b.network.publicIPAddresses.get(group, 'pip-gw');
    assert.match(pip.ipAddress ?? '', /^20\.50\.0\.\d+$/);
    assert.equal(
      pip.ipConfiguration?.id,
      `${networkId('virtualNetworkGateways', 'vng1')}/ipConfigurations/default`,
    );
  });

  it('calls a connection connected only when the site does', async () => {
    const read = async () =>
      (await b.network.virtualNetworkGatewayConnections.get(group, 'cn1')).connectionStatus;
    assert.equal(await read(), 'NotConnected');
    site.tunnel = () => ({ status: 'Connected', reason: '' });
    assert.equal(await read(), 'Connected');
  });

  it('shows the shared key only where it is asked for, and writes the device script', async () => {
    const connections = b.network.virtualNetworkGatewayConnections;
    assert.equal((await connections.get(group, 'cn1')).sharedKey, undefined);
    assert.equal((await connections.getSharedKey(group, 'cn1')).value, sharedKey);
    const devices = await b.network.virtualNetworkGateways.supportedVpnDevices(group, 'vng1');
    assert.match(devices.body ?? '', /vendor name="Cisco"/);
    const script = await b.network.virtualNetworkGateways.vpnDeviceConfigurationScript(group, 'cn1', {
      vendor: 'Cisco',
      deviceFamily: 'ISR',
      firmwareVersion: 'IOS 15.x (Preview)',
    });
    for (const part of [sharedKey, '20.50.0.', '10.24.64.0/20', '198.51.100.7']) {
      assert.ok(script.body?.includes(part), part);
    }
  });

  it('refuses a shared key and a device that it cannot read', async () => {
    const path = networkId('connections', 'cn1');
    const bodies: [method: string, action: string, body: object, says: RegExp][] = [
      ['PUT', 'sharedkey', { value: 1 }, /Error converting value 1/],
      ['PUT', 'sharedkey', {}, /'value' not found/],
      ['PUT', 'sharedkey', { value: sharedKey, colour: 'blue' }, /'colour'/],
      ['POST', 'vpndeviceconfigurationscript', { vendor: 'Cisco', deviceFamily: 'ISR' }, /'firmwareVersion'/],
    ];
    for (const [method, action, body, says] of bodies) {
      const answer = await b.call(method, armUrl(b, `${path}/${action}`), body);
      assert.equal(answer.status, 400);
      assert.match(JSON.stringify(answer.body), says);
      assert.match(JSON.stringify(answer.body), /"InvalidRequestFormat"/);
    }
    assert.equal(
      (await b.network.virtualNetworkGatewayConnections.getSharedKey(group, 'cn1')).value,
      sharedKey,
    );
  });

  it('says to the site what is there', () => {
    const [facts] = machines(b.simulator.world);
    assert.equal(facts?.computerName, 'sync1');
    assert.deepEqual(facts?.dnsServers, ['10.10.0.4']);
    assert.deepEqual([facts?.privateAddress, facts?.hasOutbound, facts?.memoryGiB], ['10.24.65.4', true, 8]);
    assert.deepEqual(facts?.connections, tunnelEnds(b.simulator.world));
    assert.equal(facts?.connections[0]?.sharedKey, sharedKey);
  });

  it('shows the machine running, with its disk, without its password', async () => {
    const { instanceView, ...vm } = await b.compute.virtualMachines.get(group, 'sync1', {
      expand: 'instanceView',
    });
    assert.ok(instanceView?.statuses?.some(({ code }) => code === 'PowerState/running'));
    assert.equal(instanceView?.vmAgent?.statuses?.[0]?.displayStatus, 'Ready');
    assert.equal(vm.osProfile?.adminPassword, undefined);
    const view = await b.compute.virtualMachines.instanceView(group, 'sync1');
    assert.equal(view.computerName, 'sync1');
    const disk = await b.compute.disks.get(group, vm.storageProfile!.osDisk!.name!);
    assert.equal(disk.managedBy, machinePath);
    await get(machinePath, '$expand=instanceView');
  });

  it('runs a script by managed run command, and shows the last 4096 bytes of its output', async () => {
    site.runScript = (_machine, _script, parameters) => {
      site.calls.scripts.push(parameters);
      return { exitCode: 3, output: `${'x'.repeat(5000)}END`, error: 'went wrong', minutes: 1 };
    };
    const command = {
      location,
      source: { script: 'Get-Date' },
      protectedParameters: [{ name: 'Key', value: 'hidden-value' }],
    };
    await b.compute.virtualMachineRunCommands.createOrUpdate(group, 'sync1', 'run1', command, quick);
    const run = await b.compute.virtualMachineRunCommands.getByVirtualMachine(group, 'sync1', 'run1', {
      expand: 'instanceView',
    });
    assert.equal(run.provisioningState, 'Succeeded');
    assert.equal(run.instanceView?.executionState, 'Failed');
    assert.equal(run.instanceView?.exitCode, 3);
    assert.equal(run.instanceView?.output?.length, 4096);
    assert.ok(run.instanceView?.output?.endsWith('END'));
    assert.deepEqual(site.calls.scripts.at(-1), { Key: 'hidden-value' });
    const path = `${machinePath}/runCommands/run1`;
    assert.ok(!JSON.stringify(await get(path, '$expand=instanceView')).includes('hidden-value'));
  });

  it('joins the domain at the end of the extension', async () => {
    const poller = b.compute.virtualMachineExtensions.createOrUpdate(
      group,
      'sync1',
      'join',
      domainJoin(),
      quick,
    );
    await poller;
    assert.deepEqual(site.calls.joined, ['sync1']);
    const body = await get(`${machinePath}/extensions/join`);
    assert.equal(body.properties.type, 'JsonADDomainExtension');
    assert.equal(body.properties.protectedSettings, undefined);
  });

  it('says in the operation why the domain refused, and lets it be tried again', async () => {
    site.joinDomain = () => ({
      joined: false,
      code: 1326,
      message: 'The user name or password is incorrect.',
    });
    await assert.rejects(
      async () =>
        b.compute.virtualMachineExtensions.createOrUpdate(
          group,
          'sync1',
          'join',
          domainJoin({ forceUpdateTag: '2' }),
          quick,
        ),
      /1326/,
    );
    const path = `${machinePath}/extensions/join`;
    assert.equal((await get(path)).properties.provisioningState, 'Failed');
    site.joinDomain = () => ({ joined: true });
    await b.compute.virtualMachineExtensions.createOrUpdate(
      group,
      'sync1',
      'join',
      domainJoin({ forceUpdateTag: '3' }),
      quick,
    );
    assert.equal((await get(path)).properties.provisioningState, 'Succeeded');
  });

  it('changes tags', async () => {
    await b.network.virtualNetworks.updateTags(group, 'vnet1', { tags: { owner: 'anna' } });
    assert.deepEqual((await b.network.virtualNetworks.get(group, 'vnet1')).tags, { owner: 'anna' });
  });

  it('adds a subnet to a network without touching the others', async () => {
    await b.network.subnets.beginCreateOrUpdateAndWait(
      group,
      'vnet1',
      'more',
      { addressPrefix: '10.24.66.0/28' },
      quick,
    );
    const vnet = await b.network.virtualNetworks.get(group, 'vnet1');
    assert.deepEqual(
      vnet.subnets?.map(({ name }) => name),
      ['GatewaySubnet', 'servers', 'more'],
    );
    await b.network.subnets.beginDeleteAndWait(group, 'vnet1', 'more', quick);
  });

  it('answers at the subscription: locations, providers, sizes, usages, permissions', async () => {
    const sub = armUrl(b, groupPath.split('/resourceGroups')[0]!);
    assert.equal(((await b.call('GET', sub)).body as { state: string }).state, 'Enabled');
    const locations = (await b.call('GET', sub.replace('?', '/locations?'))).body as {
      value: { name: string }[];
    };
    assert.ok(locations.value.some(({ name }) => name === location));
    const provider = await b.resources.providers.get('Microsoft.Network');
    assert.equal(provider.registrationState, 'Registered');
    assert.ok(provider.resourceTypes?.some(({ resourceType }) => resourceType === 'virtualNetworkGateways'));
    const skus = [];
    for await (const sku of b.compute.resourceSkus.list({ filter: `location eq '${location}'` }))
      skus.push(sku);
    const d2 = skus.find(({ name }) => name === 'Standard_D2s_v5');
    assert.equal(d2?.capabilities?.find(({ name }) => name === 'MemoryGB')?.value, '8');
    const usages = [];
    for await (const usage of b.compute.usage.list(location)) usages.push(usage);
    assert.equal(usages.find(({ name }) => name?.value === 'cores')?.currentValue, 2);
    const network = [];
    for await (const usage of b.network.usages.list(location)) network.push(usage);
    assert.equal(network.find(({ name }) => name?.value === 'PublicIPAddresses')?.currentValue, 2);
    const permissions = armUrl(b, `${groupPath}/providers/Microsoft.Authorization/permissions`);
    const { value } = (await b.call('GET', permissions)).body as { value: { actions: string[] }[] };
    assert.deepEqual(value[0]?.actions, ['*']);
  });

  it('never lets a secret out by a GET of the group, or into the journal', async () => {
    const { body } = await b.call('GET', armUrl(b, `${groupPath}/resources`));
    const journal = readFileSync(join(b.directory, 'journal.jsonl'), 'utf8');
    for (const secret of [sharedKey, password, 'Join!Password1', 'hidden-value']) {
      assert.ok(!JSON.stringify(body).includes(secret) && !journal.includes(secret));
    }
    assert.ok((body as { value: Body[] }).value.length >= 10);
    assert.equal(
      readJournal(b.directory, { service: 'arm', method: 'PUT', url: '/virtualNetworkGateways/vng1' }).length,
      1,
    );
    assert.ok(apiVersions['microsoft.network']);
  });

  it('deletes in the order of use, and the group with all that is left', async () => {
    await assert.rejects(b.network.virtualNetworkGateways.beginDeleteAndWait(group, 'vng1', quick), {
      code: 'VirtualNetworkGatewayCannotBeDeleted',
    });
    await b.network.virtualNetworkGatewayConnections.beginDeleteAndWait(group, 'cn1', quick);
    await b.network.virtualNetworkGateways.beginDeleteAndWait(group, 'vng1', quick);
    await b.network.localNetworkGateways.beginDeleteAndWait(group, 'lng1', quick);
    await assert.rejects(b.network.networkInterfaces.beginDeleteAndWait(group, 'nic1', quick), {
      code: 'NicInUse',
    });
    await b.compute.virtualMachines.delete(group, 'sync1', quick);
    assert.deepEqual(site.calls.forgotten, [machinePath]);
    await assert.rejects(b.network.virtualNetworks.beginDeleteAndWait(group, 'vnet1', quick), {
      code: 'InUseSubnetCannotBeDeleted',
    });
    await b.network.networkInterfaces.beginDeleteAndWait(group, 'nic1', quick);
    assert.equal((await b.call('GET', armUrl(b, networkId('networkInterfaces', 'nic1')))).status, 404);
    await b.resources.resourceGroups.beginDeleteAndWait(group, quick);
    await assert.rejects(b.resources.resourceGroups.get(group), { code: 'ResourceGroupNotFound' });
    assert.deepEqual(machines(b.simulator.world), []);
  });
});
