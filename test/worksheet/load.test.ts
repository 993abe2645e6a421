import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkWorksheet } from '../../worksheet/check';
import type { Finding } from '../../worksheet/finding';
import { formatFinding } from '../../worksheet/finding';
import { loadWorksheet, parseWorksheet } from '../../worksheet/load';

const contoso = readFileSync(join(__dirname, '../../examples/contoso/worksheet.yaml'), 'utf8');

function problems(text: string): Finding[] {
  const result = parseWorksheet(text, 'w.yaml');
  assert.equal(result.ok, false);
  return result.ok ? [] : result.problems;
}

const rules = (findings: Finding[]) => findings.map(({ rule }) => rule);

describe('reading a worksheet', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'worksheet-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('takes JSON too, with tabs', () => {
    const file = join(folder, 'w.json');
    writeFileSync(file, JSON.stringify(parse(contoso), null, '\t'));
    const result = loadWorksheet(file);
    assert.ok(result.ok);
    assert.equal(result.worksheet.deployment, 'contoso');
    assert.equal(result.worksheet.gates.plan!.approvals, 1);
  });

  it('places findings in JSON', () => {
    const json = JSON.stringify(parse(contoso), null, 2).replace('10.24.65.0/28', '10.24.96.0/28');
    const [finding] = problems(json);
    const line = json.split('\n').findIndex((text) => text.includes('10.24.96.0/28')) + 1;
    assert.deepEqual([finding!.rule, finding!.line, finding!.column], ['subnet-containment', line, 17]);
  });

  it('says that there is no such file, or that it is a folder', () => {
    for (const file of [join(folder, 'none.yaml'), folder]) {
      const result = loadWorksheet(file);
      assert.ok(!result.ok);
      assert.deepEqual(rules(result.problems), ['unreadable']);
      assert.equal(result.problems[0]!.file, file);
    }
  });

  const table: [string, string, string[]][] = [
    ['an empty file', '', ['empty']],
    ['comments only', '# nothing\n', ['empty']],
    ['a scalar', 'hello', ['mapping']],
    ['a list', '- a\n', ['mapping']],
    ['a tab as indent', 'azure:\n\tcloud: public\n', ['yaml-syntax']],
    ['an open bracket', 'azure: {', ['yaml-syntax']],
    ['two documents', 'deployment: a\n---\ndeployment: b\n', ['yaml-syntax']],
    ['more than 1 MiB', `# ${'x'.repeat(1024 * 1024)}`, ['too-large']],
    ['aliases that multiply', bomb(), ['aliases']],
    ['nesting beyond the stack', '['.repeat(100_000) + ']'.repeat(100_000), ['too-deep']],
    ['brackets without end', '['.repeat(100), ['yaml-syntax']],
  ];
  for (const [what, text, expected] of table) {
    it(`makes ${what} a finding`, () => assert.deepEqual([...new Set(rules(problems(text)))], expected));
  }

  it('never repeats what stands in the place of a secret, even where YAML chokes on it', () => {
    for (const secret of [
      '*Pl4nted',
      '&Pl4nted x',
      '!Pl4nted x',
      '@Pl4nted',
      '%Pl4nted',
      '"Pl4nted\\q"',
      '{Pl4nted: 1}',
      '[Pl4nted]',
      "'Pl4nted",
    ]) {
      const text = contoso.replace('env:DIRSYNC_ADMIN_PASSWORD', secret);
      const found = problems(text);
      assert.ok(found.length > 0, secret);
      assert.ok(!JSON.stringify(found).includes('Pl4nted'), secret);
    }
  });

  it('reports everything at once, in the order of the file', () => {
    const text = contoso
      .replace('location: westeurope', 'location: westeurop')
      .replace('addressSpace: 10.24.64.0/20', 'addressSpace: 10.24.64.0/33')
      .replace('prefix: 10.24.65.0/28', 'prefix: 10.24.64.0/28')
      .replace('131.107.2.20', '10.1.1.1')
      .replace('  name: corp.contoso.com\n', '')
      .replace('CORP\\svc-dirsync-join', 'join')
      .replace('diskType: StandardSSD_LRS', 'diskType: SSD\n  colour: red');
    assert.deepEqual(rules(problems(text)), [
      'location',
      'cidr',
      'public-address',
      'subnet-overlap',
      'choice',
      'unknown-key',
      'missing',
      'join-account',
    ]);
  });

  it('goes on after a duplicate key', () => {
    const text = contoso.replace('kind: vpn', 'kind: vpn\n  kind: vpn').replace('131.107.2.20', '10.1.1.1');
    assert.deepEqual(rules(problems(text)), ['duplicate-key', 'public-address']);
  });

  it('follows aliases to the value', () => {
    const text = contoso
      .replace('- name: dc1\n      address: 10.10.0.4', '&dc\n      name: dc1\n      address: 10.99.0.4')
      .replace('    &dc', '    - &dc')
      .replace('- name: dc2\n      address: 10.10.0.5', '- *dc');
    assert.deepEqual([...new Set(rules(problems(text)))], ['dns-servers', 'dns-duplicate']);
  });

  it('formats a finding on one line', () => {
    const [finding] = problems(contoso.replace('kind: vpn', 'kind: vpm'));
    assert.equal(
      formatFinding(finding!),
      'w.yaml:34:9 connection.kind: is not one of the choices — Did you mean vpn? Choose one of vpn, expressRoute, existing.',
    );
  });

  it('checks what is not a file without places', () => {
    const input = parse(contoso) as Record<string, unknown>;
    assert.equal(checkWorksheet(input).worksheet!.server.size, 'Standard_D2s_v5');
    const { worksheet, findings } = checkWorksheet({ ...input, dns: { servers: [] } });
    assert.equal(worksheet, undefined);
    assert.deepEqual(
      findings.map(({ path, rule, line }) => ({ path, rule, line })),
      [{ path: 'dns.servers', rule: 'range', line: undefined }],
    );
    for (const nonsense of [undefined, null, 7, 'x', []]) {
      assert.deepEqual(rules(checkWorksheet(nonsense).findings), ['mapping']);
    }
  });
});

function bomb(): string {
  const levels = 'abcdefghi'.split('').map((name, index, all) => {
    const items = Array.from({ length: 9 }, () => (index === 0 ? 'x' : `*${all[index - 1]}`));
    return `${name}: &${name} [${items.join(', ')}]`;
  });
  return levels.join('\n');
}
