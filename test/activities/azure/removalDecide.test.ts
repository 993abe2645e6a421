import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe as tenantSays } from '../../../activities/graph/tenantInWords';
import type { Found } from '../../../activities/azure/removal/arm';
import { decideRemoval } from '../../../activities/azure/removal/decide';
import { lockOn, locksIn } from '../../../activities/azure/removal/locks';
import { idsBelow } from '../../../activities/azure/removal/plan';
import { foreignUse } from '../../../activities/azure/removal/use';
import { allRemovalActions, rightsForRemovals } from '../../../activities/preflight/removalActions';
import type { Origin } from '../../../roadmap/ledger';
import type { RemovableKind } from '../../../roadmap/teardown';
import { removalOrder } from '../../../roadmap/teardown';

const group = '/subscriptions/s/resourceGroups/rg';
const idOf = (type: string, name: string) => `${group}/providers/Microsoft.Network/${type}/${name}`;
const nsg = idOf('networkSecurityGroups', 'nsg-contoso');
const nic = idOf('networkInterfaces', 'nic-contoso');
const gateway = idOf('virtualNetworkGateways', 'vgw-contoso');
const theirs = idOf('networkInterfaces', 'nic-of-others');
const isOurs = idsBelow([nsg, nic, gateway, idOf('virtualNetworks', 'vnet-contoso')]);
const ours = { 'dirsync-deployment': 'contoso' };

const found = (tags?: Record<string, string>, properties: Record<string, unknown> = {}): Found => ({
  id: nic,
  tags,
  properties,
});

describe('what becomes of a resource', () => {
  const lock = { name: 'keep', level: 'CanNotDelete', scope: group };
  const table: [
    what: string,
    origin: Origin,
    found: Found | undefined,
    locks: (typeof lock)[],
    expected: RegExp,
  ][] = [
    ['is gone', 'created', undefined, [], /^absent$/],
    ['was created and carries the tag', 'created', found(ours), [], /^goes$/],
    ['was adopted', 'adopted', found(ours), [], /^stays: it was there before/],
    ['was found', 'found', found(ours), [], /^stays: it was there already, and no run/],
    ['lost its tag', 'created', found(), [], /^stays: it no longer carries the tag dirsync-deployment/],
    ['got another tag', 'created', found({ 'dirsync-deployment': 'x' }), [], /^stays: its tag .* says x/],
    ['got the tag in other case', 'created', found({ 'dirsync-deployment': 'Contoso' }), [], /says Contoso/],
    [
      'is marked as adopted',
      'created',
      found({ ...ours, 'dirsync-adopted': 'true' }),
      [],
      /^stays: its tag dirsync-adopted/,
    ],
    [
      'is locked',
      'created',
      found(ours),
      [lock],
      /^stays: the management lock keep \(CanNotDelete\) at .*rg forbids/,
    ],
  ];
  for (const [what, origin, one, locks, expected] of table) {
    it(`that ${what}`, () => {
      const target = { kind: 'networkInterface' as const, name: 'nic-contoso', id: nic };
      const { fate, reason } = decideRemoval({
        target,
        origin,
        deployment: 'contoso',
        found: one,
        locks,
        isOurs,
      });
      assert.match(reason ? `${fate}: ${reason}` : fate, expected);
    });
  }

  it('is settled for a subnet by our security group, and for a gateway subnet by its gateways', () => {
    const of = (kind: RemovableKind, properties: Record<string, unknown>) =>
      decideRemoval({
        target: { kind, name: 's', id: `${idOf('virtualNetworks', 'vnet-hub')}/subnets/s` },
        origin: 'created',
        deployment: 'contoso',
        found: found(undefined, properties),
        locks: [],
        isOurs,
      });
    assert.equal(of('serverSubnet', { networkSecurityGroup: { id: nsg.toUpperCase() } }).fate, 'goes');
    assert.match(of('serverSubnet', {}).reason!, /no longer has the security group/);
    const foreign = idOf('virtualNetworkGateways', 'ergw-of-others');
    assert.equal(
      of('gatewaySubnet', { ipConfigurations: [{ id: `${gateway}/ipConfigurations/a` }] }).fate,
      'goes',
    );
    assert.match(
      of('gatewaySubnet', { ipConfigurations: [{ id: `${foreign}/ipConfigurations/a` }] }).reason!,
      /used by/,
    );
  });
});

describe('a management lock', () => {
  const at = (scope: string) => [{ name: 'keep', level: 'ReadOnly', scope }];
  const table: [string, string, boolean][] = [
    ['on the resource', nic, true],
    ['on its group, in other case', group.toLowerCase(), true],
    ['on the subscription', '/subscriptions/s', true],
    ['on something within it', `${nic}/ipConfigurations/one`, true],
    ['on a neighbour whose name begins alike', `${nic}-2`, false],
    ['on another group', '/subscriptions/s/resourceGroups/rg2', false],
  ];
  for (const [what, scope, holds] of table) {
    it(`${what} ${holds ? 'holds' : 'does not hold'} it`, () =>
      assert.equal(lockOn(nic, at(scope)) !== undefined, holds));
  }

  it('is read with the scope that its id names', () => {
    const value = [
      {
        id: `${nic}/providers/Microsoft.Authorization/locks/keep`,
        name: 'keep',
        properties: { level: 'CanNotDelete' },
      },
      {
        id: `${nic}/providers/Microsoft.Authorization/locks/no`,
        name: 'no',
        properties: { level: 'NotSpecified' },
      },
    ];
    assert.deepEqual(locksIn({ value }), [{ name: 'keep', level: 'CanNotDelete', scope: nic }]);
    assert.deepEqual(locksIn({}), []);
  });
});

