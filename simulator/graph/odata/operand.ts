import { odataError, unsupportedQuery } from '../errors';
import { findProperty, type EntityType, type Property } from './properties';
import type { Literal } from './tokens';

export type Item = Record<string, unknown>;

/** What a comparison is about. */
export interface Operand {
  /** As it is named in messages. */
  name: string;
  property: Property;
  valueIn: (item: unknown) => unknown;
}

export function operandOf(path: string, type: EntityType): Operand {
  const count = /^(.+)\/\$count$/.exec(path);
  const [first = ''] = path.split('/');
  const found = findProperty(type, count?.[1] ?? path);
  if (!found) {
    throw odataError(`Could not find a property named '${first}' on type 'microsoft.graph.${type.name}'.`);
  }
  const [name, property] = found;
  const valueIn = (item: unknown) => (item as Item)[name];
  if (!count) return { name, property, valueIn };
  return {
    name: `${name}/$count`,
    // Only whether a collection is empty can be asked.
    property: { kind: 'Complex', eq: property.count },
    valueIn: (item) => ((valueIn(item) ?? []) as unknown[]).length,
  };
}

/** Inside `any(x:…)`: `x` where the members are plain values, else `x/property`. */
export function memberOf(collection: string, variable: string, any: Record<string, Property>) {
  return (path: string): Operand => {
    const [first, ...rest] = path.split('/');
    const wanted = rest.join('/').toLowerCase();
    const found = Object.entries(any).find(([name]) => name.toLowerCase() === wanted);
    if (first !== variable || !found) {
      throw odataError(`Could not find a property named '${path}' in the members of '${collection}'.`);
    }
    const [name, property] = found;
    return {
      name: name === '' ? collection : `${collection}/${name}`,
      property,
      valueIn: (member) => (name === '' ? member : (member as Item)[name]),
    };
  };
}

/** The literal in the form in which values are compared; refused where OData finds the types incompatible. */
export function comparable(
  { name, property }: Operand,
  literal: Literal,
  operator: string,
): string | number | boolean | null {
  if (literal.kind === 'null') return null;
  const { kind } = property;
  if (kind === 'Complex') {
    if (literal.kind === 'Int32' && literal.value === 0) return 0;
    throw unsupportedQuery(`Unsupported Query. '${name}' can be compared with 0 only.`);
  }
  // Ids are strings in Graph's metadata, but those of products are GUIDs; a quoted one is taken for either.
  const fits = literal.kind === kind || (kind === 'Guid' && literal.kind === 'String');
  if (!fits) {
    throw odataError(
      'A binary operator with incompatible types was detected. ' +
        `Found operand types 'Edm.${kind}' and 'Edm.${literal.kind}' for operator kind '${operator}'.`,
    );
  }
  return folded(literal.value, property);
}

/** Graph compares strings without regard to case; a missing value equals null. */
export function folded(value: unknown, { kind }: Property): string | number | boolean | null {
  if (kind === 'DateTimeOffset' && typeof value === 'string') return Date.parse(value);
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
