import type { World } from '../../world';
import { ArmError } from '../errors';
import type { Target } from '../path';
import { armState, findResource } from '../state';
import type { Bucket, Limit } from './bucket';
import { take } from './bucket';
import { computePolicy } from './compute';
import { allPrincipals, computeLimits, networkLimits, subscriptionLimits } from './limits';
import type { Operation } from './limits';

interface Call {
  method: string;
  path: string;
  target: Target;
  objectId: string;
}

interface Draw {
  key: string;
  limit: Limit;
  /** Header → what it says with so many left. */
  header?: string;
  says?: (remaining: number) => string;
  refusal: (retryAfter: number) => ConstructorParameters<typeof ArmError>[1];
}

/** Buckets are no part of the state: a restarted simulator begins with full ones. */
const buckets = new WeakMap<World, Map<string, Bucket>>();

/**
 * Draws a request from every bucket that it counts for, and says what is left in Azure's headers; or 429. Time is that of
 * Azure: a client that polls once in a real second of a simulator 120 times faster polls each two minutes.
 */
export function throttle(world: World, call: Call): { headers: Record<string, string>; refusal?: ArmError } {
  // A stopped clock refills nothing, and still every request is to be answered.
  if (!call.target.subscriptionId || world.clock.view().stopped) return { headers: {} };
  const known = buckets.get(world) ?? new Map<string, Bucket>();
  buckets.set(world, known);
  const now = (world.clock.now() / world.clock.minutes(1)) * 60;
  const headers: Record<string, string[]> = {};
  let refused: ArmError | undefined;
  for (const { key, limit, header, says = String, refusal } of draws(world, call)) {
    const { bucket, remaining, retryAfter } = take(limit, known.get(key), now);
    known.set(key, bucket);
    if (header) (headers[header] ??= []).push(says(Math.max(0, remaining)));
    if (retryAfter === 0) continue;
    refused = new ArmError(429, refusal(retryAfter), retryAfter);
    break;
  }
  return {
    headers: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(',')])),
    ...(refused ? { refusal: refused } : {}),
  };
}

const operationOf = (method: string): Operation =>
  method === 'GET' || method === 'HEAD' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes';

function draws(world: World, call: Call): Draw[] {
  const { target, objectId } = call;
  const operation = operationOf(call.method);
  const own = subscriptionLimits[operation];
  const shared = { size: own.size * allPrincipals, perSecond: own.perSecond * allPrincipals };
  const refusal = (retryAfter: number) => ({
    code: 'SubscriptionRequestsThrottled',
    message: `Number of '${operation.slice(0, -1)}' requests for subscription '${target.subscriptionId}' actor '${objectId}' exceeded. Please try again after '${retryAfter}' seconds.`,
  });
  const header = 'x-ms-ratelimit-remaining-subscription';
  return [
    { key: `${objectId}/${operation}`, limit: own, header: `${header}-${operation}`, refusal },
    { key: `all/${operation}`, limit: shared, header: `${header}-global-${operation}`, refusal },
    ...providerDraws(world, call, operation),
  ];
}

function providerDraws(world: World, { method, path, target }: Call, operation: Operation): Draw[] {
  const provider = target.provider?.toLowerCase();
  if (provider === 'microsoft.network') {
    const kind = operation === 'reads' ? 'reads' : 'writes';
    const refusal = () => ({
      code: 'ResourceRequestsThrottled',
      message:
        'Number of requests for Microsoft.Network of this subscription exceeded. Please try again later.',
    });
    return [{ key: `network/${kind}`, limit: networkLimits[kind], refusal }];
  }
  const policy =
    provider === 'microsoft.compute' &&
    computePolicy(method, target, findResource(world, path) !== undefined);
  if (!policy) return [];
  const { subscription, resource } = { resource: undefined, ...computeLimits[policy] };
  const draw = (level: string, key: string, limit: Limit): Draw => ({
    key: `${policy}/${key}`,
    limit,
    header: 'x-ms-ratelimit-remaining-resource',
    says: (remaining) => `Microsoft.Compute/${policy}${level};${remaining}`,
    refusal: () => tooMany(`${policy}${level}`, limit),
  });
  return [
    draw('SubscriptionMaximum', 'subscription', subscription),
    ...(resource ? [draw('Resource', machineOf(world, path, target), resource)] : []),
  ];
}

/** Also for the address of an operation, which counts for the machine that it works on. */
function machineOf(world: World, path: string, { segments }: Target): string {
  const operation = armState(world).operations[segments[3] ?? ''];
  const id = operation?.targets[0] ?? path;
  return /^.*\/virtualMachines\/[^/]+/i.exec(id)?.[0].toLowerCase() ?? id.toLowerCase();
}

const tooMany = (target: string, { size }: Limit) => ({
  code: 'OperationNotAllowed',
  message:
    'The server rejected the request because too many requests have been received for this subscription.',
  details: [
    {
      code: 'TooManyRequests',
      target,
      message: JSON.stringify({
        operationGroup: target,
        allowedRequestCount: size,
        measuredRequestCount: size + 1,
      }),
    },
  ],
});
