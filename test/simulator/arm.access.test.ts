import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readJournal } from '../../simulator';
import { covers, isAllowed, matches } from '../../simulator/arm/authorization/evaluate';
import { ownRight } from '../../simulator/arm/authorization/rights';
import { parsePath } from '../../simulator/arm/path';
import { objectId } from '../../simulator/signin/tokens';
import { ownerOf, type Owner } from '../support/access';
import {
  armUrl,
  gateway,
  group,
  groupPath,
  localGateway,
  location,
  machine,
  makeNetwork,
} from './arm.support';
import { connection, networkId, quick } from './arm.support';
import type { Bench } from './core.support';
import { application, bench, subscriptionId, tenantId } from './core.support';

type ErrorBody = { error: { code: string; message: string } };

const permission = (actions: string[], notActions: string[] = []) => ({
  actions,
  notActions,
  dataActions: [],
  notDataActions: [],
});

describe('simulated Azure RBAC: evaluation', () => {
  for (const [pattern, action, is] of [
    ['*', 'Microsoft.Network/virtualNetworks/write', true],
    ['*/read', 'Microsoft.Network/connections/sharedKey/read', true],
    ['*/read', 'Microsoft.Network/connections/sharedKey/action', false],
    ['Microsoft.Network/*', 'Microsoft.NetworkX/y/read', false],
    ['Microsoft.Compute/virtualMachines/*', 'microsoft.compute/virtualmachines/runcommand/action', true],
    ['Microsoft.Compute/virtualMachines/write', 'Microsoft.Compute/virtualMachines/extensions/write', false],
  ] as const) {
    it(`${pattern} ${is ? 'gives' : 'does not give'} ${action}`, () =>
      assert.equal(matches(pattern, action), is));
  }

  it('takes notActions from their own role only', () => {
    const almost = permission(['*'], ['Microsoft.Authorization/*/Write']);
    const write = 'Microsoft.Authorization/locks/write';
    assert.equal(isAllowed([almost], write), false);
    assert.equal(isAllowed([almost, permission(['Microsoft.Authorization/locks/*'])], write), true);
  });

  it('inherits scopes downwards, by whole names', () => {
    assert.equal(covers('/subscriptions/S', '/subscriptions/s/resourceGroups/rg'), true);
    assert.equal(covers('/subscriptions/s/resourceGroups/rg', '/subscriptions/s/resourceGroups/rg2'), false);
    assert.equal(covers('/subscriptions/s/resourceGroups/rg', '/subscriptions/s'), false);
  });

  const sub = '/subscriptions/s';
  const rg = `${sub}/resourceGroups/rg`;
  const vm = `${rg}/providers/Microsoft.Compute/virtualMachines/vm1`;
  const con = `${rg}/providers/Microsoft.Network/connections/con1`;
  const vng = `${rg}/providers/Microsoft.Network/virtualNetworkGateways/g1`;
  for (const [method, path, action, scope] of [
    ['GET', sub, 'Microsoft.Resources/subscriptions/read', sub],
    ['GET', `${sub}/locations`, 'Microsoft.Resources/subscriptions/locations/read', sub],
    ['GET', `${sub}/resourcegroups`, 'Microsoft.Resources/subscriptions/resourceGroups/read', sub],
    ['PUT', rg, 'Microsoft.Resources/subscriptions/resourceGroups/write', rg],
    ['PATCH', rg, 'Microsoft.Resources/subscriptions/resourceGroups/write', rg],
    ['HEAD', rg, 'Microsoft.Resources/subscriptions/resourceGroups/read', rg],
    ['DELETE', rg, 'Microsoft.Resources/subscriptions/resourceGroups/delete', rg],
    ['GET', `${rg}/resources`, 'Microsoft.Resources/subscriptions/resourceGroups/resources/read', rg],
    ['GET', `${sub}/providers/Microsoft.Network`, 'Microsoft.Resources/subscriptions/providers/read', sub],
    ['POST', `${sub}/providers/microsoft.network/register`, 'Microsoft.Network/register/action', sub],
    ['GET', `${sub}/providers/Microsoft.Compute/skus`, 'Microsoft.Compute/skus/read', sub],
    [
      'GET',
      `${sub}/providers/Microsoft.Compute/locations/westeurope/usages`,
      'Microsoft.Compute/locations/usages/read',
      sub,
    ],
    [
      'GET',
      `${sub}/providers/Microsoft.Network/virtualNetworks`,
      'Microsoft.Network/virtualNetworks/read',
      sub,
    ],
    [
      'GET',
      `${rg}/providers/Microsoft.Network/virtualNetworks`,
      'Microsoft.Network/virtualNetworks/read',
      rg,
    ],
    ['PUT', vm, 'Microsoft.Compute/virtualMachines/write', vm],
    ['GET', `${vm}/instanceview`, 'Microsoft.Compute/virtualMachines/instanceView/read', vm],
    ['POST', `${vm}/runCommand`, 'Microsoft.Compute/virtualMachines/runCommand/action', vm],
    [
      'DELETE',
      `${vm}/runCommands/r1`,
      'Microsoft.Compute/virtualMachines/runCommands/delete',
      `${vm}/runCommands/r1`,
    ],
    ['GET', `${vm}/extensions`, 'Microsoft.Compute/virtualMachines/extensions/read', vm],
    ['GET', `${con}/sharedkey`, 'Microsoft.Network/connections/sharedKey/read', con],
    ['PUT', `${con}/sharedkey`, 'Microsoft.Network/connections/sharedKey/write', con],
    [
      'POST',
      `${con}/vpndeviceconfigurationscript`,
      'Microsoft.Network/connections/vpndeviceconfigurationscript/action',
      con,
    ],
    [
      'POST',
      `${vng}/supportedvpndevices`,
      'Microsoft.Network/virtualNetworkGateways/supportedvpndevices/action',
      vng,
    ],
  ] as const) {
    it(`${method} ${path} is ${action}`, () =>
      assert.deepEqual(ownRight(method, parsePath(path)), { action, scope }));
  }
});

