import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AzureCli } from './azureCli';
import { azureCli, loginWith } from './azureCli';
import type { Enterprise } from './enterprise';
import { openEnterprise } from './enterprise';
import { install } from './install';

const group = 'rg-cli';
const sharedKey = 'abcdefghijklmnopqrstuvwxyz012345';
const image = 'MicrosoftWindowsServer:WindowsServer:2022-datacenter-azure-edition:latest';

interface Shown {
  id: string;
  name: string;
  provisioningState: string;
  tags?: Record<string, string>;
  [member: string]: unknown;
}

/** Every resource type of the roadmap: how az makes it, and its other verbs come by the same words. */
const resources: { words: string; name: string; make: string[]; parent?: string[]; tagless?: true }[] = [
  { words: 'network nsg', name: 'nsg1', make: [] },
  {
    words: 'network nsg rule',
    name: 'allow-rdp',
    parent: ['--nsg-name', 'nsg1'],
    tagless: true,
    make: '--priority 300 --access Allow --protocol Tcp --source-address-prefixes 10.10.0.0/16 --destination-port-ranges 3389'.split(
      ' ',
    ),
  },
  { words: 'network public-ip', name: 'pip1', make: ['--sku', 'Standard'] },
  { words: 'network nat gateway', name: 'nat1', make: ['--public-ip-addresses', 'pip1'] },
  { words: 'network vnet', name: 'vnet1', make: ['--address-prefixes', '10.24.64.0/20'] },
  {
    words: 'network vnet subnet',
    name: 'servers',
    parent: ['--vnet-name', 'vnet1'],
    tagless: true,
    make: '--address-prefixes 10.24.65.0/28 --network-security-group nsg1 --nat-gateway nat1'.split(' '),
  },
  {
    words: 'network vnet subnet',
    name: 'GatewaySubnet',
    parent: ['--vnet-name', 'vnet1'],
    tagless: true,
    make: ['--address-prefixes', '10.24.64.0/27'],
  },
  {
    words: 'network nic',
    name: 'nic1',
    make: '--vnet-name vnet1 --subnet servers --dns-servers 10.10.0.4'.split(' '),
  },
  { words: 'network public-ip', name: 'pip2', make: '--sku Standard --zone 1 2 3'.split(' ') },
  {
    words: 'network vnet-gateway',
    name: 'vgw1',
    make: '--vnet vnet1 --public-ip-addresses pip2 --gateway-type Vpn --sku VpnGw1AZ'.split(' '),
  },
  {
    words: 'network local-gateway',
    name: 'lgw1',
    make: '--gateway-ip-address 131.107.2.20 --local-address-prefixes 10.10.0.0/16'.split(' '),
  },
  {
    words: 'network vpn-connection',
    name: 'con1',
    make: `--vnet-gateway1 vgw1 --local-gateway2 lgw1 --shared-key ${sharedKey}`.split(' '),
  },
  {
    words: 'vm',
    name: 'sync1',
    make: [
      ...`--nics nic1 --image ${image} --size Standard_D2s_v5 --storage-sku StandardSSD_LRS`.split(' '),
      ...'--os-disk-delete-option Delete --admin-username syncadmin --security-type TrustedLaunch'.split(' '),
      ...'--enable-secure-boot true --enable-vtpm true --admin-password Simulated-Pass42'.split(' '),
    ],
  },
];

/** The next write is refused once, as beyond the subscription's rate. */
const throttled = {
  what: { service: 'arm', operation: 'write' },
  how: { kind: 'error', status: 429, code: 'SubscriptionRequestsThrottled', retryAfter: 10 },
  times: 1,
};

