import type { FastifyRequest } from 'fastify';
import { odataError, unsupportedQuery } from '../errors';
import type { Item } from './operand';
import { findProperty, type EntityType } from './properties';

export type Option =
  | '$filter'
  | '$select'
  | '$top'
  | '$count'
  | '$orderby'
  | '$skiptoken'
  | '$deltatoken'
  | '$expand'
  | '$search';
export type Options = Partial<Record<Option, string>>;

/** What a collection of directory objects takes. */
export const collectionOptions: readonly Option[] = [
  '$filter',
  '$select',
  '$top',
  '$count',
  '$orderby',
  '$skiptoken',
];

const standard = [
  '$filter',
  '$select',
  '$top',
  '$count',
  '$orderby',
  '$expand',
  '$search',
  '$skip',
  '$format',
];

/**
 * The OData options of a request, refused where `allowed` does not have them: none is ignored. The `$` may be left out
 * (Graph, "Use query parameters to customize responses").
 */
export function optionsOf(request: FastifyRequest, allowed: readonly Option[] = collectionOptions): Options {
  const options: Options = {};
  for (const [given, value] of Object.entries(request.query as Record<string, string | string[]>)) {
    const lower = given.toLowerCase();
    const name = standard.includes(`$${lower}`) ? `$${lower}` : lower;
    if (!name.startsWith('$')) continue;
    if (Array.isArray(value) || name in options) {
      throw odataError(
        `Query option '${name}' was specified more than once, but it must be specified at most once.`,
      );
    }
    if (name === '$search' && !isAdvanced(request)) {
      throw unsupportedQuery(
        "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
      );
    }
    if (!allowed.includes(name as Option)) {
      throw odataError(`The query option '${name}' is not supported for this request.`);
    }
    options[name as Option] = value;
  }
  return options;
}

/** Without it, Graph ignores $count (Microsoft Graph: advanced query capabilities). */
export function isAdvanced(request: FastifyRequest): boolean {
  return String(request.headers.consistencylevel).toLowerCase() === 'eventual';
}

/** Names of the properties that an answer has; `id` is in every one. */
export function selected(type: EntityType, select: string | undefined): string[] {
  if (select === undefined) {
    return Object.entries(type.properties).flatMap(([name, { always }]) => (always ? [name] : []));
  }
  const names = select.split(',').map((given) => {
    const found = findProperty(type, given.trim());
    if (!found) {
      throw odataError(
        'Parsing OData Select and Expand failed: ' +
          `Could not find a property named '${given.trim()}' on type 'microsoft.graph.${type.name}'.`,
      );
    }
    return found;
  });
  return [...new Set([...names.filter(([, { hidden }]) => !hidden).map(([name]) => name), 'id'])];
}

export function project(item: Item, type: EntityType, select: string | undefined): Item {
  return Object.fromEntries(selected(type, select).map((name) => [name, item[name] ?? null]));
}

const [largestPage, usualPage] = [999, 100];

export function pageSize(top: string | undefined): number {
  if (top === undefined) return usualPage;
  const size = Number(top);
  if (!Number.isInteger(size)) throw odataError(`Invalid value '${top}' for $top query option found.`);
  if (size < 1 || size > largestPage) {
    throw unsupportedQuery(
      `Invalid page size specified: '${top}'. Must be between 1 and ${largestPage} inclusive.`,
    );
  }
  return size;
}

/** A request that only an advanced query can answer, sent as another. */
export const notAdvanced = () =>
  unsupportedQuery(
    'Unsupported Query. It needs the header ConsistencyLevel: eventual and the query option $count=true.',
  );