describe('simulated Azure RBAC: requests', () => {
  let b: Bench;
  let people: Owner;
  before(async () => {
    b = await bench({ speed: 6000 });
    b.simulator.world.clock.retryAfter = () => 0;
    people = ownerOf(b.simulator);
    await makeNetwork(b);
  });
  after(async () => {
    await people.close();
    await b.close();
  });
  const give = (actions: string[], scope?: string) => people.giveOnly(application.clientId, actions, scope);
  const all = () => give(['*']);
  const principalId = objectId(tenantId, application.clientId);

  async function refused(
    method: string,
    url: string,
    body?: unknown,
  ): Promise<ErrorBody['error'] & { status: number }> {
    const answer = await b.call(method, url, body);
    return { status: answer.status, ...(answer.body as ErrorBody).error };
  }

  it('lets a Contributor do everything but give rights, which the Owner may', async () => {
    const assignment = {
      roleDefinitionId: `${people.subscription}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
      principalId,
    };
    const path = `${groupPath}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
    const denied = await refused('PUT', armUrl(b, path), { properties: assignment });
    assert.deepEqual([denied.status, denied.code], [403, 'AuthorizationFailed']);
    assert.match(denied.message, /'Microsoft\.Authorization\/roleAssignments\/write' over scope '.*rg-test'/);
    const name = randomUUID();
    assert.equal(
      (await people.call('PUT', groupPath, 'roleAssignments', name, { properties: assignment })).status,
      201,
    );
    const again = await people.call('PUT', groupPath, 'roleAssignments', randomUUID(), {
      properties: assignment,
    });
    assert.deepEqual([again.status, again.body.error?.code], [409, 'RoleAssignmentExists']);
    const listed = await people.call(
      'GET',
      groupPath,
      'roleAssignments',
      `?$filter=principalId eq '${principalId}'`,
    );
    assert.equal((listed.body.value as unknown[]).length, 2);
    assert.equal((await people.remove(groupPath, 'roleAssignments', name)).status, 200);
    assert.equal((await people.remove(groupPath, 'roleAssignments', name)).status, 204);
  });

  it('gives rights at a resource, a group or the subscription, and below it', async () => {
    const vnet = networkId('virtualNetworks', 'vnet1');
    await give(['*/read'], vnet);
    assert.equal((await b.call('GET', armUrl(b, `${vnet}/subnets`))).status, 200);
    const denied = await refused('GET', armUrl(b, networkId('networkInterfaces', 'nic1')));
    assert.deepEqual([denied.status, denied.code], [403, 'AuthorizationFailed']);
    await people.remove(vnet, 'roleAssignments', '0d1c5b0a-3333-4e6a-9c55-3d5b5e7b1a02');
    assert.equal((await refused('GET', armUrl(b, vnet))).code, 'AuthorizationFailed');
    const none = await b.call('GET', `${b.simulator.endpoints.arm}/subscriptions?api-version=2022-12-01`);
    assert.deepEqual((none.body as { value: unknown[] }).value, []);
    await all();
    assert.equal((await b.call('GET', armUrl(b, vnet))).status, 200);
  });

  it('answers what the caller may do from the role assignments', async () => {
    await give(['Microsoft.Network/*'], groupPath);
    const at = async (scope: string) =>
      (await b.call('GET', armUrl(b, `${scope}/providers/Microsoft.Authorization/permissions`))) as {
        status: number;
        body: { value: { actions: string[] }[] };
      };
    assert.equal((await at(groupPath)).status, 403);
    await give(['Microsoft.Network/*', 'Microsoft.Authorization/permissions/read'], groupPath);
    assert.deepEqual(
      (await at(groupPath)).body.value.map(({ actions }) => actions),
      [['Microsoft.Network/*', 'Microsoft.Authorization/permissions/read']],
    );
    assert.equal((await at(people.subscription)).status, 403);
    await all();
  });

  it('asks for the right to join what is referred to, and names action and scope', async () => {
    await give(['Microsoft.Network/networkInterfaces/*', 'Microsoft.Network/locations/*']);
    const nic = networkId('networkInterfaces', 'nic2');
    const subnet = networkId('virtualNetworks', 'vnet1', 'subnets', 'servers');
    const body = {
      location,
      properties: { ipConfigurations: [{ name: 'a', properties: { subnet: { id: subnet } } }] },
    };
    const denied = await refused('PUT', armUrl(b, nic), body);
    assert.deepEqual([denied.status, denied.code], [403, 'LinkedAuthorizationFailed']);
    assert.match(denied.message, /action 'Microsoft\.Network\/networkInterfaces\/write' on scope '.*nic2'/);
    assert.match(
      denied.message,
      /'Microsoft\.Network\/virtualNetworks\/subnets\/join\/action' on the linked scope\(s\) '.*subnets\/servers'/,
    );
    await all();
  });

  it('asks for the right to make the disk with a machine', async () => {
    await give(['Microsoft.Compute/virtualMachines/*', 'Microsoft.Network/networkInterfaces/join/action']);
    await assert.rejects(b.compute.virtualMachines.createOrUpdate(group, 'sync1', machine(), quick), {
      code: 'LinkedAuthorizationFailed',
      message: /'Microsoft\.Compute\/disks\/write'/,
    });
    await all();
  });

  it('keeps a shared key from a Reader', async () => {
    await b.network.virtualNetworkGateways.beginCreateOrUpdateAndWait(group, 'vng1', gateway(), quick);
    await b.network.localNetworkGateways.beginCreateOrUpdateAndWait(group, 'lng1', localGateway, quick);
    await b.network.virtualNetworkGatewayConnections.beginCreateOrUpdateAndWait(
      group,
      'cn1',
      connection(),
      quick,
    );
    await give(['*/read']);
    await assert.rejects(b.network.virtualNetworkGatewayConnections.getSharedKey(group, 'cn1'), {
      code: 'AuthorizationFailed',
      message: /Microsoft\.Network\/connections\/sharedKey\/action/,
    });
    await all();
    assert.ok((await b.network.virtualNetworkGatewayConnections.getSharedKey(group, 'cn1')).value);
  });

  it('lets an operation be followed by a right at the group, and not by one at the resource', async () => {
    const address = networkId('publicIPAddresses', 'pip-poll');
    const write = ['Microsoft.Network/publicIPAddresses/*'];
    const put = { location, sku: { name: 'Standard' }, properties: { publicIPAllocationMethod: 'Static' } };
    await give([...write, 'Microsoft.Network/locations/operations/read'], address);
    const { headers } = await b.call('PUT', armUrl(b, address), put);
    const poll = headers.get('azure-asyncoperation')!;
    assert.equal((await refused('GET', poll)).code, 'AuthorizationFailed');
    await give(['Microsoft.Network/locations/operations/read'], groupPath);
    assert.equal((await b.call('GET', poll)).status, 200);
    await all();
  });

  it('refuses to register a provider without the right to', async () => {
    await give(['*/read']);
    await assert.rejects(b.resources.providers.register('Microsoft.KeyVault'), {
      code: 'AuthorizationFailed',
      message: /'Microsoft\.KeyVault\/register\/action' over scope '\/subscriptions\/[^/]+'/,
    });
    await all();
  });

  it('refuses roles that Azure refuses', async () => {
    const role = (over: object) => ({
      properties: {
        roleName: 'x',
        assignableScopes: [people.subscription],
        permissions: [{ actions: ['*/read'] }],
        ...over,
      },
    });
    const tried = [
      ['roleDefinitions', 'no-guid', role({}), 400, 'InvalidRoleDefinitionId'],
      [
        'roleDefinitions',
        randomUUID(),
        role({ assignableScopes: [`/subscriptions/${randomUUID()}`] }),
        400,
        'AssignableScopeNotUnderSubscriptionScope',
      ],
      ['roleDefinitions', randomUUID(), role({ roleName: 'Owner' }), 409, 'RoleDefinitionWithSameNameExists'],
      [
        'roleAssignments',
        randomUUID(),
        {
          properties: {
            roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${randomUUID()}`,
            principalId,
          },
        },
        404,
        'RoleDefinitionDoesNotExist',
      ],
      [
        'roleAssignments',
        randomUUID(),
        {
          properties: {
            roleDefinitionId:
              '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7',
            principalId: randomUUID(),
          },
        },
        400,
        'PrincipalNotFound',
      ],
    ] as const;
    for (const [type, name, body, status, code] of tried) {
      const answer = await people.call('PUT', people.subscription, type, name, body);
      assert.deepEqual([answer.status, answer.body.error?.code], [status, code]);
    }
    await all();
    const used = await people.remove(
      people.subscription,
      'roleDefinitions',
      '0d1c5b0a-2222-4e6a-9c55-3d5b5e7b1a01',
    );
    assert.equal(used.body.error?.code, 'RoleDefinitionHasAssignments');
  });

  it('tells built-in roles by name', async () => {
    const { body } = await people.call(
      'GET',
      people.subscription,
      'roleDefinitions',
      "?$filter=roleName eq 'Contributor'",
    );
    const [one, ...more] = body.value as {
      id: string;
      properties: { permissions: { notActions: string[] }[] };
    }[];
    assert.match(one!.id, /b24988ac-6180-42a0-ab88-20f7382dd24c$/);
    assert.ok(one!.properties.permissions[0]!.notActions.includes('Microsoft.Authorization/*/Write'));
    assert.deepEqual(more, []);
  });

  it('notes in the journal which rights each request needed', () => {
    const entries = readJournal(b.directory, {
      service: 'arm',
      method: 'PUT',
      url: '/networkInterfaces/nic1',
    });
    assert.deepEqual(
      entries[0]!.rights?.map(({ action }) => action),
      ['Microsoft.Network/networkInterfaces/write', 'Microsoft.Network/virtualNetworks/subnets/join/action'],
    );
    assert.ok(entries[0]!.rights.every(({ scope }) => scope.startsWith(`/subscriptions/${subscriptionId}/`)));
  });
});