describe('what others have in a resource', () => {
  const server = { name: 'snet', properties: { networkSecurityGroup: { id: nsg } } };
  const configuration = { id: `${theirs}/ipConfigurations/one` };
  const table: [string, RemovableKind, Record<string, unknown>, RegExp | undefined][] = [
    ['nothing', 'virtualNetwork', { subnets: [server, { name: 'GatewaySubnet' }] }, undefined],
    ['a subnet', 'virtualNetwork', { subnets: [server, { name: 'snet-x' }] }, /has the subnet snet-x/],
    ['a peering', 'virtualNetwork', { virtualNetworkPeerings: [{ name: 'hub' }] }, /peered .*hub/],
    [
      'an interface',
      'virtualNetwork',
      { subnets: [{ ...server, properties: { ...server.properties, ipConfigurations: [configuration] } }] },
      /used by .*nic-of-others.* in the subnet snet/,
    ],
    [
      'our own interface',
      'serverSubnet',
      { ipConfigurations: [{ id: `${nic}/ipConfigurations/x` }] },
      undefined,
    ],
    ['their interface', 'networkSecurityGroup', { networkInterfaces: [{ id: theirs }] }, /nic-of-others/],
    ['their subnet', 'natGateway', { subnets: [{ id: `${group}/x/subnets/y` }] }, /subnets\/y/],
    ['their use of the address', 'gatewayAddress', { ipConfiguration: configuration }, /nic-of-others/],
    [
      'our gateway',
      'gatewayAddress',
      { ipConfiguration: { id: `${gateway}/ipConfigurations/a` } },
      undefined,
    ],
    [
      'a disk that would go along',
      'virtualMachine',
      { storageProfile: { dataDisks: [{ name: 'd', deleteOption: 'Delete' }] } },
      /the disk d/,
    ],
    [
      'a disk that stays',
      'virtualMachine',
      { storageProfile: { dataDisks: [{ name: 'd', deleteOption: 'Detach' }] } },
      undefined,
    ],
    [
      'an interface that would go along',
      'virtualMachine',
      { networkProfile: { networkInterfaces: [{ id: theirs, properties: { deleteOption: 'Delete' } }] } },
      /nic-of-others/,
    ],
  ];
  for (const [what, kind, properties, expected] of table) {
    it(`${kind}: ${what}`, () => {
      const use = foreignUse(kind, found(ours, properties), isOurs);
      if (expected) assert.match(use ?? '', expected);
      else assert.equal(use, undefined);
    });
  }
});

describe('rights of the teardown', () => {
  it('are just those of deploy/azure-role-teardown.json', () => {
    const file = join(__dirname, '../../../deploy/azure-role-teardown.json');
    const role = JSON.parse(readFileSync(file, 'utf8')) as { Actions: string[] };
    assert.deepEqual(role.Actions, allRemovalActions);
  });

  it('are asked for in each group, for what goes there', () => {
    const subnet =
      '/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/v/subnets/s';
    const rights = rightsForRemovals([
      { kind: 'networkInterface', name: 'n', id: nic },
      { kind: 'serverSubnet', name: 's', id: subnet },
    ]);
    const listing = 'Microsoft.Resources/subscriptions/resourceGroups/resources/read';
    assert.deepEqual(rights, [
      { scope: group, actions: [listing, 'Microsoft.Network/networkInterfaces/delete'] },
      {
        scope: '/subscriptions/s/resourceGroups/hub',
        actions: [listing, 'Microsoft.Network/virtualNetworks/subnets/delete'],
      },
    ]);
  });
});

describe('rights for everything that can go', () => {
  it('are the whole role but for the locks, which need not be seen; a group is followed at the subscription', () => {
    const rights = rightsForRemovals(removalOrder.map((kind) => ({ kind, name: kind, id: group })));
    const asked = new Set(rights.flatMap(({ actions }) => actions));
    const role = allRemovalActions.filter((one) => one !== 'Microsoft.Authorization/locks/read');
    assert.deepEqual(
      role.filter((one) => !asked.has(one)),
      [],
    );
    assert.ok(
      rights
        .find(({ scope }) => scope === '/subscriptions/s')
        ?.actions.includes('Microsoft.Resources/subscriptions/operationresults/read'),
    );
  });
});

describe('what a teardown says of the tenant', () => {
  it('is that synchronisation stays on, with its last time, and whose it is to turn it off', () => {
    const text = tenantSays({
      onPremisesSyncEnabled: true,
      onPremisesLastSyncDateTime: '2026-11-24T10:00:00Z',
    }).join(' ');
    assert.match(text, /is on, last on 24 November 2026, 10:00 UTC\. It stays on/);
    assert.match(text, /Hybrid Identity Administrator/);
  });
  it('is that there is none', () => assert.match(tenantSays({})[0]!, /is not on/));
});
