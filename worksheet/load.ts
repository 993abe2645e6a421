import { readFileSync, statSync } from 'node:fs';
import type { Document } from 'yaml';
import { LineCounter, parseDocument } from 'yaml';
import { inspect } from './check';
import type { Finding, Found } from './finding';
import { error, toFinding } from './finding';
import { place } from './locate';
import type { Worksheet } from './schema';
import { syntaxFindings } from './yamlProblems';

export type LoadResult =
  { ok: true; worksheet: Worksheet; warnings: Finding[] } | { ok: false; problems: Finding[] };

/** A worksheet of a hundred licence rules has some 30 KiB. */
const largest = 1024 * 1024;

/** A worksheet has brackets two deep; the parser takes seconds for tens of thousands. */
const deepest = 100;

/** Reads and checks a worksheet in YAML or JSON. Never throws for what is wrong with the file: every problem is a finding. */
export function loadWorksheet(file: string): LoadResult {
  let text: string;
  try {
    const { size } = statSync(file);
    if (size > largest) return failed(file, [tooLarge]);
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    return failed(file, [unreadable((cause as NodeJS.ErrnoException).code)]);
  }
  return parseWorksheet(text, file);
}

/** The same for a text; `file` is only for the findings. Pure. */
export function parseWorksheet(text: string, file?: string): LoadResult {
  if (text.length > largest) return failed(file, [tooLarge]);
  if (bracketsDeep(text) > deepest) return failed(file, [tooDeep]);
  const lines = new LineCounter();
  const read = readYaml(text, lines);
  if ('found' in read) return failed(file, [read.found]);
  const syntax = syntaxFindings(read.document, lines).map((finding) => ({ ...finding, file }));
  // With a key given twice the rest can still be read; after any other mistake there is no telling what was meant.
  if (syntax.some(({ rule }) => rule !== 'duplicate-key')) return { ok: false, problems: syntax };
  if (read.input === null || read.input === undefined) return failed(file, [empty]);
  const { worksheet, found } = inspect(read.input);
  const placed = found.map((one) => ({ ...toFinding(one), ...place(one, read.document, lines), file }));
  const findings = [...syntax, ...placed].sort((a, b) => a.line - b.line || a.column - b.column);
  return worksheet && syntax.length === 0
    ? { ok: true, worksheet, warnings: findings }
    : { ok: false, problems: findings };
}

/** How deep brackets are nested, those in quotes and comments counted too. */
function bracketsDeep(text: string): number {
  let depth = 0;
  let deep = 0;
  for (const letter of text) {
    if (letter === '[' || letter === '{') deep = Math.max(deep, ++depth);
    else if ((letter === ']' || letter === '}') && depth > 0) depth--;
  }
  return deep;
}

/** The library throws for aliases that multiply without bound or run in circles. */
function readYaml(
  text: string,
  lines: LineCounter,
): { document: Document; input: unknown } | { found: Found } {
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
    return { document, input: document.toJS() as unknown };
  } catch (cause) {
    if (cause instanceof ReferenceError) return { found: aliases };
    throw cause;
  }
}

function failed(file: string | undefined, found: Found[]): LoadResult {
  return { ok: false, problems: found.map((one) => ({ ...toFinding(one), file })) };
}

const whole = (rule: string, problem: string, remedy: string) => error({ path: [], rule, problem, remedy });

const empty = whole(
  'empty',
  'the file is empty',
  'Let dirsync init write a worksheet, or copy examples/contoso/worksheet.yaml.',
);
const tooLarge = whole(
  'too-large',
  'the file is larger than 1 MiB',
  'Is this the right file? A worksheet has some hundred lines.',
);
const tooDeep = whole('too-deep', 'it is nested too deeply to be read', 'Is this the right file?');
const aliases = whole(
  'aliases',
  'its aliases (*name) run in circles or multiply without bound',
  'Write the values out.',
);

function unreadable(code: string | undefined): Found {
  switch (code) {
    case 'ENOENT':
      return whole(
        'unreadable',
        'there is no such file',
        'Give the path of a worksheet, or let dirsync init write one.',
      );
    case 'EISDIR':
      return whole('unreadable', 'it is a folder', 'Give the path of a worksheet file.');
    default:
      return whole(
        'unreadable',
        `the file can't be read (${code ?? 'unknown reason'})`,
        'Check its permissions.',
      );
  }
}
