import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResourceSku, Usage } from '@azure/arm-compute';
import type { VirtualNetwork } from '@azure/arm-network';
import { allActions, neededRights } from '../../../activities/preflight/actions';
import { builtInRoles } from '../../../simulator/arm/authorization/builtInRoles';
import { overlapCheck, rdpCheck } from '../../../activities/preflight/addresses';
import { addressQuotaCheck, coresCheck, sizeCheck } from '../../../activities/preflight/capacity';
import { criticalPathMinutes } from '../../../activities/preflight/minutes';
import { regionCheck, registrationCheck } from '../../../activities/preflight/providers';
import { planned } from '../../../activities/preflight/resources';
import { isAllowed, matches, rightsCheck } from '../../../activities/preflight/rights';
import { neededKinds } from '../../../roadmap/resources';
import { contoso } from '../../support/worksheet';

const w = contoso();

describe('rights', () => {
  const patterns: [string, string, boolean][] = [
    ['*', 'Microsoft.Network/virtualNetworks/read', true],
    ['*/read', 'Microsoft.Network/virtualNetworks/subnets/read', true],
    ['*/read', 'Microsoft.Network/virtualNetworks/write', false],
    ['Microsoft.Network/*', 'microsoft.network/virtualNetworks/subnets/join/action', true],
    ['Microsoft.Network/*/join/action', 'Microsoft.Network/virtualNetworks/subnets/join/action', true],
    ['Microsoft.Network/virtualNetworks/read', 'Microsoft.Network/virtualNetworks/subnets/read', false],
    ['Microsoft.Net.work/*', 'Microsoft.NetXwork/a', false],
  ];
  for (const [pattern, action, expected] of patterns) {
    it(`${pattern} ${expected ? 'allows' : 'does not allow'} ${action}`, () =>
      assert.equal(matches(pattern, action), expected));
  }

  it('takes what one assignment denies and another gives', () => {
    const contributor = { actions: ['*'], notActions: ['Microsoft.Authorization/*/write'] };
    assert.equal(isAllowed('Microsoft.Authorization/locks/write', [contributor]), false);
    assert.equal(
      isAllowed('Microsoft.Authorization/locks/write', [
        contributor,
        { actions: ['Microsoft.Authorization/*'] },
      ]),
      true,
    );
    assert.equal(isAllowed('Microsoft.Compute/skus/read', []), false);
  });

  it('names what is missing and the role that has it', () => {
    const [needed] = neededRights(w);
    const reader = rightsCheck([{ needed: needed!, permissions: [{ actions: ['*/read'] }] }]);
    assert.equal(reader.result, 'failed');
    assert.match(reader.finding, /Microsoft\.Network\/register\/action at \/subscriptions\//);
    assert.match(reader.remedy ?? '', /azure-role\.json/);
    assert.equal(rightsCheck([{ needed: needed!, permissions: [{ actions: ['*'] }] }]).result, 'passed');
  });

  it("are all a Contributor's, and more than Network and Virtual Machine Contributor have together", () => {
    const permissionsOf = (...names: string[]) =>
      builtInRoles
        .filter(({ roleName }) => names.includes(roleName))
        .map(({ actions, notActions = [] }) => ({ actions, notActions }));
    const missing = (...names: string[]) =>
      allActions.filter((action) => !isAllowed(action, permissionsOf(...names)));
    assert.deepEqual(missing('Contributor'), []);
    assert.deepEqual(missing('Network Contributor', 'Virtual Machine Contributor'), [
      'Microsoft.Compute/register/action',
      'Microsoft.Compute/skus/read',
      'Microsoft.Resources/subscriptions/providers/read',
      'Microsoft.Resources/subscriptions/resourceGroups/write',
    ]);
  });

  it('asks at the network and at the circuit where they lie elsewhere', () => {
    const elsewhere = contoso((input) => {
      Object.assign(input.virtualNetwork, { existing: true, resourceGroup: 'rg-hub' });
      input.connection = { kind: 'expressRoute', circuitId: '/subscriptions/x/circuit' };
    });
    const rights = neededRights(elsewhere);
    const hub = rights.find((one) => one.scope.endsWith('/rg-hub'));
    assert.ok(hub?.actions.includes('Microsoft.Network/virtualNetworks/subnets/write'));
    assert.ok(!hub?.actions.includes('Microsoft.Network/virtualNetworks/write'));
    assert.ok(rights.some((one) => one.scope === '/subscriptions/x/circuit'));
    // Whoever redeems an authorisation of the circuit's owner has no rights there, and needs none.
    const authorised = contoso((input) => {
      input.connection = {
        kind: 'expressRoute',
        circuitId: '/subscriptions/x/circuit',
        authorizationKey: 'env:KEY',
      };
    });
    assert.ok(!neededRights(authorised).some((one) => one.scope === '/subscriptions/x/circuit'));
  });

  it('are just those of deploy/azure-role.json', () => {
    const file = join(__dirname, '../../../deploy/azure-role.json');
    const role = JSON.parse(readFileSync(file, 'utf8')) as { Actions: string[] };
    assert.deepEqual(role.Actions, allActions);
  });
});

const sku: ResourceSku = {
  name: 'Standard_D2s_v5',
  family: 'standardDSv5Family',
  resourceType: 'virtualMachines',
  capabilities: [
    { name: 'vCPUs', value: '2' },
    { name: 'MemoryGB', value: '8' },
  ],
};
const usage = (value: string, currentValue: number, limit: number): Usage => ({
  unit: 'Count',
  currentValue,
  limit,
  name: { value, localizedValue: `Usage of ${value}` },
});

describe('size and quota', () => {
  it('a size that is offered', () => {
    const check = sizeCheck(w, [sku]);
    assert.deepEqual([check.result, check.finding], ['passed', 'is offered: 2 cores, 8 GB of memory']);
  });
  it('a size that is not', () => assert.match(sizeCheck(w, []).finding, /not offered in westeurope/));
  it('a size that is restricted for this subscription', () => {
    const restricted = {
      ...sku,
      restrictions: [
        {
          type: 'Location' as const,
          values: ['WestEurope'],
          reasonCode: 'NotAvailableForSubscription' as const,
        },
      ],
    };
    assert.match(sizeCheck(w, [restricted]).finding, /NotAvailableForSubscription/);
  });
  it('a size without memory enough', () => {
    const small = { ...sku, capabilities: [{ name: 'MemoryGB', value: '4' }] };
    assert.match(sizeCheck(w, [small]).finding, /4 GB of memory; Entra Connect needs at least 6/);
  });
  const quotas: [string, Usage[], string][] = [
    ['room', [usage('cores', 4, 10), usage('standardDSv5Family', 0, 10)], 'passed'],
    ['no room in the region', [usage('cores', 9, 10), usage('standardDSv5Family', 0, 10)], 'failed'],
    ['no room in the family', [usage('cores', 0, 10), usage('standardDSv5Family', 0, 0)], 'failed'],
    ['no numbers', [usage('other', 0, 0)], 'warning'],
  ];
  for (const [what, usages, expected] of quotas) {
    it(`cores: ${what}`, () => assert.equal(coresCheck(sku, usages).result, expected));
  }
  it('public addresses', () => {
    assert.equal(addressQuotaCheck(2, [usage('PublicIPAddresses', 8, 10)] as never).result, 'passed');
    const check = addressQuotaCheck(2, [usage('PublicIPAddresses', 9, 10)] as never);
    assert.match(check.finding, /2 public addresses are needed, and 9 of 10 are in use/);
  });
});

describe('addresses', () => {
  const network = (prefix: string, tags?: Record<string, string>): VirtualNetwork => ({
    id: '/subscriptions/x/vnet-other',
    name: 'vnet-other',
    addressSpace: { addressPrefixes: [prefix, 'fd00::/48'] },
    tags,
  });
  const cases: [string, VirtualNetwork, string][] = [
    ['elsewhere', network('10.99.0.0/16'), 'passed'],
    ['overlapping', network('10.24.0.0/16'), 'warning'],
    ['overlapping the site', network('10.10.4.0/24'), 'warning'],
    [
      "overlapping, another deployment's",
      network('10.24.64.0/22', { 'dirsync-deployment': 'fabrikam' }),
      'failed',
    ],
    [
      "elsewhere, another deployment's",
      network('10.99.0.0/16', { 'dirsync-deployment': 'fabrikam' }),
      'passed',
    ],
  ];
  for (const [what, other, expected] of cases) {
    it(`a network ${what}`, () => assert.equal(overlapCheck(w, [other]).result, expected));
  }
  it('warns loudly of Remote Desktop from beyond the site', () => {
    assert.equal(rdpCheck(w).result, 'passed');
    for (const source of ['0.0.0.0/0', '*', 'Internet', '131.107.0.0/16', '8.8.8.8']) {
      const check = rdpCheck(contoso((input) => (input.localNetwork.rdpSources = [source])));
      assert.equal(check.result, 'warning', source);
      assert.match(check.finding, /OPEN BEYOND THE SITE/);
    }
    for (const source of ['10.10.3.0/24', '10.10.3.7']) {
      assert.equal(rdpCheck(contoso((input) => (input.localNetwork.rdpSources = [source]))).result, 'passed');
    }
  });
});

describe('providers and region', () => {
  const provider = (locations: string[]) => ({
    namespace: 'Microsoft.Network',
    registrationState: 'Registered',
    resourceTypes: [{ resourceType: 'virtualNetworkGateways', locations }],
  });
  it('a region that offers the types', () =>
    assert.equal(regionCheck(w, [provider(['West Europe'])]).result, 'passed'));
  it('a region that does not', () => {
    const check = regionCheck(w, [provider(['North Europe'])]);
    assert.match(check.finding, /does not offer Microsoft\.Network\/virtualNetworkGateways/);
  });
  it('a provider that is not registered is a warning, because the roadmap registers it', () =>
    assert.equal(
      registrationCheck({ namespace: 'Microsoft.Compute', registrationState: 'NotRegistered' }).result,
      'warning',
    ));
});

describe('usual length', () => {
  const all = (action: 'create' | 'unchanged') =>
    neededKinds(w).map((kind) => planned(kind, w, { action, details: [] }));
  it('is ruled by the gateway', () => {
    const minutes = criticalPathMinutes(w, all('create'));
    assert.ok(minutes > 55 && minutes < 75, String(minutes));
  });
  it('is short where everything stands already', () => {
    const minutes = criticalPathMinutes(w, all('unchanged'));
    assert.ok(minutes > 20 && minutes < 35, String(minutes));
  });
});