/** One deployment by az, from sign-in to the empty group; each test goes on where the one before it stopped. */
describe('Azure CLI', function () {
  this.timeout(300_000);
  let enterprise: Enterprise;
  let cli: AzureCli;
  const inGroup = (words: string, verb: string, name: string, ...rest: string[]) =>
    cli.az(...words.split(' '), verb, '--resource-group', group, '--name', name, ...rest);

  before(async function () {
    this.timeout(600_000);
    await install('cli');
    enterprise = await openEnterprise();
  });
  after(() => enterprise.close());

  it('registers the cloud from the metadata document', async () => {
    cli = await azureCli(enterprise);
    const cloud = (await cli.az('cloud', 'show')) as { name: string; endpoints: Record<string, string> };
    assert.equal(cloud.name, 'Simulated');
    assert.equal(cloud.endpoints.resourceManager, enterprise.endpoints.arm);
    assert.equal(cloud.endpoints.activeDirectory, enterprise.endpoints.authority);
  });

  it('is refused with a wrong secret, and signs in with the right one', async () => {
    const { code, stderr } = await cli.fails(...loginWith(enterprise, 'wrong'));
    assert.equal(code, 1);
    assert.match(stderr, /AADSTS7000215/);
    await cli.az(...loginWith(enterprise, enterprise.secrets.clientSecret));
    const account = (await cli.az('account', 'show')) as Record<string, unknown>;
    assert.equal(account.id, enterprise.subscriptionId);
    assert.equal(account.tenantId, enterprise.tenantId);
    assert.equal(account.environmentName, 'Simulated');
  });

  it('makes a resource group, and finds it', async () => {
    const made = (await cli.az('group', 'create', '--name', group, '--location', 'westeurope')) as Shown;
    assert.equal((made.properties as Shown).provisioningState, 'Succeeded');
    assert.equal(await cli.az('group', 'exists', '--name', group), true);
    assert.equal(await cli.az('group', 'exists', '--name', 'rg-other'), false);
    const tagged = (await cli.az('group', 'update', '--name', group, '--tags', 'owner=cli')) as Shown;
    assert.deepEqual(tagged.tags, { owner: 'cli' });
  });

  for (const { words, name, make, parent = [], tagless } of resources) {
    it(`makes, shows, lists and updates ${words} ${name}`, async () => {
      await inGroup(words, 'create', name, ...parent, ...make);
      const [shown, listed] = (await Promise.all([
        inGroup(words, 'show', name, ...parent),
        cli.az(...words.split(' '), 'list', '--resource-group', group, ...parent),
      ])) as [Shown, Shown[]];
      assert.equal(shown.name, name);
      assert.equal(shown.provisioningState, 'Succeeded');
      assert.ok(listed.some((one) => one.id.toLowerCase() === shown.id.toLowerCase()));
      if (tagless) return;
      const updated = (await inGroup(words, 'update', name, ...parent, '--set', 'tags.owner=cli')) as Shown;
      assert.deepEqual(updated.tags, { owner: 'cli' });
    });
  }

  it('sees the tunnel come up when the device is configured', async () => {
    const { ipAddress } = (await inGroup('network public-ip', 'show', 'pip2')) as { ipAddress: string };
    await enterprise.site('PUT', '/site/routes', { prefix: '10.24.64.0/20' });
    await enterprise.site('PUT', '/site/firewall', { open: true });
    await enterprise.site('PUT', '/site/vpn-device', { peer: ipAddress, sharedKey });
    for (let tries = 0; ; tries++) {
      const { connectionStatus } = (await inGroup('network vpn-connection', 'show', 'con1')) as Shown;
      if (connectionStatus === 'Connected') break;
      assert.ok(tries < 5, `the connection is ${String(connectionStatus)}`);
    }
    const key = (await cli.az(
      ...'network vpn-connection shared-key show --resource-group'.split(' '),
      group,
      '--connection-name',
      'con1',
    )) as { value: string };
    assert.equal(key.value, sharedKey);
  });

  it('sees the machine run, with its sizes, images and usage', async () => {
    const view = (await inGroup('vm', 'get-instance-view', 'sync1')) as {
      instanceView: { statuses: { code: string }[] };
    };
    assert.ok(view.instanceView.statuses.some(({ code }) => code === 'PowerState/running'));
    const skus = (await cli.az(
      ...'vm list-skus --location westeurope --size Standard_D2s_v5 --resource-type virtualMachines'.split(
        ' ',
      ),
    )) as Shown[];
    assert.equal(skus[0]?.name, 'Standard_D2s_v5');
    const found = (await cli.az('vm', 'image', 'show', '--urn', image, '--location', 'westeurope')) as Shown;
    assert.equal(found.hyperVGeneration, 'V2');
    const usage = (await cli.az(...'vm list-usage --location westeurope'.split(' '))) as {
      name: { value: string };
      currentValue: string | number;
    }[];
    assert.equal(Number(usage.find(({ name }) => name.value === 'standardDSv5Family')?.currentValue), 2);
  });

  it('joins the domain by extension, with its password from a file', async () => {
    const settings = join(enterprise.directory, 'join.json');
    writeFileSync(settings, JSON.stringify({ Password: enterprise.secrets.joinPassword }), { mode: 0o600 });
    await cli.az(
      ...'vm extension set --publisher Microsoft.Compute --name JsonADDomainExtension --version 1.3'.split(
        ' ',
      ),
      ...['--resource-group', group, '--vm-name', 'sync1', '--extension-instance-name', 'join'],
      '--settings',
      JSON.stringify({
        Name: 'corp.contoso.com',
        User: 'CORP\\svc-dirsync-join',
        Restart: 'true',
        Options: '3',
      }),
      '--protected-settings',
      `@${settings}`,
    );
    const list = 'vm extension list --resource-group'.split(' ');
    const [extension] = (await cli.az(...list, group, '--vm-name', 'sync1')) as Shown[];
    assert.equal(extension?.provisioningState, 'Succeeded');
    assert.equal(JSON.stringify(extension).includes(enterprise.secrets.joinPassword), false);
  });

  it('runs a managed run command, and reads its instance view', async () => {
    const command = ['--resource-group', group, '--vm-name', 'sync1', '--name', 'check'];
    const domain = 'Domain=corp.contoso.com';
    const script = '# dirsync guest script: verify-membership\nGet-CimInstance Win32_ComputerSystem';
    await cli.az('vm', 'run-command', 'create', ...command, '--script', script, '--parameters', domain);
    const shown = (await cli.az('vm', 'run-command', 'show', ...command, '--instance-view')) as {
      instanceView: { executionState: string; exitCode: number; output: string };
    };
    assert.equal(shown.instanceView.executionState, 'Succeeded');
    assert.match(shown.instanceView.output, /corp\.contoso\.com/i);
    await cli.az('vm', 'run-command', 'delete', ...command, '--yes');
    const left = await cli.az('vm', 'run-command', 'list', '--resource-group', group, '--vm-name', 'sync1');
    assert.deepEqual(left, []);
  });

  const refusals: { what: string; args: string; code: number; says: RegExp }[] = [
    {
      what: 'a missing group',
      args: 'network vnet create --resource-group rg-none --name v --location westeurope',
      code: 3,
      says: /\(ResourceGroupNotFound\) Resource group 'rg-none' could not be found/,
    },
    {
      what: 'a missing resource',
      args: `network nic show --resource-group ${group} --name none`,
      code: 3,
      says: /\(ResourceNotFound\)/,
    },
    {
      what: 'a retired gateway size',
      args: `network vnet-gateway update --resource-group ${group} --name vgw1 --sku VpnGw1`,
      code: 1,
      says: /\(NonAzSkusNotAllowedForVPNGateway\)/,
    },
    {
      what: 'a retired machine size',
      args: `vm resize --resource-group ${group} --name sync1 --size Standard_A2`,
      code: 1,
      says: /\(SkuNotAvailable\)/,
    },
    {
      what: 'a network security group on GatewaySubnet',
      args: `network vnet subnet update --resource-group ${group} --vnet-name vnet1 --name GatewaySubnet --network-security-group nsg1`,
      code: 1,
      says: /\(NetworkSecurityGroupCannotBeAttachedToGatewaySubnet\)/,
    },
    {
      what: 'a network that is in use',
      args: `network vnet delete --resource-group ${group} --name vnet1`,
      code: 1,
      says: /\(InUseSubnetCannotBeDeleted\)/,
    },
  ];
  for (const { what, args, code, says } of refusals) {
    it(`is told of ${what}`, async () => {
      const ended = await cli.fails(...args.split(' '));
      assert.match(ended.stderr, says);
      assert.equal(ended.code, code);
    });
  }

  it('waits as long as a throttled write says, and goes on', async () => {
    await enterprise.site('PUT', '/faults/throttled', throttled);
    await inGroup('network nsg', 'update', 'nsg1', '--set', 'tags.throttled=once');
    const journal = (await enterprise.site('GET', '/journal?service=arm&status=429')) as unknown[];
    assert.equal(journal.length, 1);
  });

  it('deletes one after another, and the group with what is left', async () => {
    await inGroup('vm', 'delete', 'sync1', '--yes');
    for (const { words, name, parent = [] } of [...resources].reverse()) {
      if (words === 'vm' || name === 'pip1') continue;
      await inGroup(words, 'delete', name, ...parent);
    }
    const left = (await cli.az('resource', 'list', '--resource-group', group)) as Shown[];
    assert.deepEqual(
      left.map((one) => one.name),
      ['pip1'],
    );
    await cli.az('group', 'delete', '--name', group, '--yes');
    assert.equal(await cli.az('group', 'exists', '--name', group), false);
  });
});
