import assert from 'node:assert/strict';
import { findType } from '../../simulator/arm/types';
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
  quick,
} from './arm.support';

interface Json {
  [member: string]: unknown;
}

/** A body that is right, and what spoils it: each by a path and, where it is not taken away, a value. */
interface Case {
  type: string;
  path: string;
  body: Json;
  unknown: string;
  wrongType: [path: string, value: unknown];
  missing: string;
  /** Absent where the type has no enumeration. */
  noSuchValue?: string;
}

const net = (name: string, ...rest: string[]) => networkId(name, ...(rest as [string]));
const subnet = { id: net('virtualNetworks', 'vnet1', 'subnets', 'servers') };
const vm = () => {
  const { location: at, ...properties } = machine();
  return { location: at, properties: properties as Json };
};
const machinePath = id('Microsoft.Compute/virtualMachines', 'sync1');

const cases: Case[] = [
  {
    type: 'networkSecurityGroups',
    path: net('networkSecurityGroups', 'new'),
    body: {
      location,
      properties: {
        securityRules: [
          {
            name: 'rdp',
            properties: { protocol: 'Tcp', access: 'Allow', direction: 'Inbound', priority: 1000 },
          },
        ],
      },
    },
    unknown: 'properties.securityRules.0.properties.colour',
    wrongType: ['properties.securityRules.0.properties.priority', 'high'],
    missing: 'properties.securityRules.0.properties.access',
    noSuchValue: 'properties.securityRules.0.properties.protocol',
  },
  {
    type: 'networkSecurityGroups/securityRules',
    path: net('networkSecurityGroups', 'nsg1', 'securityRules', 'new'),
    body: { properties: { protocol: 'Tcp', access: 'Allow', direction: 'Inbound', priority: 1001 } },
    unknown: 'properties.colour',
    wrongType: ['properties.sourceAddressPrefixes', '10.0.0.0/8'],
    missing: 'properties.direction',
    noSuchValue: 'properties.access',
  },
  {
    type: 'publicIPAddresses',
    path: net('publicIPAddresses', 'new'),
    body: {
      location,
      sku: { name: 'Standard' },
      properties: { publicIPAllocationMethod: 'Static', natGateway: { id: net('natGateways', 'nat1') } },
    },
    unknown: 'properties.ddosSettings.colour',
    wrongType: ['properties.idleTimeoutInMinutes', '4'],
    missing: 'properties.natGateway.id',
    noSuchValue: 'properties.publicIPAllocationMethod',
  },
  {
    type: 'natGateways',
    path: net('natGateways', 'new'),
    body: {
      location,
      sku: { name: 'Standard' },
      properties: { publicIpAddresses: [{ id: net('publicIPAddresses', 'pip-gw') }] },
    },
    unknown: 'properties.publicIpAddresses.0.colour',
    wrongType: ['properties.publicIpAddresses', {}],
    missing: 'properties.publicIpAddresses.0.id',
    noSuchValue: 'sku.name',
  },
  {
    type: 'virtualNetworks',
    path: net('virtualNetworks', 'new'),
    body: {
      location,
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'a', properties: { addressPrefix: '10.0.0.0/24', delegations: [{ name: 'd' }] } }],
      },
    },
    unknown: 'properties.subnets.0.properties.delegations.0.properties.colour',
    wrongType: ['properties.addressSpace.addressPrefixes.0', { prefix: '10.0.0.0/16' }],
    missing: 'properties.subnets.0.name',
    noSuchValue: 'properties.subnets.0.properties.privateEndpointNetworkPolicies',
  },
  {
    type: 'virtualNetworks/subnets',
    path: net('virtualNetworks', 'vnet1', 'subnets', 'new'),
    body: {
      properties: { addressPrefix: '10.24.66.0/28', natGateway: { id: net('natGateways', 'nat1') } },
    },
    unknown: 'properties.serviceEndpoints.0.colour',
    wrongType: ['properties.defaultOutboundAccess', 'no'],
    missing: 'properties.natGateway.id',
    noSuchValue: 'properties.privateLinkServiceNetworkPolicies',
  },
  {
    type: 'networkInterfaces',
    path: net('networkInterfaces', 'new'),
    body: { location, properties: { ipConfigurations: [{ name: 'ip', properties: { subnet } }] } },
    unknown: 'properties.ipConfigurations.0.properties.subnet.properties.colour',
    wrongType: ['properties.dnsSettings', ['10.10.0.4']],
    missing: 'properties.ipConfigurations.0.properties.subnet.id',
    noSuchValue: 'properties.ipConfigurations.0.properties.privateIPAllocationMethod',
  },
  {
    type: 'virtualNetworkGateways',
    path: net('virtualNetworkGateways', 'new'),
    body: {
      location,
      properties: {
        gatewayType: 'Vpn',
        sku: { name: 'VpnGw1AZ' },
        ipConfigurations: [{ name: 'ip', properties: { subnet } }],
      },
    },
    unknown: 'properties.bgpSettings.bgpPeeringAddresses.0.colour',
    wrongType: ['properties.activeActive', 'yes'],
    missing: 'properties.sku.name',
    noSuchValue: 'properties.gatewayType',
  },
  {
    type: 'localNetworkGateways',
    path: net('localNetworkGateways', 'new'),
    body: {
      location,
      properties: {
        gatewayIpAddress: '198.51.100.7',
        bgpSettings: { asn: 65001, bgpPeeringAddress: '10.0.0.1' },
      },
    },
    unknown: 'properties.localNetworkAddressSpace.colour',
    wrongType: ['properties.bgpSettings.asn', 'AS65001'],
    missing: 'properties.bgpSettings.asn',
  },
  {
    type: 'connections',
    path: net('connections', 'new'),
    body: {
      location,
      properties: {
        connectionType: 'IPsec',
        virtualNetworkGateway1: { id: net('virtualNetworkGateways', 'vng1') },
        trafficSelectorPolicies: [{ localAddressRanges: [], remoteAddressRanges: [] }],
      },
    },
    unknown: 'properties.virtualNetworkGateway1.properties.colour',
    wrongType: ['properties.trafficSelectorPolicies.0.localAddressRanges', '10.0.0.0/8'],
    missing: 'properties.trafficSelectorPolicies.0.remoteAddressRanges',
    noSuchValue: 'properties.connectionMode',
  },
  {
    type: 'virtualMachines',
    path: id('Microsoft.Compute/virtualMachines', 'new'),
    body: vm(),
    unknown: 'properties.osProfile.windowsConfiguration.patchSettings.colour',
    wrongType: ['properties.storageProfile.osDisk.diskSizeGB', 'big'],
    missing: 'properties.osProfile.computerName',
    noSuchValue: 'properties.storageProfile.osDisk.managedDisk.storageAccountType',
  },
  {
    type: 'virtualMachines/extensions',
    path: `${machinePath}/extensions/new`,
    body: {
      location,
      properties: {
        publisher: 'Microsoft.Compute',
        type: 'JsonADDomainExtension',
        typeHandlerVersion: '1.3',
        settings: { Name: 'corp.contoso.com', User: 'CORP\\joiner' },
      },
    },
    unknown: 'properties.colour',
    wrongType: ['properties.autoUpgradeMinorVersion', 'yes'],
    missing: 'properties.publisher',
  },
  {
    type: 'virtualMachines/runCommands',
    path: `${machinePath}/runCommands/new`,
    body: {
      location,
      properties: { source: { script: 'Get-Date' }, parameters: [{ name: 'a', value: 'b' }] },
    },
    unknown: 'properties.source.colour',
    wrongType: ['properties.parameters.0.value', { secret: 'b' }],
    missing: 'properties.parameters.0.name',
  },
];

