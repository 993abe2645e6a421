import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { minutes } from '../../site/durations';
import type { World } from '../../world';
import { itemsAt } from '../changes';
import { groupToGraph, userToGraph } from '../entities';
import { GraphError, unsupportedQuery } from '../errors';
import { context } from '../odata/collections';
import type { Item } from '../odata/operand';
import { optionsOf, selected } from '../odata/options';
import { encode } from '../odata/pageToken';
import { parseFilter, type Expression } from '../odata/parse';
import type { EntityType } from '../odata/properties';
import { indexedUntil } from '../replicas';
import { tenantState } from '../state';
import { groupType } from '../types/group';
import { userType } from '../types/user';
import { differences, type Tracked } from './compare';
import { readDeltaToken, type DeltaState } from './token';

const pageSize = 100;

/** `/users/delta` and `/groups/delta` (Graph, "Use delta query to track changes"). */
export function registerDelta(app: FastifyInstance, world: World): void {
  for (const kind of ['users', 'groups'] as const) {
    for (const name of ['delta', 'delta()', 'microsoft.graph.delta', 'microsoft.graph.delta()']) {
      app.get(`/v1.0/${kind}/${name}`, async (request, reply) => answer(world, kind, request, reply));
    }
  }
}

function answer(world: World, kind: DeltaState['kind'], request: FastifyRequest, reply: FastifyReply) {
  const base = `${world.endpoints.graph}/v1.0/${kind}/delta`;
  let state: DeltaState;
  try {
    state = wanted(world, kind, request);
  } catch (error) {
    if (error instanceof GraphError && error.status === 410) reply.header('Location', `${base}?$deltatoken=`);
    throw error;
  }
  const until = state.until ?? indexedUntil(world);
  const rest = changesOf(world, state, until).filter(({ id }) => String(id) > (state.after ?? ''));
  const value = rest.slice(0, pageSize);
  const link =
    rest.length > pageSize
      ? { '@odata.nextLink': `${base}?$skiptoken=${encode({ ...state, until, after: value.at(-1)?.id })}` }
      : { '@odata.deltaLink': `${base}?$deltatoken=${encode(nextRound(state, until))}` };
  return { '@odata.context': context(world, kind), ...link, value };
}

function nextRound({ kind, generation, select, ids }: DeltaState, until: number): DeltaState {
  return { kind, generation, since: until, ...(select ? { select } : {}), ...(ids ? { ids } : {}) };
}

/** A token holds everything; it is sent alone. */
function wanted(world: World, kind: DeltaState['kind'], request: FastifyRequest): DeltaState {
  const options = optionsOf(request, ['$select', '$filter', '$deltatoken', '$skiptoken']);
  const { generation } = tenantState(world);
  const token = options.$skiptoken ?? options.$deltatoken;
  const { $select: select, $filter: filter } = options;
  if (token !== undefined && token !== '' && token !== 'latest') {
    if (select !== undefined || filter !== undefined) {
      throw unsupportedQuery(
        'Unsupported Query. A token of a delta query can not be combined with other options.',
      );
    }
    const oldest = world.clock.now() - world.clock.minutes(minutes.deltaToken);
    return readDeltaToken(token, kind, generation, oldest);
  }
  const state = {
    ...{ kind, generation },
    ...(select === undefined ? {} : { select }),
    ...(filter === undefined ? {} : { ids: idsIn(parseFilter(filter)) }),
  };
  // "Sync from now": no data, only the link.
  return token === 'latest' ? { ...state, since: indexedUntil(world) } : state;
}

/** "Scoping filters … only by object ID". */
function idsIn(filter: Expression): string[] {
  if (filter.is === 'or') return [...idsIn(filter.left), ...idsIn(filter.right)];
  const { is } = filter;
  if (is === 'compare' && filter.path === 'id' && filter.operator === 'eq') {
    return [String(filter.value.value).toLowerCase()];
  }
  throw unsupportedQuery('Unsupported Query. A delta query can be filtered by id only.');
}

function changesOf(world: World, state: DeltaState, until: number): (Item & { id?: unknown })[] {
  const track = tracker(world, state);
  const before = state.since === undefined ? [] : track(state.since);
  const all = differences(before, track(until));
  return all.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
}

/** The objects at a time, with those of their properties whose changes count. */
function tracker(world: World, { kind, select, ids, since }: DeltaState): (time: number) => Tracked[] {
  const { users, groups, changes } = tenantState(world);
  const type = kind === 'users' ? userType : groupType;
  const withMembers = kind === 'groups' && (select === undefined || /\bmembers\b/i.test(select));
  const names = trackedNames(type, select, since !== undefined);
  const pick = (item: Item) => Object.fromEntries(names.map((name) => [name, item[name] ?? null]));
  const asked = ({ id }: { id: string }) => ids === undefined || ids.includes(id);
  return (time) =>
    kind === 'users'
      ? itemsAt(users, changes, kind, time)
          .filter(asked)
          .map((user) => ({ id: user.id, properties: pick(userToGraph(world, user)) }))
      : itemsAt(groups, changes, kind, time)
          .filter(asked)
          .map((group) => ({
            ...{ id: group.id, properties: pick(groupToGraph(world, group)) },
            ...(withMembers ? { members: group.members } : {}),
          }));
}

/** Without $select the first round has the default properties, and any change counts from then on. */
function trackedNames(type: EntityType, select: string | undefined, later: boolean): string[] {
  if (select === undefined && later) {
    return Object.keys(type.properties).filter((name) => !type.properties[name]?.hidden);
  }
  const own = select
    ?.split(',')
    .filter((name) => !/^\s*members\s*$/i.test(name))
    .join(',');
  return own === '' ? ['id'] : selected(type, own);
}
