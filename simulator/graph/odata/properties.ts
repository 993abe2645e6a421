/**
 * What Graph's reference says of a property: whether it comes without `$select`, and which operators a `$filter` may use on it,
 * by default or in advanced queries only ("Advanced query capabilities on directory objects", its table for each type).
 */
export interface Property {
  kind: Kind;
  /** Returned when nothing is selected. */
  always?: boolean;
  /** Can be filtered by, but is in no answer. */
  hidden?: boolean;
  /** `eq`; `ne`, `not` and `in` follow from it. */
  eq?: Support;
  startsWith?: Support;
  endsWith?: Support;
  /** `ge` and `le`. */
  range?: Support;
  /** `eq null`. */
  null?: Support;
  orderBy?: Support;
  /** Of a collection: `any(x:…)`. The key is '' where its members are plain values. */
  any?: Record<string, Property>;
  /** Of a collection: `/$count eq 0` and `ne 0`. */
  count?: Support;
}

export type Kind = 'String' | 'Boolean' | 'DateTimeOffset' | 'Guid' | 'Collection' | 'Complex';
export type Support = 'default' | 'advanced';

export type Properties = Record<string, Property>;

export interface EntityType {
  /** As in `microsoft.graph.user`. */
  name: string;
  properties: Properties;
}

/** Names are matched without regard to case, as Graph does. */
export function findProperty(type: EntityType, name: string): [name: string, property: Property] | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(type.properties).find(([other]) => other.toLowerCase() === wanted);
}

/** The same for several properties. */
export function each<Name extends string>(
  names: readonly Name[],
  property: Property,
): Record<Name, Property> {
  return Object.fromEntries(names.map((name) => [name, property])) as Record<Name, Property>;
}