/** The body with one member set, or taken away when there is no value; what is not there on the way is made. */
function changed(body: Json, path: string, value?: unknown): Json {
  const copy = structuredClone(body);
  const names = path.split('.');
  const last = names.pop()!;
  const holder = names.reduce<Json>((at, name, index) => {
    at[name] ??= names[index + 1] === '0' ? [] : {};
    return at[name] as Json;
  }, copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

/** As Azure writes it. */
const written = (path: string) => path.replace(/\.(\d+)/g, '[$1]');
const namesIn = (path: string) => path.split('.').filter((one) => one !== 'properties' && !/^\d+$/.test(one));

type ErrorBody = {
  error: { code: string; message: string; target?: string; details?: { code: string; message: string }[] };
};

const conversion =
  /Error converting value|Unexpected character encountered|Cannot deserialize the current JSON/;

describe('simulated ARM: bodies that do not fit', function () {
  this.timeout(60_000);
  let b: Bench;
  before(async () => {
    b = await bench();
    await makeNetwork(b);
    await b.compute.virtualMachines.createOrUpdate(group, 'sync1', machine(), quick);
  });
  after(() => b.close());

  async function refused(path: string, body: unknown, method = 'PUT'): Promise<ErrorBody['error']> {
    const answer = await b.call(method, armUrl(b, path), body);
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    return (answer.body as ErrorBody).error;
  }

  for (const { type, path, body, unknown, wrongType, missing, noSuchValue } of cases) {
    const spoiled: { what: string; at: string; value?: unknown; says: RegExp; code?: string }[] = [
      { what: 'an unknown member', at: unknown, value: 'blue', says: /Could not find member 'colour'/ },
      { what: 'a value of another type', at: wrongType[0], value: wrongType[1], says: conversion },
      {
        what: 'a missing member',
        at: missing,
        says: /not found in JSON|Value for reference id is missing|is missing \(null\)/,
        code: 'InvalidParameter',
      },
      ...(noSuchValue
        ? [
            {
              what: 'an unknown word',
              at: noSuchValue,
              value: 'Tartan',
              says: /Error converting value "Tartan"/,
            },
          ]
        : []),
    ];
    const own = findType(`${path.includes('Compute') ? 'Microsoft.Compute' : 'Microsoft.Network'}/${type}`);
    if (own) {
      it(`reads ${type} when nothing is spoiled`, () => {
        assert.equal(own.schema.safeParse(body.properties).error, undefined);
      });
    }
    for (const { what, at, value, says, code = 'BadRequest' } of spoiled) {
      it(`refuses ${what} in ${type}: ${at}`, async () => {
        const error = await refused(path, changed(body, at, value));
        const [detail] = error.details ?? [];
        const byArm = at.startsWith('properties.') ? undefined : 'InvalidRequestContent';
        const compute = path.includes('Microsoft.Compute');
        assert.equal(error.code, byArm ?? (compute ? code : 'InvalidRequestFormat'));
        assert.match(detail?.message ?? error.message, says);
        const shown = detail?.message ?? `${error.message} ${error.target}`;
        for (const name of namesIn(what === 'a missing member' ? at.replace(/\.id$/, '') : written(at))) {
          assert.ok(shown.includes(name), `${shown} names ${name}`);
        }
      });
    }
  }

  const network = net('virtualNetworks', 'vnet1');
  const right = { location, properties: { addressSpace: { addressPrefixes: ['10.24.64.0/20'] } } };
  const byArmItself: { what: string; method?: string; path: string; body: unknown; says: RegExp }[] = [
    {
      what: 'a tag that is no text',
      path: network,
      body: { ...right, tags: { cost: 4711 } },
      says: /'tags.cost'/,
    },
    { what: 'a list as tags', path: network, body: { ...right, tags: ['a'] }, says: /'tags'/ },
    {
      what: 'a location that is no text',
      path: network,
      body: { ...right, location: 1 },
      says: /'location'/,
    },
    {
      what: 'a top member that the type has not',
      path: network,
      body: { ...right, zones: ['1'] },
      says: /'zones'/,
    },
    { what: 'a list in the place of a resource', path: network, body: [right], says: /JSON array/ },
    {
      what: 'zones that are no texts',
      path: net('publicIPAddresses', 'new'),
      body: { location, sku: { name: 'Standard' }, zones: [1], properties: {} },
      says: /'zones\[0\]'/,
    },
    {
      what: 'an unknown member of an identity',
      path: machinePath,
      body: { ...vm(), identity: { type: 'None', colour: 'blue' } },
      says: /'identity.colour'/,
    },
    {
      what: 'a group with an unknown member',
      path: groupPath,
      body: { location, colour: 'blue' },
      says: /'colour'/,
    },
    {
      what: 'a group with a tag that is no text',
      path: groupPath,
      body: { location, tags: { a: true } },
      says: /'tags.a'/,
    },
    {
      what: 'a changed group with an unknown member',
      method: 'PATCH',
      path: groupPath,
      body: { colour: 1 },
      says: /'colour'/,
    },
    {
      what: 'a deployment with an unknown member',
      path: `${groupPath}/providers/Microsoft.Resources/deployments/d`,
      body: { properties: { mode: 'Incremental', template: { colour: 'blue' } } },
      says: /template/,
    },
  ];
  for (const { what, method, path, body, says } of byArmItself) {
    it(`refuses ${what}`, async () => {
      const { code, message } = await refused(path, body, method);
      assert.equal(code, 'InvalidRequestContent');
      assert.match(message, /^The request content was invalid and could not be deserialized: '/);
      assert.match(message, says);
    });
  }

  it('refuses an unknown member beside tags', async () => {
    const { code, details } = await refused(network, { tags: {}, properties: {} }, 'PATCH');
    assert.equal(code, 'InvalidRequestFormat');
    assert.match(details![0]!.message, /'properties'/);
    assert.equal((await refused(machinePath, { tags: { a: 1 } }, 'PATCH')).code, 'BadRequest');
  });

  it('names everything that Network cannot read, and only the first thing that Compute cannot', async () => {
    const two = changed(changed(right, 'properties.colour', 'blue'), 'properties.shade', 'dark');
    assert.equal((await refused(network, two)).details?.length, 2);
    const machineWithTwo = changed(changed(vm(), 'properties.colour', 'blue'), 'properties.shade', 'dark');
    const { details, target } = await refused(machinePath, machineWithTwo);
    assert.deepEqual([details, target], [undefined, 'properties.colour']);
  });
});
