import { refuse } from '../errors';

type Expression =
  | { kind: 'literal'; value: string | number }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'member'; of: Expression; name: Expression };

export type Functions = Record<string, (...args: unknown[]) => unknown>;

const token = /\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_]\w*)|([()[\].,]))/y;

/** A template's value with every `[expression]` in it replaced ("Syntax and expressions in ARM templates"). */
export function evaluate(value: unknown, functions: Functions): unknown {
  if (Array.isArray(value)) return value.map((one) => evaluate(one, functions));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, evaluate(one, functions)]));
  }
  if (typeof value !== 'string' || !value.startsWith('[') || !value.endsWith(']')) return value;
  // A doubled bracket stands for a text that begins with one.
  if (value.startsWith('[[')) return value.slice(1);
  return compute(parse(value.slice(1, -1)), functions);
}

function compute(expression: Expression, functions: Functions): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'member': {
      const of = compute(expression.of, functions) as Record<string, unknown> | undefined;
      const name = String(compute(expression.name, functions));
      const found = Object.keys(of ?? {}).find((one) => one.toLowerCase() === name.toLowerCase());
      if (found === undefined) invalid(`The language expression property '${name}' doesn't exist.`);
      return of![found];
    }
    case 'call': {
      const known = Object.keys(functions).find((one) => one.toLowerCase() === expression.name.toLowerCase());
      if (known === undefined) invalid(`The template function '${expression.name}' is not valid.`);
      return functions[known]!(...expression.args.map((one) => compute(one, functions)));
    }
  }
}

function parse(text: string): Expression {
  const tokens = tokenize(text);
  let at = 0;
  const next = () => tokens[at++] ?? invalid(`The template language expression '${text}' is not valid.`);
  const taken = (symbol: string) => {
    if (tokens[at]?.symbol !== symbol) return false;
    at++;
    return true;
  };
  const expect = (symbol: string) => {
    if (!taken(symbol))
      invalid(`The template language expression '${text}' is not valid: expected '${symbol}'.`);
  };
  const args = (): Expression[] => {
    if (taken(')')) return [];
    const found = [expression()];
    while (taken(',')) found.push(expression());
    expect(')');
    return found;
  };
  const primary = (): Expression => {
    const { literal, word } = next();
    if (literal !== undefined) return { kind: 'literal', value: literal };
    if (word === undefined) invalid(`The template language expression '${text}' is not valid.`);
    expect('(');
    return { kind: 'call', name: word, args: args() };
  };
  const expression = (): Expression => {
    let left = primary();
    for (;;) {
      if (taken('.')) {
        left = { kind: 'member', of: left, name: { kind: 'literal', value: next().word ?? '' } };
      } else if (taken('[')) {
        left = { kind: 'member', of: left, name: expression() };
        expect(']');
      } else return left;
    }
  };
  const whole = expression();
  if (at < tokens.length) invalid(`The template language expression '${text}' is not valid.`);
  return whole;
}

interface Token {
  literal?: string | number;
  word?: string;
  symbol?: string;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const found = token.exec(text);
    if (!found) invalid(`The template language expression '${text}' is not valid.`);
    const [, quoted, number, word, symbol] = found;
    if (quoted !== undefined) tokens.push({ literal: quoted.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ literal: Number(number) });
    else tokens.push(word === undefined ? { symbol } : { word });
  }
  return tokens;
}

export function invalid(message: string): never {
  refuse(400, 'InvalidTemplate', `Deployment template validation failed: '${message}'.`);
}
