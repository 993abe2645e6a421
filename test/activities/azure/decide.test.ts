import { strict as assert } from 'node:assert';
import { decide } from '../../../activities/azure/decide';
import { compare, inWords, merge, sendable } from '../../../activities/azure/differences';
import { registry, type ArmResource } from '../../../activities/azure/registry';
import { resourceId, type ResourceKind } from '../../../roadmap/resources';
import type { Worksheet } from '../../../worksheet/schema';
import { contoso } from '../../support/worksheet';

const w = contoso();
const adopting = contoso((input) => (input.azure.adopt = ['NSG-contoso', 'vgw-contoso']));
const existing = contoso((input) => (input.virtualNetwork.existing = true));
const facts = { zones: ['1', '2', '3'] };

const asWanted = (kind: ResourceKind, change: object = {}): ArmResource => ({
  ...registry[kind].spec.body(w, facts),
  provisioningState: 'Succeeded',
  ...change,
});

type Case = [
  what: string,
  kind: ResourceKind,
  worksheet: Worksheet,
  actual: ArmResource | undefined,
  action: string,
];

const cases: Case[] = [
  ['absent', 'gateway', w, undefined, 'create'],
  ['as wanted', 'gateway', w, asWanted('gateway'), 'unchanged'],
  [
    'as wanted, in words of another case',
    'gateway',
    w,
    asWanted('gateway', { location: 'West Europe' }),
    'unchanged',
  ],
  ['being made', 'gateway', w, asWanted('gateway', { provisioningState: 'Updating' }), 'wait'],
  ['being deleted', 'gateway', w, asWanted('gateway', { provisioningState: 'Deleting' }), 'deleting'],
  ['failed', 'gateway', w, asWanted('gateway', { provisioningState: 'Failed' }), 'repair'],
  [
    'another size',
    'gateway',
    w,
    asWanted('gateway', { sku: { name: 'VpnGw2AZ', tier: 'VpnGw2AZ' } }),
    'change',
  ],
  ['another type', 'gateway', w, asWanted('gateway', { gatewayType: 'ExpressRoute' }), 'blocked fixed'],
  ['no tag', 'gateway', w, asWanted('gateway', { tags: {} }), 'blocked foreign'],
  ['no tag, to be adopted', 'gateway', adopting, asWanted('gateway', { tags: {} }), 'adopt'],
  [
    'no tag, to be adopted, of another type',
    'gateway',
    adopting,
    asWanted('gateway', { tags: {}, gatewayType: 'ExpressRoute' }),
    'blocked fixed',
  ],
  [
    "another deployment's",
    'networkSecurityGroup',
    w,
    asWanted('networkSecurityGroup', { tags: { 'dirsync-deployment': 'fabrikam' } }),
    'blocked foreign',
  ],
  [
    'adopted by a name in another case',
    'networkSecurityGroup',
    adopting,
    asWanted('networkSecurityGroup', { tags: {} }),
    'adopt',
  ],
  [
    'a group that was there before',
    'resourceGroup',
    w,
    { location: 'northeurope', tags: { owner: 'x' } },
    'unchanged',
  ],
  [
    "another deployment's group",
    'resourceGroup',
    w,
    { location: 'westeurope', tags: { 'dirsync-deployment': 'fabrikam' } },
    'blocked foreign',
  ],
  ['an existing network that is not there', 'virtualNetwork', existing, undefined, 'blocked existing'],
  [
    'an existing network that fits',
    'virtualNetwork',
    existing,
    {
      location: 'westeurope',
      addressSpace: { addressPrefixes: ['10.24.64.0/19', 'fd00::/48'] },
    } as ArmResource,
    'unchanged',
  ],
  [
    'an existing network without room',
    'virtualNetwork',
    existing,
    { location: 'westeurope', addressSpace: { addressPrefixes: ['10.24.64.0/24'] } } as ArmResource,
    'blocked existing',
  ],
  [
    'an existing network with a subnet of others in the way',
    'virtualNetwork',
    existing,
    {
      location: 'westeurope',
      addressSpace: { addressPrefixes: ['10.24.64.0/20'] },
      subnets: [{ name: 'snet-apps', addressPrefixes: ['10.24.65.0/24'] }],
    } as ArmResource,
    'blocked existing',
  ],
  [
    'an existing network that has our subnets',
    'virtualNetwork',
    existing,
    {
      location: 'westeurope',
      addressSpace: { addressPrefixes: ['10.24.64.0/20'] },
      subnets: [
        { name: 'GatewaySubnet', addressPrefix: '10.24.64.0/27' },
        { name: 'snet-dirsync', addressPrefix: '10.24.65.0/28' },
        { name: 'snet-apps', addressPrefix: '10.24.70.0/24' },
      ],
    } as ArmResource,
    'unchanged',
  ],
  [
    'an existing network elsewhere',
    'virtualNetwork',
    existing,
    { location: 'northeurope', addressSpace: { addressPrefixes: ['10.24.64.0/20'] } } as ArmResource,
    'blocked existing',
  ],
  [
    'a gateway subnet that fits',
    'gatewaySubnet',
    existing,
    { addressPrefixes: ['10.24.64.0/27'] } as ArmResource,
    'unchanged',
  ],
  [
    'a gateway subnet that does not',
    'gatewaySubnet',
    existing,
    { addressPrefix: '10.24.66.0/27' } as ArmResource,
    'blocked foreign',
  ],
  [
    'a server subnet of ours that lost its NAT gateway',
    'serverSubnet',
    existing,
    {
      addressPrefix: '10.24.65.0/28',
      networkSecurityGroup: { id: resourceId('networkSecurityGroup', existing) },
      defaultOutboundAccess: false,
    } as ArmResource,
    'change',
  ],
];

