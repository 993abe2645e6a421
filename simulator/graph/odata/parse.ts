import { odataError, unsupportedQuery } from '../errors';
import { tokenize, type Literal } from './tokens';

export type Expression =
  | { is: 'and' | 'or'; left: Expression; right: Expression }
  | { is: 'not'; inner: Expression }
  | { is: 'compare'; path: string; operator: 'eq' | 'ne' | 'ge' | 'le'; value: Literal }
  | { is: 'in'; path: string; values: Literal[] }
  | { is: 'call'; name: 'startswith' | 'endswith'; path: string; value: Literal }
  | { is: 'any'; path: string; variable: string; inner: Expression };

/** The part of OData's `$filter` that Graph takes for directory objects; anything else is refused, not ignored. */
export function parseFilter(text: string): Expression {
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at];
  const word = () => peek()?.text.toLowerCase();
  const wrong = () => {
    const found = peek();
    return odataError(
      found
        ? `Invalid filter clause: syntax error at '${found.text}' in '${text}'.`
        : `Invalid filter clause: Expression expected at the end of '${text}'.`,
    );
  };
  const symbol = (wanted: string) => {
    if (word() !== wanted) throw wrong();
    at++;
  };
  const name = (): string => {
    const token = peek();
    if (!token || !('name' in token)) throw wrong();
    at++;
    return token.name;
  };
  const literal = (): Literal => {
    const token = peek();
    if (!token || !('literal' in token)) throw wrong();
    at++;
    return token.literal;
  };

  const joined = (joint: 'and' | 'or', part: () => Expression): Expression => {
    let left = part();
    while (word() === joint) {
      at++;
      left = { is: joint, left, right: part() };
    }
    return left;
  };
  const either = (): Expression => joined('or', () => joined('and', single));
  const single = (): Expression => {
    if (word() === 'not') {
      at++;
      return { is: 'not', inner: single() };
    }
    if (word() !== '(') return tokens[at + 1]?.text === '(' ? call() : comparison();
    symbol('(');
    const inner = either();
    symbol(')');
    return inner;
  };
  const call = (): Expression => {
    const called = name();
    if (/\/any$/i.test(called)) return any(called.slice(0, -'/any'.length));
    const function_ = called.toLowerCase();
    if (function_ !== 'startswith' && function_ !== 'endswith') {
      throw unsupportedQuery(`Unsupported Query. The function '${called}' is not supported here.`);
    }
    symbol('(');
    const path = name();
    symbol(',');
    const value = literal();
    symbol(')');
    return { is: 'call', name: function_, path, value };
  };
  const any = (path: string): Expression => {
    symbol('(');
    const variable = name();
    symbol(':');
    const inner = either();
    symbol(')');
    return { is: 'any', path, variable, inner };
  };
  const comparison = (): Expression => {
    const path = name();
    const operator = name().toLowerCase();
    if (operator === 'in') return { is: 'in', path, values: list() };
    if (/^(gt|lt|has|add|sub|mul|div|mod)$/.test(operator)) {
      throw unsupportedQuery(`Unsupported Query. The operator '${operator}' is not supported here.`);
    }
    if (operator !== 'eq' && operator !== 'ne' && operator !== 'ge' && operator !== 'le') {
      at--;
      throw wrong();
    }
    return { is: 'compare', path, operator, value: literal() };
  };
  const list = (): Literal[] => {
    symbol('(');
    const values = [literal()];
    while (word() === ',') {
      at++;
      values.push(literal());
    }
    symbol(')');
    return values;
  };

  const whole = either();
  if (at < tokens.length) throw wrong();
  return whole;
}
