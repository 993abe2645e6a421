import { randomUUID } from 'node:crypto';
import type { World } from '../world';
import { operationKept } from './durations';
import type { ArmErrorBody } from './errors';
import type { Operation } from './state';
import { armState, key } from './state';

export interface Beginning extends Pick<
  Operation,
  'kind' | 'targets' | 'provider' | 'location' | 'action' | 'result' | 'failure'
> {
  minutes: number;
}

/** Nothing waits on a timer: an operation is its times, and takes effect when somebody looks after its end. */
export function beginOperation(world: World, { minutes, ...rest }: Beginning): Operation {
  const startedAt = world.clock.now();
  const operation: Operation = {
    id: randomUUID(),
    ...rest,
    startedAt,
    endsAt: startedAt + world.clock.minutes(minutes),
    settled: false,
  };
  const arm = armState(world);
  arm.operations[operation.id] = operation;
  for (const target of operation.targets) {
    const resource = arm.resources[key(target)];
    if (resource) resource.operation = operation.id;
  }
  world.changed();
  return operation;
}

/** One that has not come to its end, and is not to fail there yet. */
export function openOperation(world: World, id: string): Operation | undefined {
  const operation = armState(world).operations[id];
  return operation && !operation.settled && !operation.fault ? operation : undefined;
}

export const openOperations = (world: World): Operation[] =>
  Object.values(armState(world).operations).filter(({ settled }) => !settled);

/** A more recent operation takes the place of one that runs. */
export function cancel(world: World, running: Operation, error: ArmErrorBody): void {
  Object.assign(running, { settled: true, canceled: true, endsAt: world.clock.now(), error });
  world.changed();
}

/** The operation that still works on a resource. */
export function inFlight(world: World, id: string): Operation | undefined {
  const arm = armState(world);
  const operation = arm.operations[arm.resources[key(id)]?.operation ?? ''];
  return operation && !operation.settled ? operation : undefined;
}

type Settle = (world: World, operation: Operation) => ArmErrorBody | undefined;

/** Lets every operation whose time has come take effect, in the order of their ends. */
export function settleWith(world: World, settle: Settle): void {
  const now = world.clock.now();
  const due = openOperations(world)
    .filter(({ endsAt }) => endsAt <= now)
    .sort((a, b) => a.endsAt - b.endsAt);
  for (const operation of due) {
    if (operation.settled) continue;
    operation.settled = true;
    operation.error = settle(world, operation);
    world.changed();
  }
  forget(world, now - world.clock.minutes(operationKept));
}

function forget(world: World, before: number): void {
  const { operations } = armState(world);
  for (const { id, settled, endsAt } of Object.values(operations)) {
    if (settled && endsAt < before) delete operations[id];
  }
}

export const operationUrl = (world: World, operation: Operation, kind: string, apiVersion: string): string =>
  `${world.endpoints.arm}/subscriptions/${world.options.subscriptionId}/providers/${operation.provider}/locations/${operation.location}/${kind}/${operation.id}?api-version=${apiVersion}`;

export function operationHeaders(
  world: World,
  operation: Operation,
  apiVersion: string,
  retryAfter: number,
): Record<string, string> {
  return {
    'Azure-AsyncOperation': operationUrl(world, operation, 'operations', apiVersion),
    // Only deletions and actions end at their Location (azure-rest-api-specs, "final-state-via").
    ...(operation.kind === 'put'
      ? {}
      : { Location: operationUrl(world, operation, 'operationResults', apiVersion) }),
    'Retry-After': String(world.clock.retryAfter(retryAfter)),
  };
}

export function operationStatus(operation: Operation): object {
  const { settled, canceled, error, result } = operation;
  const status = !settled ? 'InProgress' : canceled ? 'Canceled' : error ? 'Failed' : 'Succeeded';
  return {
    name: operation.id,
    status,
    startTime: new Date(operation.startedAt).toISOString(),
    ...(settled ? { endTime: new Date(operation.endsAt).toISOString() } : {}),
    ...(settled && !error && result !== undefined ? { properties: { output: result } } : {}),
    ...(error ? { error } : {}),
  };
}