describe('what is done about a resource', () => {
  for (const [what, kind, worksheet, actual, expected] of cases) {
    it(`${kind}: ${what} → ${expected}`, () => {
      const decision = decide({ kind, spec: registry[kind].spec, worksheet, facts, actual });
      const why = decision.action === 'blocked' ? ` ${decision.why}` : '';
      assert.equal(decision.action + why, expected, decision.details.join('; '));
    });
  }

  it("follows the server's tag for its extension", () => {
    const situation = { kind: 'domainJoin', spec: registry.domainJoin.spec, worksheet: w, facts } as const;
    const actual = asWanted('domainJoin', { tags: undefined });
    const parent = asWanted('virtualMachine');
    assert.equal(decide({ ...situation, actual, parent }).action, 'change');
    assert.equal(decide({ ...situation, actual, parent: { tags: {} } }).action, 'blocked');
  });
});

describe('differences', () => {
  const cases: [string, unknown, unknown, string[]][] = [
    ['what only the service sets', { a: 1 }, { a: 1, b: 2 }, []],
    ['ids of another case', { id: '/Subscriptions/X' }, { id: '/subscriptions/x' }, []],
    ['a tag value of another case', { tags: { o: 'A' } }, { tags: { o: 'a' } }, ['tags.o: a → A']],
    ['an absent false', { enableBgp: false }, {}, []],
    ['an absent true', { on: true }, {}, ['on: absent → true']],
    ['a list in another order', { p: ['b', 'a'] }, { p: ['a', 'b'] }, []],
    ['a longer list', { p: ['a'] }, { p: ['a', 'b'] }, ['p: a, b → a']],
    [
      'named items',
      { rules: [{ name: 'r', port: 1 }] },
      { rules: [{ name: 'x' }, { name: 'R', port: 2 }] },
      ['rules[r].port: 2 → 1'],
    ],
    ['a named item that is missing', { rules: [{ name: 'r' }] }, {}, ['rules[r]: absent → present']],
    ['secrets never', { sharedKey: 'k', adminPassword: 'p', protectedSettings: { x: 1 } }, {}, []],
    [
      'ids by their last segment',
      { peer: { id: '/subscriptions/s/x/new' } },
      { peer: { id: '/subscriptions/s/x/old' } },
      ['peer.id: old → new'],
    ],
  ];
  for (const [what, wanted, actual, expected] of cases) {
    it(what, () => assert.deepEqual(compare(wanted, actual).map(inWords), expected));
  }
});

describe('merging what is wanted into what is there', () => {
  it('keeps what others set, by name in lists, and replaces items that must stay whole', () => {
    const actual = {
      flow: 4,
      subnets: [{ name: 'a', prefix: 1, endpoint: 'kept' }, { name: 'other' }],
      rules: [{ name: 'r', single: 'x' }],
      zones: ['1'],
    };
    const wanted = {
      subnets: [{ name: 'A', prefix: 2 }],
      rules: [{ name: 'r', many: ['y'] }],
      zones: ['1', '2'],
    };
    assert.deepEqual(merge(actual, wanted, { keep: ['zones'], wholeItems: ['rules'] }), {
      flow: 4,
      subnets: [{ name: 'A', prefix: 2, endpoint: 'kept' }, { name: 'other' }],
      rules: [{ name: 'r', many: ['y'] }],
      zones: ['1'],
    });
  });
});

describe('sending again what was read', () => {
  it('leaves out the id of the resource and the types of its parts, and nothing else', () => {
    const rule = { id: '/r/rules/rdp', name: 'rdp', priority: 1000 };
    const read = { id: '/r', location: 'westeurope', identity: { type: 'None' }, subnet: { id: '/s' } };
    assert.deepEqual(sendable({ ...read, rules: [{ ...rule, type: 'rules' }] }), {
      location: 'westeurope',
      identity: { type: 'None' },
      subnet: { id: '/s' },
      rules: [rule],
    });
  });
});
