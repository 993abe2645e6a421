import { strict as assert } from 'node:assert';
import { neededKinds, resourceName } from '../../../roadmap/resources';
import { setSwitches } from '../../../simulator/arm/switches';
import { bench, fakeSite, type Bench } from '../../simulator/core.support';
import { withoutRetryAfter } from '../../support/simulated';
import { make, makeAll, problemIn, puts, secrets, workerOn, worksheetIn } from './rig';

const w = worksheetIn();
const network = [
  'resourceGroup',
  'networkSecurityGroup',
  'natAddress',
  'natGateway',
  'virtualNetwork',
] as const;
const server = ['networkInterface', 'virtualMachine'] as const;
const gateway = ['gatewayAddress', 'gateway', 'localNetworkGateway', 'connection'] as const;

describe('begin and await against the simulated subscription', () => {
  let arm: Bench;
  let site: ReturnType<typeof fakeSite>;
  beforeEach(async () => {
    site = fakeSite();
    arm = await bench({ site, speed: 6000 });
    withoutRetryAfter(arm.simulator);
  });
  afterEach(() => arm.close());

  it('makes every kind with one PUT each, and changes nothing the second time', async () => {
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    const evidence: Record<string, Record<string, unknown>> = {};
    for (const kind of neededKinds(w)) {
      const made = await make(worker, w, kind);
      assert.equal(made.action, 'created', kind);
      assert.doesNotMatch(JSON.stringify(made), new RegExp(Object.values(secrets).join('|')));
      evidence[kind] = made.evidence;
    }
    assert.match(String(evidence.gatewayAddress?.address), /^\d+\./);
    assert.equal(evidence.networkInterface?.privateAddress, '10.24.65.4');
    assert.equal(evidence.connection?.connectionStatus, 'NotConnected');
    assert.deepEqual(site.calls.joined, ['CONTOSO-SYNC01']);

    const before = puts(arm, '');
    for (const kind of neededKinds(w)) {
      const again = await make(worker, w, kind);
      assert.deepEqual([kind, again.action, again.begun.operation], [kind, 'unchanged', undefined]);
      assert.deepEqual(again.evidence, evidence[kind]);
    }
    assert.equal(puts(arm, ''), before);
    assert.equal(before, neededKinds(w).length);
  });

  it('goes on in another worker with one PUT of the gateway, and adopts it without the handle too', async () => {
    const first = workerOn(arm);
    await first.ensureProviders({ worksheet: w });
    await makeAll(first, w, [...network, 'gatewayAddress']);
    // The gateway is still being built when the other worker looks, however long this takes.
    const { clock } = arm.simulator.world;
    clock.set({ stopped: true });
    const { operation } = await first.beginResource({ worksheet: w, kind: 'gateway' });
    assert.ok(operation);
    const { state } = JSON.parse(operation.poller) as { state: object };
    assert.deepEqual(Object.keys(state), ['status', 'config']);
    assert.doesNotMatch(operation.poller, /ipConfigurations|VpnGw1AZ|tags/);

    const lost = await workerOn(arm).beginResource({ worksheet: w, kind: 'gateway' });
    assert.equal(lost.operation?.poller, '');
    clock.set({ stopped: false });
    const { evidence } = await workerOn(arm).awaitOperation({ worksheet: w, operation });
    assert.equal(evidence.sku, 'VpnGw1AZ');
    await workerOn(arm).awaitOperation({ worksheet: w, operation: lost.operation });
    assert.equal(puts(arm, '/virtualNetworkGateways/'), 1);
  });

  it('keeps passwords and keys out of the handle', async () => {
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    await makeAll(worker, w, [...network, 'networkInterface']);
    const begun = await worker.beginResource({ worksheet: w, kind: 'virtualMachine' });
    assert.ok(begun.operation);
    assert.doesNotMatch(JSON.stringify(begun), /Very-Secret|osProfile|syncadmin/);
  });

  it('sets drift on its own resource right, and leaves what others added', async () => {
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    await makeAll(worker, w, ['resourceGroup', 'networkSecurityGroup']);
    const name = resourceName('networkSecurityGroup', w);
    const group = w.azure.resourceGroup;
    const found = await arm.network.networkSecurityGroups.get(group, name);
    found.securityRules![0]!.sourceAddressPrefixes = ['0.0.0.0/0'];
    found.securityRules!.push({
      name: 'allow-winrm',
      priority: 310,
      direction: 'Inbound',
      access: 'Allow',
      protocol: 'Tcp',
      sourceAddressPrefix: '10.10.0.9/32',
      sourcePortRange: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: '5986',
    });
    await arm.network.networkSecurityGroups.beginCreateOrUpdateAndWait(group, name, found);

    assert.equal((await make(worker, w, 'networkSecurityGroup')).action, 'changed');
    const { securityRules } = await arm.network.networkSecurityGroups.get(group, name);
    assert.deepEqual(
      securityRules?.map((rule) => [rule.name, rule.sourceAddressPrefixes ?? rule.sourceAddressPrefix]),
      [
        ['allow-rdp', ['10.10.0.0/16', '10.11.0.0/16']],
        ['allow-winrm', '10.10.0.9/32'],
      ],
    );
    assert.equal((await make(worker, w, 'networkSecurityGroup')).action, 'unchanged');
  });

  it('stops at what is not its own, and takes it over when the worksheet says so', async () => {
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    await make(worker, w, 'resourceGroup');
    await arm.network.localNetworkGateways.beginCreateOrUpdateAndWait(w.azure.resourceGroup, 'lgw-contoso', {
      location: 'westeurope',
      tags: { owner: 'somebody' },
      gatewayIpAddress: '131.107.9.9',
      localNetworkAddressSpace: { addressPrefixes: ['10.99.0.0/16'] },
    });
    const found = await problemIn(worker.beginResource({ worksheet: w, kind: 'localNetworkGateway' }));
    assert.equal(found.code, 'ForeignResource');
    assert.match(found.message, /not of this deployment.*10\.99\.0\.0\/16 → 10\.10\.0\.0\/16/);
    assert.match(found.remedy, /adding "lgw-contoso" to azure\.adopt/);

    const adopting = worksheetIn((input) => (input.azure.adopt = ['lgw-contoso']));
    const { action, evidence } = await make(worker, adopting, 'localNetworkGateway');
    assert.equal(action, 'adopted');
    assert.deepEqual(evidence.prefixes, ['10.10.0.0/16', '10.11.0.0/16']);
    assert.equal((await make(worker, w, 'localNetworkGateway')).action, 'unchanged');
  });

  it('refuses a change that Azure can not make in place', async () => {
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    await makeAll(worker, w, [...network, ...server]);
    const other = worksheetIn(
      (input) =>
        (input.server.image = 'MicrosoftWindowsServer:WindowsServer:2019-datacenter-gensecond:latest'),
    );
    const found = await problemIn(worker.beginResource({ worksheet: other, kind: 'virtualMachine' }));
    assert.equal(found.code, 'ConflictingChange');
    assert.match(
      found.message,
      /imageReference\.sku: 2022-datacenter-azure-edition → 2019-datacenter-gensecond/,
    );
  });

  it('notices a shared key that was changed in the secret store', async () => {
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    await makeAll(worker, w, [...network, ...gateway]);
    const rotated = { ...secrets, 'env:DIRSYNC_VPN_SHARED_KEY': 'N3wK3yN3wK3yN3wK3yN3wK3yN3wK3yN3' };
    assert.equal((await make(workerOn(arm, rotated), w, 'connection')).action, 'changed');
    assert.equal((await make(workerOn(arm, rotated), w, 'connection')).action, 'unchanged');
  });

  it('says why the domain join failed, and makes the extension again on retry', async () => {
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    await makeAll(worker, w, [...network, ...server]);
    site.joinDomain = () => ({
      joined: false,
      code: 1326,
      message: 'The user name or password is incorrect.',
    });
    const found = await problemIn(make(worker, w, 'domainJoin'));
    assert.equal(found.code, 'DomainCredentialsRefused');
    assert.match(found.message, /user name or password of the join account is wrong/);
    assert.doesNotMatch(JSON.stringify(found), /Join!Password1/);
    site.joinDomain = () => ({ joined: true });
    assert.equal((await make(worker, w, 'domainJoin')).action, 'created');
    assert.equal((await make(worker, w, 'domainJoin')).action, 'unchanged');
  });

  it('waits for the tunnel, and says what to check when it does not come', async () => {
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    await makeAll(worker, w, [...network, ...gateway]);
    const impatient = worksheetIn((input) => Object.assign(input.connection, { connectWithin: '1 second' }));
    const found = await problemIn(worker.awaitTunnel({ worksheet: impatient }));
    assert.equal(found.code, 'TunnelNotConnected');
    assert.match(found.message, /within 1 second: Azure shows status/);
    assert.match(found.remedy, /UDP 500 and 4500 and IP protocol 50.*10\.24\.64\.0\/20/);
    site.tunnel = () => ({ status: 'Connected', reason: '' });
    assert.equal((await worker.awaitTunnel({ worksheet: w })).evidence.connectionStatus, 'Connected');
  });

  it('reports a full quota as something for a person', async () => {
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    await make(worker, w, 'resourceGroup');
    setSwitches(arm.simulator.world, { quotas: { PublicIPAddresses: 0 } });
    const found = await problemIn(make(worker, w, 'natAddress'));
    assert.equal(found.code, 'QuotaExceeded');
  });

  it('uses an existing network as it is, and adds the subnets only', async () => {
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    const inExisting = worksheetIn((input) => {
      input.virtualNetwork.existing = true;
      input.virtualNetwork.name = 'vnet-hub';
    });
    await makeAll(worker, inExisting, ['resourceGroup', 'networkSecurityGroup', 'natAddress', 'natGateway']);
    const absent = await problemIn(worker.beginResource({ worksheet: inExisting, kind: 'virtualNetwork' }));
    assert.equal(absent.code, 'WorksheetInvalid');
    await arm.network.virtualNetworks.beginCreateOrUpdateAndWait(w.azure.resourceGroup, 'vnet-hub', {
      location: 'westeurope',
      addressSpace: { addressPrefixes: ['10.24.64.0/20'] },
      subnets: [{ name: 'others', addressPrefix: '10.24.70.0/24' }],
    });
    const before = puts(arm, '/virtualNetworks/');
    assert.equal((await make(worker, inExisting, 'virtualNetwork')).action, 'unchanged');
    assert.equal(puts(arm, '/virtualNetworks/'), before);
    for (const kind of ['gatewaySubnet', 'serverSubnet'] as const) {
      assert.equal((await make(worker, inExisting, kind)).action, 'created');
      assert.equal((await make(worker, inExisting, kind)).action, 'unchanged');
    }
  });

  it('connects by ExpressRoute', async () => {
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    const circuitId = `/subscriptions/${w.azure.subscriptionId}/resourceGroups/rg-circuits/providers/Microsoft.Network/expressRouteCircuits/erc`;
    setSwitches(arm.simulator.world, { circuit: { id: circuitId, location: 'westeurope' } });
    const byCircuit = worksheetIn((input) => (input.connection = { kind: 'expressRoute', circuitId }));
    await makeAll(worker, byCircuit, [...network, 'gatewayAddress', 'gateway']);
    const { action, evidence } = await make(worker, byCircuit, 'connection');
    assert.deepEqual([action, evidence.connectionType], ['created', 'ExpressRoute']);
    for (const kind of ['gateway', 'connection'] as const) {
      assert.equal((await make(worker, byCircuit, kind)).action, 'unchanged');
    }
  });
});
