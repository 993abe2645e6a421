import type { FastifyRequest } from 'fastify';
import { minutes } from '../../site/durations';
import type { World } from '../../world';
import { badRequest, odataError, unsupportedQuery } from '../errors';
import { compileFilter } from './filter';
import { isAdvanced, notAdvanced, optionsOf, pageSize, project, type Options } from './options';
import type { Item } from './operand';
import { queryDigest, readPageToken, writePageToken } from './pageToken';
import { findProperty, type EntityType } from './properties';

export function single(world: World, request: FastifyRequest, path: string, item: Item, type: EntityType) {
  const { $select } = optionsOf(request, ['$select']);
  return { '@odata.context': context(world, `${path}/$entity`), ...project(item, type, $select) };
}

/** One page of a collection, with filter, order, selection and count. */
export function page(world: World, request: FastifyRequest, path: string, all: Item[], type: EntityType) {
  const options = optionsOf(request);
  const size = pageSize(options.$top);
  const matching = filtered(request, options, all, type);
  const sorted = order(request, options, matching, type);
  const query = queryDigest(request.url.split('?')[0]?.toLowerCase(), options.$filter, options.$orderby);
  const now = world.clock.now();
  const rest = after(sorted, options.$skiptoken, (token) =>
    readPageToken(token, query, now, world.clock.minutes(minutes.pageToken)),
  );
  const value = rest.slice(0, size);
  const last = value.at(-1);
  const token =
    rest.length > size && last
      ? writePageToken({ query, key: sorted.keyOf(last), id: String(last.id), at: now })
      : undefined;
  return {
    '@odata.context': context(world, path),
    ...(isAdvanced(request) && options.$count === 'true' ? { '@odata.count': matching.length } : {}),
    ...(token === undefined ? {} : { '@odata.nextLink': linkWith(world, request, '$skiptoken', token) }),
    value: value.map((item) => project(item, type, options.$select)),
  };
}

/** `/$count`: the number alone. */
export function count(request: FastifyRequest, items: Item[], type: EntityType): string {
  const options = optionsOf(request, ['$filter']);
  if (!isAdvanced(request)) throw badRequest('$count is not currently supported.');
  return String(filtered(request, { ...options, $count: 'true' }, items, type).length);
}

function filtered(request: FastifyRequest, options: Options, items: Item[], type: EntityType): Item[] {
  if (options.$count !== undefined && !/^(true|false)$/.test(options.$count)) {
    throw odataError(`Invalid value '${options.$count}' for $count query option found.`);
  }
  if (options.$filter === undefined) return items;
  const { matches, advanced } = compileFilter(options.$filter, type);
  if (advanced && !(isAdvanced(request) && options.$count === 'true')) throw notAdvanced();
  return items.filter(matches);
}

interface Sorted {
  items: Item[];
  keyOf: (item: Item) => string;
  /** Whether an item comes after a position. */
  isAfter: (item: Item, key: string, id: string) => boolean;
}

function order(request: FastifyRequest, options: Options, items: Item[], type: EntityType): Sorted {
  const { name, sign } = orderOf(request, options, type);
  const keyOf = (item: Item) => ((item[name] ?? '') as string).toLowerCase();
  const compare = (a: Item, key: string, id: string) =>
    sign * ordinal(keyOf(a), key) || ordinal(String(a.id), id);
  return {
    items: [...items].sort((a, b) => compare(a, keyOf(b), String(b.id))),
    keyOf,
    isAfter: (item, key, id) => compare(item, key, id) > 0,
  };
}

/** "Using $filter and $orderby together is supported only with advanced queries." */
function orderOf(request: FastifyRequest, { $orderby, $filter, $count }: Options, type: EntityType) {
  if ($orderby === undefined) return { name: 'id', sign: 1 };
  const [, given = '', direction = 'asc'] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec($orderby) ?? [];
  const found = findProperty(type, given);
  if (!found) {
    throw odataError(
      `Could not find a property named '${given || $orderby}' on type 'microsoft.graph.${type.name}'.`,
    );
  }
  const [name, { orderBy }] = found;
  if (orderBy === undefined) {
    throw unsupportedQuery(
      `Sorting not supported for current query: the property '${name}' can't be sorted by.`,
    );
  }
  const needsAdvanced = orderBy === 'advanced' || $filter !== undefined;
  if (needsAdvanced && !(isAdvanced(request) && $count === 'true')) throw notAdvanced();
  return { name, sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
}

const ordinal = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Goes on after the place where the last page ended, whether or not what stood there is still there. */
function after(
  sorted: Sorted,
  token: string | undefined,
  read: (token: string) => { key: string; id: string },
): Item[] {
  if (token === undefined) return sorted.items;
  const { key, id } = read(token);
  return sorted.items.filter((item) => sorted.isAfter(item, key, id));
}

export function context(world: World, path: string): string {
  return `${world.endpoints.graph}/v1.0/$metadata#${path}`;
}

/** The request's own address with an option more, as next and delta links have it. */
export function linkWith(world: World, request: FastifyRequest, option: string, value: string): string {
  const link = new URL(request.url, world.endpoints.graph);
  link.searchParams.set(option, value);
  return link.toString();
}
