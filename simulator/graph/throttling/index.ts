import type { FastifyInstance, FastifyReply } from 'fastify';
import { callerOf } from '../../signin/bearer';
import type { World } from '../../world';
import { GraphError } from '../errors';
import { tenantState } from '../state';
import { spend, type Bucket, type Limit } from './bucket';
import { costOf, unitsPerTenSeconds, type Cost } from './costs';

interface Meter {
  limit: Limit;
  cost: number;
  /** As in x-ms-throttle-scope and x-ms-throttle-information. */
  scope: string;
  information: 'ResourceUnitLimitExceeded' | 'WriteLimitExceeded';
}

/** What each limit has seen; not kept over a restart, by which time it would be full again. */
const allBuckets = new WeakMap<World, Map<string, Bucket>>();

export function bucketsOf(world: World): Map<string, Bucket> {
  const known = allBuckets.get(world);
  if (known) return known;
  const buckets = new Map<string, Bucket>();
  allBuckets.set(world, buckets);
  return buckets;
}

/**
 * Throttling by resource units and writes (Graph, "Identity and access service limits"), in the time of the clock like
 * everything else: a simulation that is 120 times as fast as Azure takes 120 times the requests in a second. Each request of a `$batch` counts for itself.
 */
export function throttle(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', async (request, reply) => {
    const url = request.url.replace(/^\/[^/?]+/, '');
    if (/^\/\$batch(\?|$)/.test(url)) return;
    const cost = costOf(request.method, url);
    reply.header('x-ms-resource-unit', cost.units);
    charge(world, reply, metersOf(world, callerOf(request).clientId, cost));
  });
}

function metersOf(world: World, client: string, cost: Cost): Meter[] {
  const tenant = world.options.tenant.id;
  const within = (seconds: number) => world.clock.minutes(seconds / 60);
  const writes = { cost: cost.writes, information: 'WriteLimitExceeded' as const };
  return [
    {
      limit: { units: unitsPerTenSeconds(tenantState(world).users.length), within: within(10) },
      cost: cost.units,
      scope: `Tenant_Application/ReadWrite/${client}/${tenant}`,
      information: 'ResourceUnitLimitExceeded',
    },
    {
      ...writes,
      limit: { units: 3000, within: within(150) },
      scope: `Tenant_Application/Write/${client}/${tenant}`,
    },
    { ...writes, limit: { units: 18_000, within: within(300) }, scope: `Tenant/Write/${client}/${tenant}` },
  ];
}

function charge(world: World, reply: FastifyReply, meters: Meter[]): void {
  const buckets = bucketsOf(world);
  const now = world.clock.now();
  const spendings = meters
    .filter(({ cost }) => cost > 0)
    .map((meter) => ({
      meter,
      spending: spend(buckets.get(meter.scope) ?? { spent: 0, at: now }, meter.limit, meter.cost, now),
    }));
  const share = Math.max(...spendings.map(({ spending }) => spending.share));
  if (share > 0.8) reply.header('x-ms-throttle-limit-percentage', Math.min(share, 1.8).toFixed(2));
  const exceeded = spendings.find(({ spending }) => spending.wait > 0);
  if (!exceeded) {
    for (const { meter, spending } of spendings) buckets.set(meter.scope, spending.bucket);
    return;
  }
  const { meter, spending } = exceeded;
  reply.header('x-ms-throttle-scope', meter.scope);
  reply.header('x-ms-throttle-information', meter.information);
  const seconds = (spending.wait / world.clock.minutes(1)) * 60;
  throw new GraphError(
    429,
    'TooManyRequests',
    'Too many requests. Please retry again later.',
    world.clock.retryAfter(seconds),
  );
}
