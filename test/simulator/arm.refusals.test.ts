import assert from 'node:assert/strict';
import { setSwitches } from '../../simulator/arm/switches';
import type { Bench } from './core.support';
import { bench } from './core.support';
import {
  armUrl,
  group,
  groupPath,
  id,
  location,
  machine,
  makeNetwork,
  networkId,
  password,
  quick,
} from './arm.support';

type ErrorBody = { error: { code: string; message: string; target?: string } };

interface Refused {
  what: string;
  method?: string;
  path: string;
  body?: unknown;
  status: number;
  code: string;
}

const net = (properties: object, more: object = {}) => ({ location, properties, ...more });
const standard = { sku: { name: 'Standard' } };
const subnetOf = (name: string) => networkId('virtualNetworks', 'vnet1', 'subnets', name);
const vpn = (over: object = {}, subnet = 'GatewaySubnet') =>
  net({
    gatewayType: 'Vpn',
    sku: { name: 'VpnGw1AZ' },
    ipConfigurations: [
      {
        name: 'default',
        properties: {
          subnet: { id: subnetOf(subnet) },
          publicIPAddress: { id: networkId('publicIPAddresses', 'pip-gw') },
        },
      },
    ],
    ...over,
  });
const vm = (over: Record<string, unknown> = {}) => {
  const { location: at, ...properties } = machine();
  return { location: at, properties: { ...properties, ...over } };
};
const osProfile = (over: object) => vm({ osProfile: { ...machine().osProfile, ...over } });
const vmPath = id('Microsoft.Compute/virtualMachines', 'sync1');
const vnetPath = networkId('virtualNetworks', 'vnet1');
const gatewayPath = networkId('virtualNetworkGateways', 'vng1');

