import assert from 'node:assert/strict';
import { evaluate, type PolicySubject } from '../../simulator/arm/authorization/conditions';
import { ownerOf, type Owner } from '../support/access';
import { armUrl, groupPath, location, networkId } from './arm.support';
import { bench, type Bench } from './core.support';

interface PolicyError {
  code: string;
  message: string;
  target: string;
  additionalInfo: { type: string; info: Record<string, unknown> }[];
}

describe('simulated Azure Policy: conditions', () => {
  const subject: PolicySubject = {
    type: 'Microsoft.Compute/virtualMachines',
    name: 'sync1',
    location: 'westeurope',
    tags: { Owner: 'IT' },
    body: { properties: { hardwareProfile: { vmSize: 'Standard_D2s_v5' } } },
  };
  for (const [condition, holds] of [
    [{ field: 'location', equals: 'WestEurope' }, true],
    [{ field: 'location', notIn: ['northeurope', 'westeurope'] }, false],
    [{ field: 'type', like: 'Microsoft.Compute/*' }, true],
    [{ field: 'name', notLike: 'sync*' }, false],
    [{ field: 'tags.owner', equals: 'it' }, true],
    [{ field: "tags['costCenter']", exists: 'false' }, true],
    [{ field: 'tags[owner]', exists: true }, true],
    [{ field: 'Microsoft.Compute/virtualMachines/sku.name', in: ['Standard_D2s_v5'] }, true],
    [{ field: 'Microsoft.Network/virtualNetworkGateways/sku.name', exists: 'true' }, false],
    [{ not: { field: 'location', equals: 'westeurope' } }, false],
    [
      {
        allOf: [
          { field: 'type', like: '*' },
          { field: 'location', equals: 'eastus' },
        ],
      },
      false,
    ],
    [
      {
        anyOf: [
          { field: 'location', equals: 'eastus' },
          { field: 'name', equals: 'sync1' },
        ],
      },
      true,
    ],
  ] as const) {
    it(`${JSON.stringify(condition)} ${holds ? 'holds' : 'does not hold'}`, () =>
      assert.equal(evaluate(condition, subject, (value) => value) !== undefined, holds));
  }
});

