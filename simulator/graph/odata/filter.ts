import { odataError, unsupportedQuery } from '../errors';
import { comparable, folded, memberOf, operandOf, type Operand } from './operand';
import { parseFilter, type Expression } from './parse';
import type { EntityType, Support } from './properties';

type Predicate = (item: unknown) => boolean;

export interface Filter {
  matches: Predicate;
  /** Needs `ConsistencyLevel: eventual` and `$count=true` (Graph, "Advanced query capabilities on directory objects"). */
  advanced: boolean;
}

/** `$filter` on entities of a type. Throws GraphError for what Graph refuses. Pure. */
export function compileFilter(text: string, type: EntityType): Filter {
  let advanced = false;
  const need = (support: Support | undefined, operand: Operand): void => {
    if (support === undefined) throw unsupportedClause(operand.name, type);
    if (support === 'advanced') advanced = true;
  };
  const matches = compile(
    parseFilter(text),
    (path) => operandOf(path, type),
    need,
    () => (advanced = true),
  );
  return { matches, advanced };
}

function compile(
  expression: Expression,
  resolve: (path: string) => Operand,
  need: (support: Support | undefined, operand: Operand) => void,
  needAdvanced: () => void,
): Predicate {
  const inner = (part: Expression) => compile(part, resolve, need, needAdvanced);
  switch (expression.is) {
    case 'and':
    case 'or': {
      const [left, right] = [inner(expression.left), inner(expression.right)];
      return expression.is === 'and'
        ? (item) => left(item) && right(item)
        : (item) => left(item) || right(item);
    }
    case 'not': {
      needAdvanced();
      const negated = inner(expression.inner);
      return (item) => !negated(item);
    }
    case 'any': {
      const operand = resolve(expression.path);
      const { any } = operand.property;
      if (!any)
        throw odataError(`The query specified in the URI is not valid: '${operand.name}' is no collection.`);
      const member = memberOf(operand.name, expression.variable, any);
      const matches = compile(expression.inner, member, need, needAdvanced);
      return (item) => ((operand.valueIn(item) ?? []) as unknown[]).some(matches);
    }
    case 'in': {
      const operand = resolve(expression.path);
      need(operand.property.eq, operand);
      const values = expression.values.map((value) => comparable(operand, value, 'Equal'));
      return (item) => values.includes(folded(operand.valueIn(item), operand.property));
    }
    case 'call': {
      const operand = resolve(expression.path);
      const affix = String(comparable(operand, expression.value, expression.name));
      const starts = expression.name === 'startswith';
      need(starts ? operand.property.startsWith : operand.property.endsWith, operand);
      return (item) => {
        const value = folded(operand.valueIn(item), operand.property);
        return typeof value === 'string' && (starts ? value.startsWith(affix) : value.endsWith(affix));
      };
    }
    case 'compare':
      return comparison(expression, resolve(expression.path), need, needAdvanced);
  }
}

function comparison(
  { operator, value }: Extract<Expression, { is: 'compare' }>,
  operand: Operand,
  need: (support: Support | undefined, operand: Operand) => void,
  needAdvanced: () => void,
): Predicate {
  const { property, valueIn } = operand;
  if (operator === 'ne') needAdvanced();
  if (value.kind === 'null') need(property.null, operand);
  else need(operator === 'ge' || operator === 'le' ? property.range : property.eq, operand);
  const wanted = comparable(operand, value, operator === 'eq' ? 'Equal' : operator);
  if (operator === 'ge' || operator === 'le') {
    return (item) => {
      const found = folded(valueIn(item), property);
      if (found === null || wanted === null) return false;
      return operator === 'ge' ? found >= wanted : found <= wanted;
    };
  }
  return (item) => (folded(valueIn(item), property) === wanted) === (operator === 'eq');
}

function unsupportedClause(property: string, type: EntityType) {
  const resource = type.name.charAt(0).toUpperCase() + type.name.slice(1);
  return unsupportedQuery(
    `Unsupported or invalid query filter clause specified for property '${property}' of resource '${resource}'.`,
  );
}
