import type { World } from '../../world';
import type { ArmRequest } from '../dispatch';
import { render } from '../answers';
import type { ArmErrorBody } from '../errors';
import { ArmError } from '../errors';
import { inFlight } from '../operations';
import { armState, findResource, key } from '../state';
import { findType } from '../types';
import { evaluate, invalid } from './expressions';
import type { Deployment, DeploymentStep } from './state';
import { deployments } from './state';
import type { DeploymentRequest } from './template';
import { functionsOf } from './template';

/** How a deployment sends what its caller might have sent alone. */
export type Send = (world: World, request: ArmRequest) => unknown;

/** Begins what waited for something that is there now, and ends deployments that have nothing left to do. */
export function advanceDeployments(world: World, send: Send): void {
  for (const deployment of Object.values(deployments(world))) {
    if (deployment.running) advance(world, deployment, deployment.running, send);
  }
}

function advance(
  world: World,
  deployment: Deployment,
  request: DeploymentRequest['properties'],
  send: Send,
): void {
  const functions = functionsOf(world, request, deployment.group, (name) =>
    referred(world, deployment, name),
  );
  const done = (id: string) => deployment.steps.find((step) => step.id === id)?.state === 'done';
  deployment.steps.forEach((step, index) => {
    if (step.state === 'running') deployment.error ??= outcome(world, step);
    if (step.state !== 'waiting' || deployment.error || !step.dependsOn.every(done)) return;
    const resource = request.template.resources[index]!;
    deployment.error ??= begin(
      world,
      deployment,
      step,
      { apiVersion: resource.apiVersion, body: evaluate(bodyOf(resource), functions) },
      send,
    );
  });
  if (!deployment.error && !deployment.steps.every((step) => step.state === 'done')) return;
  if (deployment.error) deployment.provisioningState = 'Failed';
  else {
    deployment.outputs = evaluate(request.template.outputs, functions) as Deployment['outputs'];
    deployment.provisioningState = 'Succeeded';
  }
  delete deployment.running;
  deployment.endedAt = world.clock.now();
  world.changed();
}

type TemplateResource = DeploymentRequest['properties']['template']['resources'][number];

/** What of a resource in a template is its PUT. */
function bodyOf(resource: TemplateResource): object {
  const own = ['type', 'apiVersion', 'name', 'dependsOn', 'comments'];
  return Object.fromEntries(Object.entries(resource).filter(([member]) => !own.includes(member)));
}

/** The failure of a resource that has come to its end; nothing while it is on its way or when it went well. */
function outcome(world: World, step: DeploymentStep): ArmErrorBody | undefined {
  if (inFlight(world, step.id)) return undefined;
  const { operations, resources } = armState(world);
  const { error } = operations[resources[key(step.id)]?.operation ?? ''] ?? {};
  if (!error) step.state = 'done';
  return error;
}

function begin(
  world: World,
  deployment: Deployment,
  step: DeploymentStep,
  { apiVersion, body }: { apiVersion: string; body: unknown },
  send: Send,
): ArmErrorBody | undefined {
  try {
    const { objectId } = deployment;
    send(world, { method: 'PUT', path: step.id, query: {}, apiVersion, body, objectId });
    step.state = 'running';
    return undefined;
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    // Throttled or in the way of another operation: ARM itself tries again.
    return error.status === 429 ? undefined : error.body;
  }
}

function referred(world: World, deployment: Deployment, name: string): unknown {
  const wanted = name.toLowerCase();
  const step = deployment.steps.find(
    ({ id }) => id.toLowerCase() === wanted || id.split('/').at(-1)!.toLowerCase() === wanted,
  );
  const resource = findResource(world, step?.id ?? name);
  const type = resource && findType(resource.type);
  if (!type) invalid(`The resource '${name}' is not defined in the template.`);
  return render(world, type, resource).properties;
}