describe('simulated Azure Policy', () => {
  let b: Bench;
  let people: Owner;
  before(async () => {
    b = await bench({ speed: 6000 });
    people = ownerOf(b.simulator);
    await b.resources.resourceGroups.createOrUpdate('rg-test', { location });
  });
  after(async () => {
    await people.close();
    await b.close();
  });

  const builtIn = (name: string) => `/providers/Microsoft.Authorization/policyDefinitions/${name}`;
  const locations = builtIn('e56962a6-4747-49cd-b67b-bf8b01975c4c');
  const nsg = networkId('networkSecurityGroups', 'nsg1');
  const put = (body: object, path = nsg) => b.call('PUT', armUrl(b, path), { location, ...body });
  const lift = (scope: string) => people.remove(scope, 'policyAssignments', 'p1');

  async function denied(body: object, path?: string): Promise<PolicyError> {
    const answer = await put(body, path);
    const { error } = answer.body as { error: PolicyError };
    assert.deepEqual([answer.status, error?.code], [403, 'RequestDisallowedByPolicy']);
    return error;
  }

  it('denies by a built-in definition, and tells which policy looked at what', async () => {
    await people.put(groupPath, 'policyAssignments', 'p1', {
      displayName: 'Only the north',
      policyDefinitionId: locations,
      parameters: { listOfAllowedLocations: { value: ['northeurope'] } },
    });
    const error = await denied({});
    assert.equal(error.target, 'nsg1');
    assert.match(
      error.message,
      /^Resource 'nsg1' was disallowed by policy\. Policy identifiers: '\[\{"policyAssignment":\{"name":"Only the north"/,
    );
    const [{ type, info } = { type: '', info: {} }] = error.additionalInfo;
    assert.equal(type, 'PolicyViolation');
    assert.deepEqual(
      [
        info.policyDefinitionDisplayName,
        info.policyAssignmentName,
        info.policyAssignmentScope,
        info.policyDefinitionEffect,
      ],
      ['Allowed locations', 'p1', groupPath, 'deny'],
    );
    assert.deepEqual((info.evaluationDetails as { evaluatedExpressions: object[] }).evaluatedExpressions[0], {
      result: 'True',
      expressionKind: 'Field',
      expression: 'location',
      path: 'location',
      expressionValue: 'westeurope',
      targetValue: ['northeurope'],
      operator: 'NotIn',
    });
    // "Indexed" leaves resource groups alone.
    assert.equal((await put({}, groupPath)).status, 200);
    await lift(groupPath);
    assert.equal((await put({})).status, 201);
  });

  it('holds at the scope and below, but not where it is excluded or not enforced', async () => {
    const parameters = { tagName: { value: 'costCenter' } };
    const tag = { policyDefinitionId: builtIn('871b6d14-10aa-478d-b590-94f262ecfa99'), parameters };
    const { subscription } = people;
    await people.put(subscription, 'policyAssignments', 'p1', tag);
    await denied({});
    assert.equal((await put({ tags: { CostCenter: '42' } })).status, 200);
    await people.put(subscription, 'policyAssignments', 'p1', { ...tag, notScopes: [groupPath] });
    assert.equal((await put({})).status, 200);
    await people.put(subscription, 'policyAssignments', 'p1', { ...tag, enforcementMode: 'DoNotEnforce' });
    assert.equal((await put({})).status, 200);
    await lift(subscription);
  });

  it('denies by a definition of the subscription, by type, and resource groups too', async () => {
    const { subscription } = people;
    const definition = (rule: object, effect = 'deny') => ({
      properties: { mode: 'All', policyRule: { if: rule, then: { effect } } },
    });
    const gateways = {
      field: 'type',
      in: ['Microsoft.Resources/subscriptions/resourceGroups', 'Microsoft.Network/networkSecurityGroups'],
    };
    await people.call('PUT', subscription, 'policyDefinitions', 'none-of-these', definition(gateways));
    const policyDefinitionId = `${subscription}/providers/Microsoft.Authorization/policyDefinitions/none-of-these`;
    await people.put(subscription, 'policyAssignments', 'p1', { policyDefinitionId });
    await denied({});
    await denied({}, `${subscription}/resourceGroups/rg-new`);
    const used = await people.remove(subscription, 'policyDefinitions', 'none-of-these');
    assert.equal(used.body.error?.code, 'PolicyDefinitionInUse');
    await people.call(
      'PUT',
      subscription,
      'policyDefinitions',
      'none-of-these',
      definition(gateways, 'audit'),
    );
    assert.equal((await put({})).status, 200);
    await lift(subscription);
  });

  it('refuses rules that it does not understand, and assignments without their parameters', async () => {
    const { subscription } = people;
    const rule = (policyRule: object) => ({ properties: { policyRule } });
    for (const policyRule of [
      { if: { field: 'kind', equals: 'x' }, then: { effect: 'deny' } },
      { if: { field: 'location', contains: 'x' }, then: { effect: 'deny' } },
      { if: { value: '[resourceGroup().name]', like: 'x*' }, then: { effect: 'deny' } },
      { if: { field: 'location', equals: 'x' }, then: { effect: 'modify' } },
    ]) {
      const answer = await people.call('PUT', subscription, 'policyDefinitions', 'bad', rule(policyRule));
      assert.deepEqual(
        [answer.status, answer.body.error?.code],
        [400, 'InvalidPolicyRule'],
        JSON.stringify(policyRule),
      );
    }
    const incomplete = await people.call('PUT', groupPath, 'policyAssignments', 'p1', {
      properties: { policyDefinitionId: locations },
    });
    assert.equal(incomplete.body.error?.code, 'MissingPolicyParameter');
  });
});
