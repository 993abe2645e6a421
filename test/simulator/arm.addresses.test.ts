import assert from 'node:assert/strict';
import { versionsOf } from '../../simulator/arm/apiVersions';
import {
  apiVersions,
  armUrl,
  gateway,
  group,
  groupPath,
  id,
  location,
  makeNetwork,
  networkId,
  quick,
} from './arm.support';
import type { Bench } from './core.support';
import { bench, subscriptionId } from './core.support';

type ErrorBody = { error: { code: string; message: string } };
const subscription = `/subscriptions/${subscriptionId}`;
const vnet = networkId('virtualNetworks', 'vnet1');
const machines = `${subscription}/providers/Microsoft.Compute/virtualMachines`;
const elsewhere = vnet.replace(subscriptionId, '99999999-2222-3333-4444-555555555555');

describe('simulated ARM: api-versions that clients send', () => {
  const sent: Record<string, string[]> = {
    'Microsoft.Network/virtualNetworks': [
      '2022-01-01',
      '2024-03-01',
      '2025-01-01',
      '2025-05-01',
      '2025-07-01',
      '2026-03-01',
    ],
    'Microsoft.Compute/virtualMachines': [
      '2022-11-01',
      '2024-07-01',
      '2024-11-01',
      '2026-03-01',
      '2026-04-01',
    ],
    'Microsoft.Compute/virtualMachines/runCommands': ['2023-03-01', '2024-07-01', '2026-03-01'],
    'Microsoft.Compute/disks': ['2023-04-02', '2024-03-02', '2025-01-02', '2026-03-02', '2026-03-03'],
    'Microsoft.Compute/skus': ['2019-04-01', '2021-07-01'],
    'Microsoft.Resources/resourceGroups': [
      '2019-10-01',
      '2022-09-01',
      '2024-11-01',
      '2025-04-01',
      '2025-11-01',
    ],
    'Microsoft.Resources/subscriptions': ['2016-06-01', '2019-11-01', '2022-12-01'],
  };
  for (const [type, versions] of Object.entries(sent)) {
    it(`${type}: ${versions.join(', ')}`, () => {
      const [namespace = '', ...kinds] = type.split('/');
      const known = versionsOf(namespace, kinds.join('/')) ?? [];
      assert.deepEqual(
        versions.filter((one) => !known.includes(one)),
        [],
      );
      assert.deepEqual(known, known.toSorted().toReversed(), 'newest first');
    });
  }
});

