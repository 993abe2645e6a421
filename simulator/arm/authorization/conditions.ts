import { refuse } from '../errors';

/** What of a resource a condition can look at. */
export interface PolicySubject {
  type: string;
  name: string;
  location?: string;
  tags: Record<string, string>;
  /** The whole body of the PUT. */
  body: unknown;
}

/** One comparison that held, as a refusal tells of it. */
export interface Evaluated {
  expression: string;
  expressionValue: unknown;
  targetValue: unknown;
  operator: string;
}

type Condition = Record<string, unknown>;
type Operator = (value: unknown, target: unknown) => boolean;

const same: Operator = (value, target) => String(value).toLowerCase() === String(target).toLowerCase();
const isIn: Operator = (value, target) => Array.isArray(target) && target.some((one) => same(value, one));
const like: Operator = (value, target) => {
  const pattern = String(target)
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`, 'i').test(typeof value === 'string' ? value : '');
};

/** "Azure Policy definition structure", conditions; those that locations, types, tags and sizes need. */
const operators: Record<string, Operator> = {
  equals: same,
  notEquals: (value, target) => !same(value, target),
  in: isIn,
  notIn: (value, target) => !isIn(value, target),
  like,
  notLike: (value, target) => !like(value, target),
  exists: (value, target) => (value !== undefined && value !== null) === same(target, 'true'),
};

/** Refuses a rule that is not understood here, so that it is never taken for one that lets everything through. */
export function checkCondition(condition: unknown): void {
  if (typeof condition !== 'object' || condition === null) invalid(condition);
  const { allOf, anyOf, not, field, ...rest } = condition as Condition;
  const inner = allOf ?? anyOf;
  if (Array.isArray(inner)) return inner.forEach(checkCondition);
  if (not !== undefined) return checkCondition(not);
  const [operator, ...more] = Object.keys(rest);
  const known = typeof field === 'string' && (field.startsWith('[') || isField(field));
  if (!known || operator === undefined || more.length > 0 || !(operator in operators)) invalid(condition);
}

function invalid(condition: unknown): never {
  refuse(
    400,
    'InvalidPolicyRule',
    `The simulated Azure Policy does not know this condition: ${JSON.stringify(condition)}. It has allOf, anyOf, not; the fields type, name, location, tags and sku.name; ${Object.keys(operators).join(', ')}.`,
  );
}

/** The comparisons that made it hold, or nothing when it does not. `resolve` puts parameters in. */
export function evaluate(
  condition: unknown,
  subject: PolicySubject,
  resolve: (value: unknown) => unknown,
): Evaluated[] | undefined {
  const { allOf, anyOf, not, field, ...rest } = condition as Condition;
  if (Array.isArray(allOf)) {
    const each = allOf.map((one) => evaluate(one, subject, resolve));
    return each.every((one) => one !== undefined) ? each.flat() : undefined;
  }
  if (Array.isArray(anyOf)) {
    return anyOf.map((one) => evaluate(one, subject, resolve)).find((one) => one !== undefined);
  }
  if (not !== undefined) return evaluate(not, subject, resolve) ? undefined : [];
  const expression = String(resolve(field));
  const [[operator, asked]] = Object.entries(rest) as [[string, unknown]];
  const [expressionValue, targetValue] = [fieldOf(subject, expression), resolve(asked)];
  return operators[operator]!(expressionValue, targetValue)
    ? [{ expression, expressionValue, targetValue, operator }]
    : undefined;
}

const tagField = /^tags(?:\.([\w-]+)|\['?([^'\]]+)'?\])$/i;
/** An alias such as Microsoft.Compute/virtualMachines/sku.name; of a machine it is the size. */
const skuField = /^(Microsoft\.[\w./]+)\/sku\.name$/i;

const isField = (field: string): boolean =>
  /^(type|name|location|tags)$/i.test(field) || tagField.test(field) || skuField.test(field);

function fieldOf({ type, name, location, tags, body }: PolicySubject, field: string): unknown {
  if (same(field, 'type')) return type;
  if (same(field, 'name')) return name;
  if (same(field, 'location')) return location;
  if (same(field, 'tags')) return Object.keys(tags).length > 0 ? tags : undefined;
  const [, dotted, bracketed] = tagField.exec(field) ?? [];
  const tag = dotted ?? bracketed;
  if (tag !== undefined) return Object.entries(tags).find(([one]) => same(one, tag))?.[1];
  const [, aliased] = skuField.exec(field) ?? [];
  if (!same(aliased, type)) return undefined;
  const { sku, properties } = (body ?? {}) as {
    sku?: { name?: string };
    properties?: { hardwareProfile?: { vmSize?: string }; sku?: { name?: string } };
  };
  return properties?.hardwareProfile?.vmSize ?? sku?.name ?? properties?.sku?.name;
}
