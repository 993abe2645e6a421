import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { LoadResult } from '../../worksheet/load';
import { parseWorksheet } from '../../worksheet/load';
import { checkWorksheet } from '../../worksheet/check';
import { contosoFile, contosoInput } from '../support/worksheet';
import { anyJson, oddText, pathsOf, settings, withValue } from './cases';

const example = readFileSync(contosoFile, 'utf8');
const input = contosoInput();

/** A worksheet that is taken, or findings that a person can act on. */
function fitForPeople(result: LoadResult): void {
  if (result.ok) return;
  assert.ok(result.problems.length > 0);
  for (const { problem, remedy, line, column } of result.problems) {
    assert.ok(problem.length > 0 && remedy.length > 0);
    assert.ok((line ?? 1) >= 1 && (column ?? 1) >= 1);
    assert.doesNotMatch(`${problem} ${remedy}`, /\n\s+at |node_modules|undefined|\[object Object\]/);
  }
}

/** Pieces that YAML gives a meaning, put anywhere. */
const fragments = fc.oneof(
  oddText,
  fc.constantFrom(
    '&a ',
    '*a',
    '<<: *a\n',
    '!!binary ',
    '? ',
    '- ',
    '|\n',
    '>\n',
    '{',
    '[',
    '}',
    ']',
    '\t',
    '---\n',
  ),
  fc.constantFrom(
    '...\n',
    '%YAML 9\n',
    '"',
    "'",
    '#',
    ': ',
    ',',
    '\u2028',
    '\u0085',
    '0x',
    '1e999',
    '.inf',
    '2001-01-01',
  ),
);

describe(`hostile worksheets, ${settings.numRuns} cases each`, function () {
  this.timeout('20 minutes');

  it('any text', () => {
    fc.assert(
      fc.property(oddText, (text) => fitForPeople(parseWorksheet(text))),
      settings,
    );
  });

  it('any value, written as YAML', () => {
    fc.assert(
      fc.property(anyJson, (value) => fitForPeople(parseWorksheet(stringify(value)))),
      settings,
    );
  });

  it('the example with something put into it', () => {
    const place = fc.nat(example.length);
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fragments), { minLength: 1, maxLength: 5 }), (edits) => {
        const text = edits.reduce((old, [at, what]) => old.slice(0, at) + what + old.slice(at), example);
        fitForPeople(parseWorksheet(text));
      }),
      settings,
    );
  });

  it('the example with a part cut out', () => {
    fc.assert(
      fc.property(fc.nat(example.length), fc.nat(400), (at, length) => {
        fitForPeople(parseWorksheet(example.slice(0, at) + example.slice(at + length)));
      }),
      settings,
    );
  });

  it('the example with another value anywhere, and the finding is there', () => {
    const lastNames = new Set(['tags', 'owner', 'costCentre']);
    const paths = pathsOf(input).filter((path) => !path.some((part) => lastNames.has(String(part))));
    const wrong = fc.oneof(
      fc.constant({ a: { b: [null] } }),
      fc.constant([[['x']]]),
      fc.double(),
      fc.constant(-7),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), wrong, (path, value) => {
        const { worksheet, findings } = checkWorksheet(withValue(input, path, value));
        if (worksheet) return;
        const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
        const at = text.replace(/^\./, '');
        const near = findings.filter((one) => one.path.startsWith(at) || at.startsWith(one.path));
        assert.ok(near.length > 0, `${at} = ${JSON.stringify(value)}: ${JSON.stringify(findings)}`);
      }),
      settings,
    );
  });

  it('any value in a field that takes text', () => {
    const paths = pathsOf(input);
    fc.assert(
      fc.property(fc.constantFrom(...paths), anyJson, (path, value) => {
        fitForPeople(parseWorksheet(JSON.stringify(withValue(input, path, value))));
      }),
      settings,
    );
  });

  const shapes: Record<string, string> = {
    'line ends of Windows': example.replaceAll('\n', '\r\n'),
    'a byte order mark': `\ufeff${example}`,
    both: `\ufeff${example.replaceAll('\n', '\r\n')}`,
    'no line end at the end': example.trimEnd(),
  };
  for (const [what, text] of Object.entries(shapes)) {
    it(`takes the example with ${what}`, () => {
      const result = parseWorksheet(text);
      assert.ok(result.ok, JSON.stringify(result));
    });
  }

  const refused: Record<string, [string, RegExp]> = {
    'more than 1 MiB': ['#'.repeat(1024 * 1024 + 1), /larger than 1 MiB/],
    'brackets without end': ['['.repeat(100_000), /too deeply/],
    'maps without end': [
      Array.from({ length: 5000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
      /too deeply|not a mapping|unknown|missing|larger/,
    ],
    'aliases in circles': ['tags: &a [*a]\n', /not known here/],
    'aliases that multiply': [
      [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        ...'bcdefghi'
          .split('')
          .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
      ].join('\n'),
      /multiply without bound/,
    ],
    'NUL bytes': ['\u0000'.repeat(1000), /./],
    binary: [Buffer.from(Array.from({ length: 4096 }, (_, i) => i % 256)).toString('latin1'), /./],
    'several documents': [`${example}\n---\n${example}`, /more than one document/],
    prototypes: [
      '__proto__: {deployment: x}\nconstructor: {prototype: {y: z}}\n',
      /unknown|not a field|missing/,
    ],
  };
  for (const [what, [text, message]] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      const result = parseWorksheet(text);
      assert.ok(!result.ok);
      fitForPeople(result);
      assert.match(result.problems.map((one) => one.problem).join('; '), message);
      assert.equal(({} as { deployment?: string }).deployment, undefined);
    });
  }
});