const table: Refused[] = [
  {
    what: 'an unknown group',
    method: 'GET',
    path: groupPath.replace(group, 'absent'),
    status: 404,
    code: 'ResourceGroupNotFound',
  },
  {
    what: 'a resource in an unknown group',
    path: vnetPath.replace(group, 'absent'),
    body: net({ addressSpace: { addressPrefixes: ['10.0.0.0/16'] } }),
    status: 404,
    code: 'ResourceGroupNotFound',
  },
  {
    what: 'an unknown resource',
    method: 'GET',
    path: networkId('virtualNetworks', 'absent'),
    status: 404,
    code: 'ResourceNotFound',
  },
  {
    what: 'an unknown region',
    path: networkId('virtualNetworks', 'new'),
    body: { ...net({ addressSpace: { addressPrefixes: ['10.0.0.0/16'] } }), location: 'atlantis' },
    status: 400,
    code: 'LocationNotAvailableForResourceType',
  },
  {
    what: 'another region than before',
    path: vnetPath,
    body: { ...net({ addressSpace: { addressPrefixes: ['10.24.64.0/20'] } }), location: 'northeurope' },
    status: 409,
    code: 'InvalidResourceLocation',
  },
  {
    what: 'a group in another region than before',
    path: groupPath,
    body: { location: 'northeurope' },
    status: 409,
    code: 'InvalidResourceGroupLocation',
  },
  {
    what: 'an unknown member',
    path: vnetPath,
    body: net({ addressSpace: { addressPrefixes: ['10.24.64.0/20'] }, colour: 'blue' }),
    status: 400,
    code: 'InvalidRequestFormat',
  },
  {
    what: 'a prefix with host bits',
    path: networkId('virtualNetworks', 'new'),
    body: net({ addressSpace: { addressPrefixes: ['10.24.65.0/20'] } }),
    status: 400,
    code: 'InvalidAddressPrefixFormat',
  },
  {
    what: 'a subnet outside the address space',
    path: subnetOf('new'),
    body: { properties: { addressPrefix: '10.99.0.0/24' } },
    status: 400,
    code: 'NetcfgSubnetRangeOutsideVnet',
  },
  {
    what: 'a subnet smaller than /29',
    path: subnetOf('new'),
    body: { properties: { addressPrefix: '10.24.66.0/30' } },
    status: 400,
    code: 'NetcfgInvalidSubnet',
  },
  {
    what: 'overlapping subnets',
    path: subnetOf('new'),
    body: { properties: { addressPrefix: '10.24.65.0/29' } },
    status: 400,
    code: 'NetcfgSubnetRangesOverlap',
  },
  {
    what: 'a network security group on GatewaySubnet',
    path: subnetOf('GatewaySubnet'),
    body: {
      properties: {
        addressPrefix: '10.24.64.0/27',
        networkSecurityGroup: { id: networkId('networkSecurityGroups', 'nsg1') },
      },
    },
    status: 400,
    code: 'NetworkSecurityGroupCannotBeAttachedToGatewaySubnet',
  },
  {
    what: 'a reference to nothing',
    path: subnetOf('servers'),
    body: {
      properties: { addressPrefix: '10.24.65.0/28', natGateway: { id: networkId('natGateways', 'absent') } },
    },
    status: 400,
    code: 'InvalidResourceReference',
  },
  {
    what: 'the deletion of a subnet in use',
    method: 'DELETE',
    path: subnetOf('servers'),
    status: 400,
    code: 'InUseSubnetCannotBeDeleted',
  },
  {
    what: 'a network without its subnet in use',
    path: vnetPath,
    body: net({ addressSpace: { addressPrefixes: ['10.24.64.0/20'] }, subnets: [] }),
    status: 400,
    code: 'InUseSubnetCannotBeDeleted',
  },
  {
    what: 'another prefix of a subnet in use',
    path: subnetOf('servers'),
    body: { properties: { addressPrefix: '10.24.70.0/28' } },
    status: 400,
    code: 'InUsePrefixCannotBeDeleted',
  },
  {
    what: 'another prefix of a subnet in use, by its network',
    path: vnetPath,
    body: net({
      addressSpace: { addressPrefixes: ['10.24.64.0/20'] },
      subnets: [
        { name: 'GatewaySubnet', properties: { addressPrefix: '10.24.64.0/27' } },
        { name: 'servers', properties: { addressPrefix: '10.24.70.0/28' } },
      ],
    }),
    status: 400,
    code: 'InUsePrefixCannotBeDeleted',
  },
  {
    what: 'an address space that no longer holds its subnets',
    path: vnetPath,
    body: net({ addressSpace: { addressPrefixes: ['10.25.0.0/20'] } }),
    status: 400,
    code: 'NetcfgSubnetRangeOutsideVnet',
  },
  {
    what: 'the deletion of an address in use',
    method: 'DELETE',
    path: networkId('publicIPAddresses', 'pip-nat'),
    status: 400,
    code: 'PublicIPAddressCannotBeDeleted',
  },
  {
    what: 'the deletion of a security group in use',
    method: 'DELETE',
    path: networkId('networkSecurityGroups', 'nsg1'),
    status: 400,
    code: 'InUseNetworkSecurityGroupCannotBeDeleted',
  },
  {
    what: 'the deletion of a NAT gateway in use',
    method: 'DELETE',
    path: networkId('natGateways', 'nat1'),
    status: 400,
    code: 'InUseNatGatewayCannotBeDeleted',
  },
  {
    what: 'a Basic public address',
    path: networkId('publicIPAddresses', 'new'),
    body: net({ publicIPAllocationMethod: 'Dynamic' }, { sku: { name: 'Basic' } }),
    status: 400,
    code: 'IPv4BasicSkuPublicIpCountLimitReached',
  },
  {
    what: 'a dynamic Standard address',
    path: networkId('publicIPAddresses', 'new'),
    body: net({ publicIPAllocationMethod: 'Dynamic' }, standard),
    status: 400,
    code: 'StandardSkuPublicIPAddressesMustBeStatic',
  },
  {
    what: 'a gateway without zones',
    path: gatewayPath,
    body: vpn({ sku: { name: 'VpnGw1' } }),
    status: 400,
    code: 'NonAzSkusNotAllowedForVPNGateway',
  },
  {
    what: 'a gateway of a size of another kind',
    path: gatewayPath,
    body: vpn({ sku: { name: 'ErGw1AZ' } }),
    status: 400,
    code: 'InvalidGatewaySkuSpecifiedForGateway',
  },
  {
    what: 'a gateway in another subnet',
    path: gatewayPath,
    body: vpn({}, 'servers'),
    status: 400,
    code: 'InvalidGatewaySubnet',
  },
  {
    what: 'a local network gateway with a private address',
    path: networkId('localNetworkGateways', 'lng1'),
    body: net({
      gatewayIpAddress: '10.1.2.3',
      localNetworkAddressSpace: { addressPrefixes: ['10.10.0.0/16'] },
    }),
    status: 400,
    code: 'LocalNetworkGatewayIpAddressInvalid',
  },
  {
    what: 'a connection of a gateway that is not there',
    path: networkId('connections', 'cn1'),
    body: net({ connectionType: 'IPsec', virtualNetworkGateway1: { id: gatewayPath } }),
    status: 400,
    code: 'InvalidResourceReference',
  },
  ...['Basic_A2', 'Standard_A2'].map((vmSize) => ({
    what: `the retired size ${vmSize}`,
    path: vmPath,
    body: vm({ hardwareProfile: { vmSize } }),
    status: 409,
    code: 'SkuNotAvailable',
  })),
  {
    what: 'an unknown size',
    path: vmPath,
    body: vm({ hardwareProfile: { vmSize: 'Standard_Z99' } }),
    status: 400,
    code: 'InvalidParameter',
  },
  {
    what: 'a reserved administrator name',
    path: vmPath,
    body: osProfile({ adminUsername: 'Administrator' }),
    status: 400,
    code: 'InvalidParameter',
  },
  {
    what: 'an administrator name with a final period',
    path: vmPath,
    body: osProfile({ adminUsername: 'anna.' }),
    status: 400,
    code: 'InvalidParameter',
  },
  {
    what: 'a short password',
    path: vmPath,
    body: osProfile({ adminPassword: 'Short1!' }),
    status: 400,
    code: 'InvalidParameter',
  },
  {
    what: 'a simple password',
    path: vmPath,
    body: osProfile({ adminPassword: 'onlylowercaseletters' }),
    status: 400,
    code: 'InvalidParameter',
  },
  {
    what: 'a computer name of 16 characters',
    path: vmPath,
    body: osProfile({ computerName: 'a234567890123456' }),
    status: 400,
    code: 'InvalidParameter',
  },
  {
    what: 'an unknown image',
    path: vmPath,
    body: vm({
      storageProfile: {
        imageReference: { publisher: 'Contoso', offer: 'x', sku: 'y', version: 'latest' },
        osDisk: { createOption: 'FromImage' },
      },
    }),
    status: 404,
    code: 'PlatformImageNotFound',
  },
  {
    what: 'an extension of no machine',
    path: `${vmPath}/extensions/join`,
    body: { location, properties: {} },
    status: 404,
    code: 'ParentResourceNotFound',
  },
  {
    what: 'an order of a circuit',
    path: networkId('expressRouteCircuits', 'er1'),
    body: net({}),
    status: 403,
    code: 'RequestDisallowedByPolicy',
  },
];

