import assert from 'node:assert/strict';
import { join } from 'node:path';
import { resourceKinds } from '../../roadmap/resources';
import { correctable, compareWorksheets, ruleFor } from '../../worksheet/corrections';
import { loadWorksheet } from '../../worksheet/load';
import { worksheetJsonSchema } from '../../worksheet/jsonSchema';
import type { Worksheet } from '../../worksheet/schema';
import { valueAt } from '../../worksheet/schemaWalk';

const loaded = loadWorksheet(join(__dirname, '../../examples/contoso/worksheet.yaml'));
assert.ok(loaded.ok);
const contoso = loaded.worksheet;

function changed(path: string, value: unknown): Worksheet {
  const copy = structuredClone(contoso);
  const keys = path.split('.');
  (valueAt(keys.slice(0, -1), copy) as Record<string, unknown>)[keys.at(-1)!] = value;
  return copy;
}

const allButTheJoin = [
  'resourceGroup',
  'virtualNetwork',
  'serverSubnet',
  'gateway',
  'connection',
  'virtualMachine',
];

describe('corrections of a running deployment', () => {
  const table: [path: string, value: unknown, allowed: boolean, builtKinds?: string[]][] = [
    ['server.size', 'Standard_D4s_v5', false],
    ['server.size', 'Standard_D4s_v5', true, ['virtualNetwork']],
    ['domain.joinAccount', 'CORP\\other', true],
    ['domain.joinPassword', 'env:OTHER', true],
    ['domain.name', 'ad.contoso.com', true],
    ['domain.name', 'ad.contoso.com', false, ['domainJoin']],
    ['domain.organizationalUnit', undefined, true],
    ['proxy.address', 'http://other.contoso.com:8080', true],
    ['proxy', undefined, true],
    ['licensing.rules', [], true],
    ['licensing.expectedUsers', 5, true],
    ['gates.plan.approvers', ['x@contoso.com'], true],
    ['notify', { webhook: 'env:HOOK' }, true],
    ['entraConnect.installer.minimumVersion', '2.7.1.0', true],
    ['connection.sharedKey', 'env:OTHER', true],
    ['connection.deviceAddress', '131.107.2.21', true],
    ['connection.connectWithin', '1 day', true],
    ['connection.device', undefined, true],
    ['localNetwork.prefixes', ['10.10.0.0/16'], true],
    ['dns.servers', [{ name: 'dc1', address: '10.10.0.4' }], true],
    ['azure.adopt', ['nic-contoso'], true],
    ['azure.tags', { owner: 'x' }, false],
    ['azure.tags', { owner: 'x' }, true, []],
    ['server.administrator.password', 'env:OTHER', true, []],
    ['server.administrator.password', 'env:OTHER', false],
    ['deployment', 'fabrikam', false],
    ['deployment', 'fabrikam', false, []],
    ['azure.tenantId', contoso.azure.subscriptionId, false, []],
    ['azure.subscriptionId', contoso.azure.tenantId, false],
    ['azure.cloud', 'china', false],
    ['azure.resourceGroup', 'rg-other', false],
    ['azure.location', 'northeurope', false],
    ['azure.location', 'northeurope', true, []],
    ['virtualNetwork.name', 'vnet-other', false],
    ['virtualNetwork.addressSpace', '10.25.0.0/20', false],
    ['virtualNetwork.addressSpace', '10.25.0.0/20', true, ['resourceGroup', 'networkSecurityGroup']],
    ['subnets.server.prefix', '10.24.66.0/28', false],
    ['connection.kind', 'existing', false, []],
    ['server.name', 'CONTOSO-SYNC02', false],
    ['server.name', 'CONTOSO-SYNC02', true, ['virtualNetwork']],
    ['server.image', 'MicrosoftWindowsServer:WindowsServer:2019-datacenter:latest', false],
    ['server.administrator.name', 'other', false],
  ];
  for (const [path, value, allowed, builtKinds] of table) {
    it(`${path} ${allowed ? 'may' : 'may not'} change${builtKinds ? ` with ${builtKinds.join(', ') || 'nothing'} built` : ''}`, () => {
      const { changes, refused } = compareWorksheets(
        contoso,
        changed(path, value),
        builtKinds ?? allButTheJoin,
      );
      const paths = [...changes, ...refused].map((one) => one.path);
      assert.ok(
        paths.length > 0 && paths.every((one) => one === path || one.startsWith(`${path}.`)),
        paths.join(),
      );
      assert.deepEqual([changes.length > 0, refused.length > 0], [allowed, !allowed]);
    });
  }

  it('finds nothing in an equal worksheet', () => {
    assert.deepEqual(compareWorksheets(contoso, structuredClone(contoso), allButTheJoin), {
      changes: [],
      refused: [],
    });
  });

  it('shows what a field was and will be', () => {
    const { changes } = compareWorksheets(contoso, changed('server.size', 'Standard_D4s_v5'), []);
    assert.deepEqual(changes, [{ path: 'server.size', before: 'Standard_D2s_v5', after: 'Standard_D4s_v5' }]);
  });

  it('has a rule for every field of the schema, and names only kinds that the roadmap has', () => {
    const without = leaves(worksheetJsonSchema() as Schema, '').filter((path) => {
      const rule = ruleFor(path);
      return typeof rule === 'object' && 'never' in rule && rule.never.startsWith('nobody has said');
    });
    assert.deepEqual(without, []);
    const kinds = Object.values(correctable).flatMap((rule) =>
      typeof rule === 'object' && 'until' in rule ? [rule.until] : [],
    );
    assert.deepEqual(
      kinds.filter((kind) => !(resourceKinds as readonly string[]).includes(kind)),
      [],
    );
  });
});

interface Schema {
  properties?: Record<string, Schema>;
  oneOf?: Schema[];
  anyOf?: Schema[];
}

function leaves(schema: Schema, path: string): string[] {
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) return alternatives.flatMap((one) => leaves(one, path));
  if (!schema.properties) return [path];
  return Object.entries(schema.properties).flatMap(([key, child]) =>
    leaves(child, path ? `${path}.${key}` : key),
  );
}
