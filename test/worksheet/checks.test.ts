import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { resourceKinds, resourceName } from '../../roadmap/resources';
import { resourceNames } from '../../worksheet/checks/adopt';
import { regions } from '../../worksheet/checks/regions';
import { checkWorksheet } from '../../worksheet/check';
import { loadWorksheet } from '../../worksheet/load';
import { valueAt } from '../../worksheet/schemaWalk';

const example = (name: string) => join(__dirname, '../../examples', name, 'worksheet.yaml');
const contoso = readFileSync(example('contoso'), 'utf8');

/** Rules that fire when one field of the Contoso worksheet has this value. */
function rulesFor(path: string, value: unknown): string[] {
  const input: unknown = parse(contoso);
  const keys = path.split('.');
  (valueAt(keys.slice(0, -1), input) as Record<string, unknown>)[keys.at(-1)!] = value;
  return checkWorksheet(input).findings.map(({ rule }) => rule);
}

describe('rules between fields', () => {
  const table: [path: string, value: unknown, rules: string[]][] = [
    ['subnets.server', { name: 's', prefix: '10.24.65.0/29', virtualMachines: 3 }, []],
    ['subnets.server', { name: 's', prefix: '10.24.65.0/29', virtualMachines: 4 }, ['server-subnet-size']],
    ['subnets.server', { name: 's', prefix: '10.24.65.0/28', virtualMachines: 11 }, []],
    ['subnets.server', { name: 's', prefix: '10.24.65.0/27', virtualMachines: 27 }, []],
    ['subnets.server', { name: 's', prefix: '10.24.65.0/27', virtualMachines: 28 }, ['server-subnet-size']],
    ['subnets.server', { name: 's', prefix: '10.24.65.0/26', virtualMachines: 59 }, []],
    ['subnets.server', { name: 's', prefix: '10.24.65.0/26', virtualMachines: 60 }, ['server-subnet-size']],
    ['subnets.server', { name: 's', prefix: '10.24.65.0/25', virtualMachines: 123 }, []],
    ['subnets.gateway.prefix', '10.24.64.0/26', []],
    ['subnets.gateway.prefix', '10.24.64.0/29', ['gateway-subnet-size']],
    ['subnets.gateway.name', 'gatewaysubnet', ['gateway-subnet-name']],
    ['virtualNetwork.addressSpace', '10.024.64.0/20', ['cidr']],
    ['virtualNetwork.addressSpace', '10.24.64.0', ['cidr']],
    ['virtualNetwork.addressSpace', 'fd00::/48', ['cidr']],
    [
      'virtualNetwork.addressSpace',
      '0.0.0.0/0',
      ['private-space', 'local-network-overlap', 'local-network-overlap'],
    ],
    ['connection.deviceAddress', '100.64.0.1', ['public-address']],
    ['connection.deviceAddress', '0x83.107.2.20', ['ipv4']],
    ['localNetwork.prefixes', ['10.10.0.0/15'], []],
    ['localNetwork.prefixes', ['10.0.0.0/8'], ['local-network-overlap']],
    [
      'localNetwork.rdpSources',
      ['0.0.0.0/0', 'Internet', 'VirtualNetwork', '10.10.3.7'],
      ['rdp-open', 'rdp-open'],
    ],
    ['localNetwork.rdpSources', [], ['rdp-sources']],
    ['localNetwork.rdpSources', ['office'], ['cidr']],
    ['azure.location', 'West Europe', ['location']],
    ['server.name', '-SYNC', ['computer-name']],
    ['server.size', 'A2', ['retired-size']],
    ['server.size', 'Basic_A1', ['retired-size']],
    ['server.size', 'Standard_A11', ['retired-size']],
    ['server.size', 'Standard_A2_v2', ['retired-size']],
    ['server.size', 'Standard_B2as_v2', []],
    ['server.size', 'Standard_E4-2s_v5', []],
    ['server.administrator.name', 'Administrator', ['administrator-name']],
    ['server.administrator.name', 'sync.', ['administrator-name']],
    ['server.administrator.name', 'contoso-sync01', ['administrator-name']],
    ['server.image', 'contoso:gold:win2022:1.0.0', []],
    ['domain.organizationalUnit', 'ou=Sync\\, Servers,ou=IT,dc=CORP,dc=contoso,dc=com', []],
    ['domain.organizationalUnit', 'DC=corp,DC=contoso,DC=com', ['organizational-unit']],
    ['domain.joinAccount', 'join@corp.contoso.com', []],
    ['domain.joinAccount', 'CORP/join', ['join-account']],
    ['proxy.address', 'http://proxy:80', []],
    ['proxy.address', 'http://proxy.corp.contoso.com:8080/x', ['proxy-form']],
    ['proxy.address', 'http://proxy.corp.contoso.com:99999', ['proxy-form']],
    ['entraConnect.installer.minimumVersion', '2.5.79.0', ['entra-connect-version']],
    ['entraConnect.installer.minimumVersion', '2.6.84.0', []],
    ['entraConnect.installer.minimumVersion', '2.10.0.0', []],
    ['azure.tags', Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, ''])), ['tags']],
    ['azure.adopt', ['VGW-contoso', 'CONTOSO-SYNC01'], []],
    ['connection.sharedKey', 'keyvault:https://kv.vault.azure.net/secrets/psk', []],
    ['connection.sharedKey', 'keyvault:http://kv.vault.azure.net/secrets/psk', ['secret-reference']],
    ['notify', { webhook: 'https://hooks.contoso.com/T0/secret' }, ['secret-reference']],
    ['gates.plan', { approvers: [], approvals: 3 }, []],
  ];
  for (const [path, value, rules] of table) {
    it(`${path} = ${JSON.stringify(value).slice(0, 80)}: ${rules.join(', ') || 'fine'}`, () => {
      assert.deepEqual(rulesFor(path, value), rules);
    });
  }

  for (const [usageLocation, meant] of Object.entries({ UK: 'GB', nl: 'NL', DEU: 'DE' })) {
    it(`takes usage location ${usageLocation} for ${meant}`, () => {
      const input = parse(contoso) as { licensing: { rules: { usageLocation: string }[] } };
      input.licensing.rules[0]!.usageLocation = usageLocation;
      assert.match(checkWorksheet(input).findings[0]!.remedy, new RegExp(`^Did you mean ${meant}\\?`));
    });
  }

  it('knows the names of resources that the roadmap gives', () => {
    for (const name of ['contoso', 'expressroute', 'existing-network']) {
      const result = loadWorksheet(example(name));
      assert.ok(result.ok);
      const known = resourceNames(result.worksheet);
      const names = new Set(resourceKinds.map((kind) => resourceName(kind, result.worksheet)));
      assert.deepEqual(
        known.filter((one) => one === undefined || !names.has(one)),
        [],
      );
    }
  });

  it('knows each region once', () => {
    const all = Object.values(regions).flat();
    assert.equal(new Set(all).size, all.length);
    assert.ok(all.every((name) => /^[a-z]+\d?$/.test(name)));
  });
});
