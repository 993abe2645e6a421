import { GraphError, badRequest } from './errors';

export type Item = Record<string, unknown>;
export interface Filter {
  matches: (item: Item) => boolean;
  /** Needs `ConsistencyLevel: eventual` and `$count=true` (Microsoft Graph: advanced query capabilities). */
  advanced: boolean;
}
type Literal = string | boolean | null;

const token = /\s*(?:('(?:[^']|'')*')|([A-Za-z_][\w/.]*)|([(),])|(\S))/y;

/** The part of OData's $filter that the simulated collections support; anything else is refused, not ignored. */
export function parseFilter(text: string, filterable: readonly string[]): Filter {
  const tokens = tokenize(text);
  let at = 0;
  let advanced = false;
  const unsupported = (what: string) =>
    badRequest(`The simulated Graph does not support this $filter: ${what}.`);
  const peek = () => tokens[at]?.toLowerCase();
  const next = () => tokens[at++] ?? '';
  const expect = (symbol: string) => {
    if (next() !== symbol) throw badRequest(`Invalid filter clause: '${symbol}' expected in '${text}'.`);
  };
  const property = () => {
    const name = next();
    const known = filterable.find((other) => other === name);
    if (known === undefined) throw unsupported(`property '${name}'`);
    return known;
  };

  const either = (): Filter['matches'] => {
    let left = both();
    while (peek() === 'or') {
      next();
      const [one, other] = [left, both()];
      left = (item) => one(item) || other(item);
    }
    return left;
  };
  const both = (): Filter['matches'] => {
    let left = single();
    while (peek() === 'and') {
      next();
      const [one, other] = [left, single()];
      left = (item) => one(item) && other(item);
    }
    return left;
  };
  const single = (): Filter['matches'] => {
    if (peek() === 'not') {
      next();
      advanced = true;
      const inner = single();
      return (item) => !inner(item);
    }
    if (peek() === '(') {
      next();
      const inner = either();
      expect(')');
      return inner;
    }
    return tokens[at + 1] === '(' ? call() : comparison();
  };
  const call = (): Filter['matches'] => {
    const name = next().toLowerCase();
    if (name !== 'startswith' && name !== 'endswith') throw unsupported(`function '${name}'`);
    if (name === 'endswith') advanced = true;
    expect('(');
    const of = property();
    expect(',');
    const affix = String(literal(next())).toLowerCase();
    expect(')');
    return (item) => {
      const value = item[of];
      if (typeof value !== 'string') return false;
      return name === 'startswith'
        ? value.toLowerCase().startsWith(affix)
        : value.toLowerCase().endsWith(affix);
    };
  };
  const comparison = (): Filter['matches'] => {
    const of = property();
    const operator = next().toLowerCase();
    if (operator === 'in') {
      const values = list().map(folded);
      return (item) => values.includes(folded(item[of]));
    }
    if (operator !== 'eq' && operator !== 'ne') throw unsupported(`operator '${operator}'`);
    if (operator === 'ne') advanced = true;
    const value = folded(literal(next()));
    return (item) => (folded(item[of]) === value) === (operator === 'eq');
  };
  const list = (): Literal[] => {
    expect('(');
    const values = [literal(next())];
    while (peek() === ',') {
      next();
      values.push(literal(next()));
    }
    expect(')');
    return values;
  };

  const matches = either();
  if (at < tokens.length) throw badRequest(`Invalid filter clause: unexpected '${tokens[at]}' in '${text}'.`);
  return { matches, advanced };
}

function literal(text: string): Literal {
  if (/^'.*'$/s.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  throw new GraphError(
    400,
    'Request_BadRequest',
    `Invalid filter clause: '${text}' is not a supported literal.`,
  );
}

/** Graph compares strings without regard to case; a missing value equals null. */
function folded(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : (value ?? null);
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const found = token.exec(text);
    if (!found || found[4] !== undefined) throw badRequest(`Invalid filter clause: '${text}'.`);
    tokens.push((found[1] ?? found[2] ?? found[3]) as string);
  }
  return tokens;
}
