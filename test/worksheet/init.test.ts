import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Ask } from '../../client/init/questions';
import { runInit } from '../../client/init';
import { renderWorksheet } from '../../client/init/render';
import { formatFinding } from '../../worksheet/finding';
import type { WorksheetInput } from '../../worksheet/schema';

const common: Record<string, string> = {
  'azure.tenantId': '7c1d6e0a-3b52-4a86-9d8e-51f6c2a4b7d1',
  'azure.subscriptionId': '2f9b6c1e-8d47-4c0b-b5a3-90e1d7f6a824',
  'connection.deviceAddress': '131.107.2.20',
  'localNetwork.prefixes': '10.10.0.0/16, 10.11.0.0/16',
  'dns.servers': 'dc1=10.10.0.4, dc2=10.10.0.5',
  'domain.name': 'corp.contoso.com',
  'domain.organizationalUnit': 'OU=Servers,DC=corp,DC=contoso,DC=com',
  'domain.joinAccount': 'CORP\\svc-dirsync-join',
  'entraConnect.installer.source': 'https://downloads.contoso.example/AzureADConnect.msi',
  'entraConnect.installer.sha256': 'a'.repeat(64),
  'licensing.expectedUsers': '200',
  'licence.usageLocation': 'NL',
  approvers: 'anna.berg@contoso.com, pieter.vos@contoso.com',
};

/** Answers as given, else the default, else nothing; each is validated, as on a terminal. */
function answering(answers: Record<string, string>): Ask {
  return async (question) => {
    const answer = answers[question.path] ?? question.default ?? '';
    assert.equal(question.validate(answer), true, `${question.path} = "${answer}"`);
    return answer;
  };
}

describe('dirsync init', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'init-'));
    file = join(folder, 'new', 'worksheet.yaml');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const table: [string, Record<string, string>][] = [
    ['a VPN', { 'proxy.address': 'http://proxy.corp.contoso.com:8080' }],
    [
      'ExpressRoute',
      {
        'connection.kind': 'expressRoute',
        'connection.circuitId':
          '/subscriptions/2f9b6c1e-8d47-4c0b-b5a3-90e1d7f6a824/resourceGroups/rg/providers/Microsoft.Network/expressRouteCircuits/erc',
      },
    ],
    ['an existing network', { 'virtualNetwork.existing': 'yes', 'licence.usageLocation': '', approvers: '' }],
  ];
  for (const [what, answers] of table) {
    it(`writes a valid worksheet for ${what}`, async () => {
      const result = await runInit({ file, ask: answering({ ...common, ...answers }) });
      assert.deepEqual(result.ok ? result.warnings : result.problems.map(formatFinding), []);
      const text = readFileSync(file, 'utf8');
      assert.match(text, /^# yaml-language-server: \$schema=.*worksheet\.schema\.json\n/);
      assert.match(text, /# Table L: .*\nlocalNetwork:/);
    });
  }

  it('judges each answer at once, with the rules of the worksheet', async () => {
    const refused: Record<string, string> = {
      'azure.tenantId': 'contoso',
      'azure.location': 'westeurop',
      'virtualNetwork.addressSpace': '10.24.64.0/33',
      'connection.deviceAddress': '10.0.0.1',
      'connection.sharedKey': 'Zk3vT9qLm2Xw7Rb5Yc8Hd4Nf6Pj1Sg0Q',
      'subnets.server.prefix': '10.24.64.0/28',
      'localNetwork.prefixes': '10.10.0.0/16, 10.10.4.0/24',
      'dns.servers': 'dc1=10.99.0.4',
      'server.name': 'A-NAME-THAT-IS-TOO-LONG',
      'server.administrator.name': 'admin',
      'domain.joinAccount': 'join',
      'licensing.expectedUsers': 'many',
      'licence.usageLocation': 'UK',
      'licence.sku': 'Microsoft 365 E3',
      'domain.name': '',
    };
    const said: Record<string, true | string> = {};
    const ask = answering(common);
    await runInit({
      file,
      ask: async (question) => {
        const wrong = refused[question.path];
        if (wrong !== undefined) said[question.path] = question.validate(wrong);
        return ask(question);
      },
    });
    assert.deepEqual(
      Object.keys(refused).filter((path) => typeof said[path] !== 'string'),
      [],
    );
    assert.ok(!JSON.stringify(said).includes(refused['connection.sharedKey']!));
  });

  it('does not write over a file without --force', async () => {
    file = join(folder, 'worksheet.yaml');
    writeFileSync(file, 'mine');
    await assert.rejects(runInit({ file, ask: answering(common) }), /exists already; --force/);
    assert.equal(readFileSync(file, 'utf8'), 'mine');
    assert.ok((await runInit({ file, force: true, ask: answering(common) })).ok);
  });

  it('writes gaps that validation finds, when nothing is to be asked', async () => {
    const result = await runInit({ file, ask: false });
    assert.ok(!result.ok);
    const gaps = readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((text, index) => (text.includes('FILL-IN') ? [index + 1] : []));
    const lines = new Set(result.problems.map(({ line }) => line));
    // Of a DNS server the address is refused, and its name can be anything.
    assert.deepEqual(gaps.filter((line) => !lines.has(line)).length, 1);
  });

  it('renders what it is given', () => {
    const contoso = parse(
      readFileSync(join(__dirname, '../../examples/contoso/worksheet.yaml'), 'utf8'),
    ) as WorksheetInput;
    assert.deepEqual(parse(renderWorksheet(contoso, 's.json')), contoso);
  });
});
