import { randomUUID } from 'node:crypto';
import type { World } from '../world';
import type { ArmErrorBody } from './errors';
import { settleWith } from './operations';
import type { Operation, Resource } from './state';
import { armState, childrenOf, key } from './state';
import { findType } from './types';

/** Brings ARM's state up to the clock; to be called before anything is read. */
export function settle(world: World): void {
  settleWith(world, takeEffect);
}

function takeEffect(world: World, operation: Operation): ArmErrorBody | undefined {
  const { resources, secrets, deployments = {} } = armState(world);
  const main = resources[key(operation.targets[0]!)];
  if (operation.kind === 'action') return actionEnded(world, operation, main);
  if (!main) return undefined;
  if (operation.fault) {
    end(world, operation, operation.fault);
    return operation.fault;
  }
  if (operation.kind === 'delete') {
    const gone = [...childrenOf(world, main.id), main];
    for (const one of gone) findType(one.type)?.deleted?.(world, one);
    for (const { id } of gone) {
      delete resources[key(id)];
      delete secrets[key(id)];
    }
    for (const id of Object.keys(deployments)) if (id.startsWith(`${key(main.id)}/`)) delete deployments[id];
    return undefined;
  }
  const error = findType(main.type)?.ended?.(world, main);
  end(world, operation, error);
  return error;
}

function actionEnded(
  world: World,
  operation: Operation,
  resource: Resource | undefined,
): ArmErrorBody | undefined {
  const error = operation.fault ?? operation.failure;
  if (!resource) return error;
  resource.provisioningState = 'Succeeded';
  if (!error) findType(resource.type)?.actionEnded?.(world, resource, operation.action!);
  return error;
}

function end(world: World, operation: Operation, error: ArmErrorBody | undefined): void {
  const { resources } = armState(world);
  for (const id of operation.targets) {
    const resource = resources[key(id)];
    if (!resource) continue;
    resource.provisioningState = error ? 'Failed' : 'Succeeded';
    resource.etag = randomUUID();
  }
}
