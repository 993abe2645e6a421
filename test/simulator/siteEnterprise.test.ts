import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Resolver } from 'node:dns/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { ComputeManagementClient } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import { ClientSecretCredential } from '@azure/identity';
import { Agent, fetch } from 'undici';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator';
import { defaultInstaller } from '../../simulator/site/state';
import { key, options as base, password } from './siteWorld';

const application = {
  clientId: '99999999-8888-7777-6666-555555555555',
  clientSecret: 'simulated',
  displayName: 'x',
};
const subscriptionId = '2f9b6c1e-8d47-4c0b-b5a3-90e1d7f6a824';
const group = 'rg-dirsync';
const location = 'westeurope';
const proxy = 'http://proxy.corp.contoso.com:8080';

/** The whole way, over the real protocols: nothing here reaches into the simulator. */
describe('simulated enterprise: from an empty subscription to synchronised users', function () {
  this.timeout(90_000);
  let options: SimulatorOptions;
  let simulator: Simulator;
  let agent: Agent;
  let credential: ClientSecretCredential;
  let network: NetworkManagementClient;
  let compute: ComputeManagementClient;
  let resources: ResourceManagementClient;

  before(async () => {
    const directory = mkdtempSync(join(tmpdir(), 'simulated-enterprise-'));
    const vpnDevice = { publicAddress: '131.107.2.20' };
    const site = { ...base.site, vpnDevice };
    options = { ...base, speed: 6000, directory, subscriptionId, site, applications: [application] };
    simulator = await startSimulator(options);
    const ca = readFileSync(simulator.endpoints.caFile, 'utf8');
    agent = new Agent({ connect: { ca } });
    credential = new ClientSecretCredential(base.tenant.id, application.clientId, application.clientSecret, {
      authorityHost: simulator.endpoints.authority,
      disableInstanceDiscovery: true,
      tlsOptions: { ca },
    });
    const settings = { endpoint: simulator.endpoints.arm, tlsOptions: { ca } };
    network = new NetworkManagementClient(credential, subscriptionId, settings);
    compute = new ComputeManagementClient(credential, subscriptionId, settings);
    resources = new ResourceManagementClient(credential, subscriptionId, settings);
    for (const namespace of ['Microsoft.Network', 'Microsoft.Compute'])
      await resources.providers.register(namespace);
    await resources.resourceGroups.createOrUpdate(group, { location });
  });
  after(async () => {
    await agent.close();
    await simulator.stop();
    rmSync(options.directory, { recursive: true });
  });

  async function staff(method: string, path: string, body?: object): Promise<Record<string, never>> {
    const headers = { 'content-type': 'application/json' };
    const url = `${simulator.endpoints.site}${path}`;
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body), dispatcher: agent });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Record<string, never>;
  }

  async function address(name: string) {
    const made = await network.publicIPAddresses.beginCreateOrUpdateAndWait(group, name, {
      location,
      sku: { name: 'Standard' },
      publicIPAllocationMethod: 'Static',
    });
    return { id: made.id, ipAddress: made.ipAddress ?? '' };
  }

  async function within(seconds: number, what: string, holds: () => Promise<boolean>) {
    const end = Date.now() + seconds * 1000;
    while (!(await holds())) {
      assert.ok(Date.now() < end, `${what}: not within ${seconds} seconds`);
      await passed(50);
    }
  }

  async function script(name: string, values: Record<string, string> = {}) {
    const parameters = Object.entries(values).map(([parameter, value]) => ({ name: parameter, value }));
    const source = { script: `# dirsync guest script: ${name}\n` };
    const runName = `${name}-${Date.now()}`;
    const body = { location, source, parameters };
    const commands = compute.virtualMachineRunCommands;
    await commands.createOrUpdate(group, 'DIRSYNC1', runName, body).pollUntilDone();
    const { instanceView } = await commands.getByVirtualMachine(group, 'DIRSYNC1', runName, {
      expand: 'instanceView',
    });
    assert.equal(instanceView?.exitCode, 0, instanceView?.error);
    return JSON.parse(instanceView?.output?.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
  }

  async function graph(path: string) {
    const { token } = await credential.getToken('https://graph.microsoft.com/.default');
    const headers = { authorization: `Bearer ${token}`, consistencylevel: 'eventual' };
    const answer = await fetch(`${simulator.endpoints.graph}/v1.0${path}`, { headers, dispatcher: agent });
    assert.ok(answer.ok, path);
    return (await answer.json()) as { value: Record<string, unknown>[]; '@odata.count'?: number };
  }

  const connection = async () =>
    (await network.virtualNetworkGatewayConnections.get(group, 'con')).connectionStatus;

  it('builds network and gateway, and connects only when the site has done its part', async () => {
    const [nat, gatewayAddress] = [await address('pip-nat'), await address('pip-gw')];
    const natGateway = await network.natGateways.beginCreateOrUpdateAndWait(group, 'nat', {
      location,
      sku: { name: 'Standard' },
      publicIpAddresses: [{ id: nat.id }],
    });
    const net = await network.virtualNetworks.beginCreateOrUpdateAndWait(group, 'vnet', {
      location,
      addressSpace: { addressPrefixes: ['10.24.64.0/20'] },
      subnets: [
        { name: 'GatewaySubnet', addressPrefix: '10.24.64.0/27' },
        { name: 'snet', addressPrefix: '10.24.65.0/28', natGateway: { id: natGateway.id } },
      ],
    });
    const gateway = await network.virtualNetworkGateways.beginCreateOrUpdateAndWait(group, 'gw', {
      location,
      gatewayType: 'Vpn',
      vpnType: 'RouteBased',
      sku: { name: 'VpnGw1AZ', tier: 'VpnGw1AZ' },
      ipConfigurations: [
        {
          name: 'default',
          subnet: { id: `${net.id}/subnets/GatewaySubnet` },
          publicIPAddress: { id: gatewayAddress.id },
        },
      ],
    });
    const local = await network.localNetworkGateways.beginCreateOrUpdateAndWait(group, 'lng', {
      location,
      gatewayIpAddress: '131.107.2.20',
      localNetworkAddressSpace: { addressPrefixes: ['10.10.0.0/16'] },
    });
    await network.virtualNetworkGatewayConnections.beginCreateOrUpdateAndWait(group, 'con', {
      location,
      connectionType: 'IPsec',
      sharedKey: key,
      virtualNetworkGateway1: gateway,
      localNetworkGateway2: local,
    });

    await passed(50);
    assert.equal(await connection(), 'NotConnected');
    await staff('PUT', '/site/firewall', { open: true });
    await staff('PUT', '/site/routes', { prefix: '10.24.64.0/20' });
    await staff('PUT', '/site/vpn-device', { peer: gatewayAddress.ipAddress, sharedKey: 'mistyped' });
    await passed(50);
    assert.equal(await connection(), 'Connecting');
    const { tunnels } = (await staff('GET', '/site')) as unknown as { tunnels: { reason: string }[] };
    assert.match(tunnels[0]?.reason ?? '', /different shared keys/);
    await staff('PUT', '/site/vpn-device', { peer: gatewayAddress.ipAddress, sharedKey: key });
    await within(5, 'Connected', async () => (await connection()) === 'Connected');
  });

  it('joins a server with the right password only, and registers its name', async () => {
    const subnet = await network.subnets.get(group, 'vnet', 'snet');
    const nic = await network.networkInterfaces.beginCreateOrUpdateAndWait(group, 'nic', {
      location,
      dnsSettings: { dnsServers: ['10.10.0.4', '10.10.0.5'] },
      ipConfigurations: [{ name: 'ipconfig1', subnet: { id: subnet.id } }],
    });
    await compute.virtualMachines
      .createOrUpdate(group, 'DIRSYNC1', {
        location,
        hardwareProfile: { vmSize: 'Standard_D2s_v5' },
        storageProfile: {
          imageReference: {
            publisher: 'MicrosoftWindowsServer',
            offer: 'WindowsServer',
            sku: '2022-datacenter-azure-edition',
            version: 'latest',
          },
          osDisk: { createOption: 'FromImage', managedDisk: { storageAccountType: 'StandardSSD_LRS' } },
        },
        osProfile: {
          computerName: 'DIRSYNC1',
          adminUsername: 'syncadmin',
          adminPassword: 'Simulated-Password-1',
        },
        networkProfile: { networkInterfaces: [{ id: nic.id }] },
      })
      .pollUntilDone();

    const join = (secret: string) =>
      compute.virtualMachineExtensions
        .createOrUpdate(group, 'DIRSYNC1', 'join', {
          location,
          publisher: 'Microsoft.Compute',
          typePropertiesType: 'JsonADDomainExtension',
          typeHandlerVersion: '1.3',
          settings: {
            Name: 'corp.contoso.com',
            User: 'CORP\\svc-join',
            OUPath: '',
            Restart: 'true',
            Options: '3',
          },
          protectedSettings: { Password: secret },
        })
        .pollUntilDone();
    await assert.rejects(join('wrong'), /1326/);
    await join(password);
    const resolver = new Resolver();
    resolver.setServers([simulator.endpoints.dns['10.10.0.4'] ?? '']);
    await within(5, 'A record', () =>
      resolver.resolve4('dirsync1.corp.contoso.com').then(
        ([found]) => found === nic.ipConfigurations?.[0]?.privateIPAddress,
        () => false,
      ),
    );
    const membership = await script('verify-membership', { Domain: 'corp.contoso.com' });
    assert.deepEqual([membership.partOfDomain, membership.secureChannel], [true, true]);
  });

  it('installs Entra Connect through the proxy, and synchronises after the wizard', async () => {
    await script('set-proxy', { Address: proxy, Bypass: '*.corp.contoso.com' });
    await script('verify-prerequisites', { ProxyAddress: proxy });
    const installed = await script('install-entra-connect', {
      Source: defaultInstaller.url,
      Sha256: defaultInstaller.sha256,
      MinimumVersion: '2.6.92.0',
      ProxyAddress: proxy,
    });
    assert.equal(installed.version, '2.6.92.0');
    const users = '/users?$filter=onPremisesSyncEnabled eq true&$count=true&$top=1';
    assert.equal((await graph(users))['@odata.count'], 0);
    await staff('POST', '/site/entra-connect-wizard', { server: 'DIRSYNC1' });
    await within(5, 'users', async () => (await graph(users))['@odata.count'] === base.site.people);
    assert.equal((await script('verify-synchronisation')).configured, true);
    assert.equal((await graph('/organization')).value[0]?.onPremisesSyncEnabled, true);
  });

  it('keeps everything over a restart, on the same ports', async () => {
    const before = simulator.endpoints;
    await simulator.stop();
    simulator = await startSimulator(options);
    assert.deepEqual(simulator.endpoints, before);
    assert.equal(await connection(), 'Connected');
    const { machines } = (await staff('GET', '/site')) as unknown as {
      machines: { trusted: boolean; entraConnect: { synchronisation: object } }[];
    };
    assert.ok(machines[0]?.trusted && machines[0].entraConnect.synchronisation);
    assert.equal((await graph('/users?$count=true&$top=1'))['@odata.count'], base.site.people + 2);
  });
});
