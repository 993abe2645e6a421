import type { FastifyRequest } from 'fastify';
import type { World } from '../world';
import { GraphError, badRequest } from './errors';
import { parseFilter, type Item } from './filter';

export interface EntityType {
  /** As in `microsoft.graph.user`. */
  name: string;
  properties: readonly string[];
  /** Returned when nothing is selected. */
  defaults: readonly string[];
  filterable: readonly string[];
}

const knownOptions = ['$filter', '$select', '$top', '$count', '$skiptoken', '$orderby'];
const largestPage = 999;
const usualPage = 100;

export function optionsOf(request: FastifyRequest): Record<string, string | undefined> {
  const options = request.query as Record<string, string | undefined>;
  const unknown = Object.keys(options).find((name) => name.startsWith('$') && !knownOptions.includes(name));
  if (unknown) throw badRequest(`The simulated Graph does not support the query option '${unknown}'.`);
  return options;
}

/** Only what was selected, plus `id`, which Graph returns always. */
export function project(item: Item, type: EntityType, select: string | undefined): Item {
  const names = select === undefined ? [...type.defaults] : select.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !type.properties.includes(name));
  if (unknown !== undefined) {
    throw badRequest(
      'Parsing OData Select and Expand failed: ' +
        `Could not find a property named '${unknown}' on type 'microsoft.graph.${type.name}'.`,
    );
  }
  return Object.fromEntries([...new Set([...names, 'id'])].map((name) => [name, item[name] ?? null]));
}

export function single(world: World, request: FastifyRequest, path: string, item: Item, type: EntityType) {
  const { $select } = optionsOf(request);
  return { '@odata.context': context(world, `${path}/$entity`), ...project(item, type, $select) };
}

/** One page of a collection, with filter, order, selection and count. */
export function page(world: World, request: FastifyRequest, path: string, all: Item[], type: EntityType) {
  const options = optionsOf(request);
  const counted = isAdvanced(request) && options.$count === 'true';
  const size = pageSize(options.$top);
  const sorted = order(all, options.$orderby);
  const matching = filtered(request, sorted, type);
  const rest = afterToken(sorted, matching, options.$skiptoken);
  const value = rest.slice(0, size);
  const last = value.at(-1);
  return {
    '@odata.context': context(world, path),
    ...(counted ? { '@odata.count': matching.length } : {}),
    ...(rest.length > size && last ? { '@odata.nextLink': nextLink(world, request, String(last.id)) } : {}),
    value: value.map((item) => project(item, type, options.$select)),
  };
}

export function filtered(request: FastifyRequest, items: Item[], type: EntityType): Item[] {
  const options = optionsOf(request);
  if (options.$filter === undefined) return items;
  const { matches, advanced } = parseFilter(options.$filter, type.filterable);
  if (advanced && !(isAdvanced(request) && (options.$count === 'true' || request.url.includes('/$count')))) {
    throw new GraphError(
      400,
      'Request_UnsupportedQuery',
      'Unsupported Query. This filter needs the header ConsistencyLevel: eventual and the option $count=true.',
    );
  }
  return items.filter(matches);
}

/** Without it, Graph ignores $count (Microsoft Graph: advanced query capabilities). */
export function isAdvanced(request: FastifyRequest): boolean {
  return String(request.headers.consistencylevel).toLowerCase() === 'eventual';
}

export function context(world: World, path: string): string {
  return `${world.endpoints.graph}/v1.0/$metadata#${path}`;
}

function pageSize(top: string | undefined): number {
  if (top === undefined) return usualPage;
  const size = Number(top);
  if (!Number.isInteger(size) || size < 1 || size > largestPage) {
    throw badRequest(
      `Invalid page size specified: '${top}'. Must be between 1 and ${largestPage} inclusive.`,
    );
  }
  return size;
}

function order(items: Item[], by: string | undefined): Item[] {
  const [, name = 'id', direction = 'asc'] =
    /^(displayName|userPrincipalName|id)(?: (asc|desc))?$/.exec(by ?? 'id') ?? [];
  if (by !== undefined && !by.startsWith(name)) {
    throw badRequest(`The simulated Graph does not support $orderby=${by}.`);
  }
  const sign = direction === 'desc' ? -1 : 1;
  return [...items].sort((a, b) => sign * String(a[name]).localeCompare(String(b[name])));
}

/** The token names the last item of the page before; it is looked up unfiltered, as the item may have changed since. */
function afterToken(sorted: Item[], matching: Item[], skipToken: string | undefined): Item[] {
  if (skipToken === undefined) return matching;
  const last = Buffer.from(skipToken, 'base64url').toString();
  const position = sorted.findIndex((item) => item.id === last);
  if (position < 0)
    throw new GraphError(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired.');
  const before = new Set(sorted.slice(0, position + 1));
  return matching.filter((item) => !before.has(item));
}

function nextLink(world: World, request: FastifyRequest, lastId: string): string {
  const link = new URL(request.url, world.endpoints.graph);
  link.searchParams.set('$skiptoken', Buffer.from(lastId).toString('base64url'));
  return link.toString();
}
