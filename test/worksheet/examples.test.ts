import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Finding, Severity } from '../../worksheet/finding';
import { formatFinding } from '../../worksheet/finding';
import { loadWorksheet } from '../../worksheet/load';
import { valueAt } from '../../worksheet/schemaWalk';

const root = join(__dirname, '..', '..');
const examples = join(root, 'examples');

/** Passwords and keys that are planted in the invalid worksheets. */
const planted = [
  'Not-A-Reference-42',
  'Zk3vT9qLm2Xw7Rb5Yc8Hd4Nf6Pj1Sg0Q',
  '8675309424242',
  'Pr0xy-Pass-77',
  'Pl4ntedS1gnature',
];

interface Example {
  file: string;
  name: string;
  text: string;
  rule: string;
  path: string;
}

function examplesIn(folder: string): Example[] {
  return readdirSync(join(examples, folder)).map((name) => {
    const file = join(examples, folder, name);
    const text = readFileSync(file, 'utf8');
    const [, rule = '', path = ''] = /^# expect: (\S+) ?(.*)\n/.exec(text) ?? [];
    return { file, name, text, rule, path };
  });
}

function findingsOf(file: string): Finding[] {
  const result = loadWorksheet(file);
  return result.ok ? result.warnings : result.problems;
}

describe('worksheets in examples/', () => {
  for (const name of ['contoso', 'expressroute', 'existing-network']) {
    it(`${name} is valid, and nothing in it is unwise`, () => {
      const result = loadWorksheet(join(examples, name, 'worksheet.yaml'));
      assert.deepEqual(result.ok ? result.warnings : result.problems.map(formatFinding), []);
    });
  }

  const table: [string, Severity][] = [
    ['invalid', 'error'],
    ['warnings', 'warning'],
  ];
  for (const [folder, severity] of table) {
    for (const example of examplesIn(folder)) {
      it(`${folder}/${example.name}: ${example.rule} ${example.path}`, () => {
        assert.notEqual(example.rule, '', 'the first line must be "# expect: <rule> <path>"');
        const result = loadWorksheet(example.file);
        assert.equal(result.ok, severity === 'warning');
        const findings = findingsOf(example.file);
        const seen = findings.map(({ rule, path, severity: kind }) => ({ rule, path, severity: kind }));
        assert.deepEqual(seen, [{ rule: example.rule, path: example.path, severity }]);
        assertPlace(findings[0]!, example);
      });
    }
  }

  it('show no secret in any finding', () => {
    const files = ['invalid', 'warnings'].flatMap(examplesIn);
    const said = files.flatMap(({ file }) => findingsOf(file)).map((finding) => JSON.stringify(finding));
    const written = files.map(({ text }) => text).join();
    for (const secret of planted) {
      assert.ok(written.includes(secret), `${secret} is planted`);
      assert.ok(!said.some((text) => text.includes(secret)));
    }
  });

  it('cover every rule, and docs/worksheet.md explains every rule', () => {
    const rooms = ['worksheet', 'worksheet/checks'].map((room) => join(root, room));
    const source = rooms.flatMap((room) =>
      readdirSync(room)
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(room, name), 'utf8')),
    );
    const rules = new Set(
      source.flatMap((text) => [...text.matchAll(/\brule: '([a-z0-9-]+)'/g)].map((one) => one[1]!)),
    );
    const covered = new Set(['invalid', 'warnings'].flatMap(examplesIn).map(({ rule }) => rule));
    assert.deepEqual([...rules].filter((rule) => !covered.has(rule)).sort(), []);
    const docs = readFileSync(join(root, 'docs', 'worksheet.md'), 'utf8');
    assert.deepEqual([...covered, ...rules].filter((rule) => !docs.includes(`\`${rule}\``)).sort(), []);
  });
});

/** The text at the finding's line and column is the offending value, its key, or the key of the mapping that lacks it. */
function assertPlace({ line, column, path, rule }: Finding, { text }: Example): void {
  if (path === '') return;
  assert.ok(line && column);
  const written = text.split('\n')[line - 1] ?? '';
  const here = written.slice(column - 1).replace(/^['"]/, '');
  const keys = path.split(/[.[\]]+/).filter(Boolean);
  const value = valueAt(keys, parse(text));
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const key = rule === 'missing' ? keys.at(-2)! : keys.at(-1)!;
  const expected = isText && rule !== 'unknown-key' && rule !== 'tags' ? String(value) : key;
  assert.ok(here.startsWith(expected), `line ${line}, column ${column} is at "${here}"`);
}
