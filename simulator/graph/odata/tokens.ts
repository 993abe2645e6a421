import { odataError } from '../errors';

export type Literal =
  | { kind: 'String' | 'DateTimeOffset' | 'Guid'; value: string }
  | { kind: 'Int32'; value: number }
  | { kind: 'Boolean'; value: boolean }
  | { kind: 'null'; value: null };

export type Token =
  { literal: Literal; text: string } | { name: string; text: string } | { symbol: string; text: string };

const guid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const date = '\\d{4}-\\d\\d-\\d\\d(?:T\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?:Z|[+-]\\d\\d:\\d\\d))?';
const token = new RegExp(
  `\\s*(?:('(?:[^']|'')*')|(${guid})|(${date})|(-?\\d+)|([A-Za-z_$][\\w/$.]*)|([(),:])|(\\S))`,
  'y',
);

/** The tokens of an OData `$filter`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const found = token.exec(text);
    if (!found || found[7] !== undefined) {
      throw odataError(`Invalid filter clause: syntax error in '${text}' at '${found?.[7] ?? ''}'.`);
    }
    tokens.push(toToken(found));
  }
  return tokens;
}

function toToken([, quoted, id, instant, number, name, symbol = '']: RegExpExecArray): Token {
  if (quoted !== undefined) {
    const value = quoted.slice(1, -1).replaceAll("''", "'");
    return { literal: { kind: 'String', value }, text: quoted };
  }
  if (id !== undefined) return { literal: { kind: 'Guid', value: id }, text: id };
  if (instant !== undefined) return { literal: { kind: 'DateTimeOffset', value: instant }, text: instant };
  if (number !== undefined) return { literal: { kind: 'Int32', value: Number(number) }, text: number };
  if (name === 'null') return { literal: { kind: 'null', value: null }, text: name };
  if (name === 'true' || name === 'false') {
    return { literal: { kind: 'Boolean', value: name === 'true' }, text: name };
  }
  return name === undefined ? { symbol, text: symbol } : { name, text: name };
}