describe('simulated ARM: addresses and api-versions', function () {
  this.timeout(60_000);
  let b: Bench;
  before(async () => {
    b = await bench();
    await makeNetwork(b);
  });
  after(() => b.close());

  const versioned = (path: string, version?: string) =>
    `${b.simulator.endpoints.arm}${path}${version === undefined ? '' : `?api-version=${version}`}`;

  const table: {
    what: string;
    method?: string;
    path: string;
    version?: string;
    body?: unknown;
    is: [number, string];
    says?: RegExp;
  }[] = [
    { what: 'no api-version', path: subscription, is: [400, 'MissingApiVersionParameter'] },
    {
      what: 'an api-version that is none',
      path: vnet,
      version: 'latest',
      is: [400, 'InvalidApiVersionParameter'],
      says: /^The api-version 'latest' is invalid\. The supported versions are '.*2025-04-01,/,
    },
    {
      what: "an unknown api-version of ARM's own",
      path: groupPath,
      version: '2013-01-01',
      is: [400, 'InvalidApiVersionParameter'],
      says: /'2013-01-01'.*2022-09-01/,
    },
    {
      what: 'an unknown api-version of a provider, in a region',
      path: vnet,
      version: '2011-01-01',
      is: [400, 'NoRegisteredProviderFound'],
      says: /for location 'westeurope' and API version '2011-01-01' for type 'virtualNetworks'\. The supported api-versions are '.*2025-05-01.*The supported locations are '.*westeurope/,
    },
    {
      what: 'an unknown api-version of a write',
      method: 'PUT',
      path: vnet,
      version: '2011-01-01',
      body: { location: 'North Europe' },
      is: [400, 'NoRegisteredProviderFound'],
      says: /for location 'northeurope'/,
    },
    {
      what: 'an unknown api-version in no region',
      path: machines,
      version: '2025-05-01',
      is: [404, 'InvalidResourceType'],
      says: /'virtualMachines'.*for api version '2025-05-01'\. The supported api-versions are '2026-04-01,/,
    },
    {
      what: 'an unknown type',
      path: networkId('teapots', 'one'),
      version: '2025-05-01',
      is: [404, 'InvalidResourceType'],
    },
    {
      what: 'no subscription',
      path: '/resourceGroups/x',
      version: '2022-09-01',
      is: [404, 'MissingSubscription'],
    },
    {
      what: 'a subscription that is no GUID',
      path: '/subscriptions/mine',
      version: '2022-09-01',
      is: [400, 'InvalidSubscriptionId'],
    },
    {
      what: 'another subscription',
      path: elsewhere,
      version: '2025-05-01',
      is: [404, 'SubscriptionNotFound'],
    },
    {
      what: 'a name that Network does not take',
      method: 'PUT',
      path: networkId('virtualNetworks', '-bad-'),
      version: '2025-05-01',
      body: { location, properties: { addressSpace: { addressPrefixes: ['10.1.0.0/16'] } } },
      is: [400, 'InvalidResourceName'],
    },
    {
      what: 'a name that Compute does not take',
      method: 'PUT',
      path: id('Microsoft.Compute/virtualMachines', '_bad'),
      version: '2024-07-01',
      body: { location, properties: {} },
      is: [400, 'InvalidParameter'],
      says: /validation rule/,
    },
    {
      what: 'a reference that is no id',
      method: 'PUT',
      path: networkId('virtualNetworks', 'vnet1', 'subnets', 'new'),
      version: '2025-05-01',
      body: { properties: { addressPrefix: '10.24.66.0/28', natGateway: { id: 'nat1' } } },
      is: [400, 'LinkedInvalidPropertyId'],
      says: /^Property id 'nat1' at path 'properties\.natGateway\.id' is invalid/,
    },
    {
      what: 'a reference into another subscription',
      method: 'PUT',
      path: networkId('networkInterfaces', 'nic2'),
      version: '2025-05-01',
      body: {
        location,
        properties: {
          ipConfigurations: [{ name: 'one', properties: { subnet: { id: `${elsewhere}/subnets/servers` } } }],
        },
      },
      is: [403, 'LinkedAuthorizationFailed'],
      says: /'Microsoft\.Network\/virtualNetworks\/subnets\/join\/action' on scope .* linked subscription '99999999-/,
    },
  ];
  for (const { what, method = 'GET', path, version, body, is, says = /./ } of table) {
    it(`refuses ${what} with ${is.join(' ')}`, async () => {
      const answer = await b.call(method, versioned(path, version), body);
      const { error } = answer.body as ErrorBody;
      assert.deepEqual([answer.status, error.code], is, error.message);
      assert.match(error.message, says);
    });
  }

  it('lists the api-versions of each type with its provider', async () => {
    for (const namespace of ['Microsoft.Network', 'Microsoft.Compute']) {
      const { resourceTypes = [] } = await b.resources.providers.get(namespace);
      assert.ok(resourceTypes.length > 0);
      for (const { resourceType = '', apiVersions: listed } of resourceTypes) {
        assert.deepEqual(listed, versionsOf(namespace, resourceType));
      }
    }
  });

  const spellings: { what: string; change: (path: string) => string }[] = [
    { what: 'in lower case', change: (path) => path.toLowerCase() },
    { what: 'in upper case', change: (path) => path.toUpperCase() },
    { what: 'with a slash at its end', change: (path) => `${path}/` },
  ];
  for (const { what, change } of spellings) {
    it(`finds a resource whose id is written ${what}, and answers with its own spelling`, async () => {
      const subnet = networkId('virtualNetworks', 'vnet1', 'subnets', 'servers');
      const { status, body } = await b.call(
        'GET',
        versioned(change(subnet), apiVersions['microsoft.network']),
      );
      assert.equal(status, 200);
      assert.deepEqual([(body as { id: string }).id, (body as { name: string }).name], [subnet, 'servers']);
    });
  }

  it('updates a resource under another spelling instead of making a second one', async () => {
    const nsg = networkId('networkSecurityGroups', 'NSG1').replace(group, group.toUpperCase());
    const { status, body } = await b.call('PUT', armUrl(b, nsg), { location: 'West Europe', properties: {} });
    assert.equal(status, 200);
    assert.equal((body as { id: string }).id, networkId('networkSecurityGroups', 'nsg1'));
    const all = await b.call('GET', armUrl(b, networkId('networkSecurityGroups', 'x').replace('/x', '')));
    assert.equal((all.body as { value: object[] }).value.length, 1);
  });

  it('takes references in any spelling', async () => {
    const spelled = gateway();
    const [configuration] = spelled.ipConfigurations;
    configuration!.subnet.id = configuration!.subnet.id.toUpperCase();
    await b.network.virtualNetworkGateways.beginCreateOrUpdateAndWait(group, 'vng1', spelled, quick);
    const address = await b.network.publicIPAddresses.get(group, 'pip-gw');
    assert.match(address.ipConfiguration?.id ?? '', /vng1/);
  });

  it('lets a circuit of another subscription through with its authorisation key', async () => {
    const circuit = elsewhere.replace('virtualNetworks/vnet1', 'expressRouteCircuits/er1');
    const properties = {
      connectionType: 'ExpressRoute',
      virtualNetworkGateway1: { id: networkId('virtualNetworkGateways', 'absent') },
      peer: { id: circuit },
      authorizationKey: 'key',
    };
    const answer = await b.call('PUT', armUrl(b, networkId('connections', 'er')), { location, properties });
    assert.equal((answer.body as ErrorBody).error.code, 'InvalidResourceReference');
  });
});