describe('simulated ARM: refusals', function () {
  this.timeout(60_000);
  let b: Bench;
  before(async () => {
    b = await bench();
    await makeNetwork(b);
  });
  after(() => b.close());

  const refused = async ({ method = 'PUT', path, body, status, code }: Omit<Refused, 'what'>) => {
    const answer = await b.call(method, armUrl(b, path), body);
    const { error } = answer.body as ErrorBody;
    assert.deepEqual([answer.status, error.code], [status, code], error.message);
    assert.ok(error.message.length > 10);
    assert.ok(!JSON.stringify(answer.body).includes(password));
  };

  for (const { what, ...rest } of table) {
    it(`refuses ${what} with ${rest.status} ${rest.code}`, () => refused(rest));
  }

  it('wants a provider registered, which takes its time', async () => {
    setSwitches(b.simulator.world, { providers: { 'Microsoft.Compute': false } });
    await refused({ path: vmPath, body: vm(), status: 409, code: 'MissingSubscriptionRegistration' });
    assert.equal(
      (await b.resources.providers.register('Microsoft.Compute')).registrationState,
      'Registering',
    );
    const state = async () => (await b.resources.providers.get('Microsoft.Compute')).registrationState;
    while ((await state()) !== 'Registered') await new Promise((resolve) => setTimeout(resolve, 10));
    await b.compute.virtualMachines.createOrUpdate(group, 'sync1', machine(), quick);
  });
});
