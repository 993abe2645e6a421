import type { Document, ErrorCode, LineCounter } from 'yaml';
import type { Finding } from './finding';
import type { Place } from './locate';
import { position } from './locate';

/**
 * What is wrong with the YAML itself. In our own words, because the library's messages quote the text,
 * and a password that begins with & or * is such a text.
 */
export function syntaxFindings(document: Document, lines: LineCounter): (Finding & Place)[] {
  return [...document.errors, ...document.warnings].slice(0, most).map(({ code, pos }) => {
    const [problem, remedy] = sayings[code] ?? unclear;
    const rule = rules[code] ?? 'yaml-syntax';
    return { severity: 'error', path: '', ...position(lines, pos[0]), problem, remedy, rule };
  });
}

/** What comes after so many is the consequence of what came before. */
const most = 20;

const rules: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: 'duplicate-key',
  RESOURCE_EXHAUSTION: 'too-deep',
};

const unclear: [string, string] = [
  'the YAML can not be understood from here on',
  'Look at this line and the one before: a missing quote, colon or indent?',
];

const quotes = 'Put the value in single quotes.';

const sayings: Partial<Record<ErrorCode, [string, string]>> = {
  BAD_ALIAS: ['a value that begins with * refers to an anchor that is not there', quotes],
  ALIAS_PROPS: ['a value begins with * after a tag or anchor', quotes],
  BAD_PROP_ORDER: ['a tag or anchor is in the wrong place', quotes],
  MULTIPLE_ANCHORS: ['a value begins with & twice', quotes],
  MULTIPLE_TAGS: ['a value begins with ! twice', quotes],
  TAG_RESOLVE_FAILED: ['a value that begins with ! is a tag that nobody knows', quotes],
  BAD_SCALAR_START: ['a value begins with a character that YAML keeps for itself', quotes],
  BAD_DQ_ESCAPE: ['a backslash in double quotes begins an escape that is not known', quotes],
  BAD_INDENT: ['the indent is wrong', 'Indent fields of the same mapping by the same number of spaces.'],
  TAB_AS_INDENT: ['a tab is used as indent', 'Indent with spaces.'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a mapping begins where a value is expected',
    'Put it on a line of its own, or quote the value.',
  ],
  BLOCK_IN_FLOW: [
    'an indented list or mapping stands inside brackets',
    'Write it with brackets too, or without any.',
  ],
  MULTILINE_IMPLICIT_KEY: ['a key goes over several lines', 'Is a colon missing, or an indent wrong?'],
  MISSING_CHAR: ['a character is missing', 'Look for a colon, comma, quote or bracket that is missing here.'],
  MULTIPLE_DOCS: ['there is more than one document', 'One file is one deployment: take out the line ---.'],
  RESOURCE_EXHAUSTION: ['it is nested too deeply to be read', 'Is this the right file?'],
  DUPLICATE_KEY: ['this key is there already', 'Keep one of the two.'],
  UNEXPECTED_TOKEN: [
    'something stands here that does not belong',
    'Look for a missing quote, comma or line break.',
  ],
};
