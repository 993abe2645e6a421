import { randomUUID } from 'node:crypto';
import type { World } from '../../world';
import type { Answer } from '../answers';
import { armForm, readBody } from '../bodies';
import type { ArmRequest } from '../dispatch';
import { pollEvery } from '../durations';
import { ArmError, refuse } from '../errors';
import { checkGroupWritable, existingGroup } from '../groups';
import { key } from '../state';
import type { Send } from './advance';
import { advanceDeployments } from './advance';
import { evaluate, invalid } from './expressions';
import type { Deployment, DeploymentStep } from './state';
import { deploymentId, deployments, findDeployment } from './state';
import type { DeploymentRequest } from './template';
import { deploymentRequest, functionsOf, resourceId } from './template';

/** Template deployments to a resource group: what `az vm create` and `az network vpn-connection create` send. */
export function answerDeployment(
  world: World,
  request: ArmRequest,
  groupName: string,
  [, name, sub, operation]: string[],
  send: Send,
): Answer {
  const group = existingGroup(world, groupName);
  if (name === undefined) {
    const all = Object.values(deployments(world)).filter((one) => one.group.id === group.id);
    return { status: 200, body: { value: all.map(render) } };
  }
  const id = deploymentId(group.id, name);
  if (sub === undefined && request.method === 'PUT') return begin(world, request, groupName, name, send);
  const deployment = findDeployment(world, id);
  if (request.method === 'HEAD') return { status: deployment ? 204 : 404 };
  if (!deployment) refuse(404, 'DeploymentNotFound', `Deployment '${name}' could not be found.`);
  if (sub?.toLowerCase() === 'operationstatuses' && operation) return status(world, deployment);
  if (sub !== undefined) refuse(404, 'InvalidResourceType', `There is no ${sub} of deployments here.`);
  if (request.method === 'GET') return { status: 200, body: render(deployment) };
  if (request.method !== 'DELETE' || deployment.running) {
    refuse(409, 'DeploymentActive', `The deployment '${name}' can not be changed while it runs.`);
  }
  delete deployments(world)[key(id)];
  world.changed();
  return { status: 204 };
}

function begin(world: World, request: ArmRequest, groupName: string, name: string, send: Send): Answer {
  const group = checkGroupWritable(world, groupName);
  const { properties } = readBody(deploymentRequest, request.body ?? {}, armForm);
  const id = deploymentId(group.id, name);
  if (findDeployment(world, id)?.running) {
    refuse(409, 'DeploymentActive', `Unable to edit or replace deployment '${name}': it is still active.`);
  }
  const place = { id: group.id, name: group.name, location: group.location };
  const deployment: Deployment = {
    id,
    name,
    group: place,
    objectId: request.objectId,
    correlationId: randomUUID(),
    startedAt: world.clock.now(),
    provisioningState: 'Running',
    running: properties,
    parameters: shown(properties),
    steps: stepsOf(world, properties, place),
    outputs: {},
  };
  const all = deployments(world);
  all[key(id)] = deployment;
  advanceDeployments(world, send);
  if (deployment.error && preflighted(deployment)) {
    delete all[key(id)];
    const message = `The template deployment '${name}' is not valid according to the validation procedure. The tracking id is '${deployment.correlationId}'. See inner errors for details.`;
    throw new ArmError(400, { code: 'InvalidTemplateDeployment', message, details: [deployment.error] });
  }
  world.changed();
  return {
    status: 201,
    body: render(deployment),
    headers: {
      'Azure-AsyncOperation': `${world.endpoints.arm}${id}/operationStatuses/${deployment.correlationId}?api-version=${request.apiVersion}`,
      'Retry-After': String(world.clock.retryAfter(pollEvery)),
    },
  };
}

/** Compute takes part in ARM's preflight validation; Network finds out while it deploys. */
const preflighted = ({ steps }: Deployment): boolean =>
  steps.every((step) => step.state === 'waiting' && /\/providers\/Microsoft\.Compute\//i.test(step.id));

function stepsOf(
  world: World,
  properties: DeploymentRequest['properties'],
  group: Deployment['group'],
): DeploymentStep[] {
  const functions = functionsOf(world, properties, group, (name) =>
    invalid(`The template function 'reference' is not expected at this location: '${name}'`),
  );
  const { resources } = properties.template;
  const steps = resources.map(({ type, name }) => ({
    type,
    id: resourceId(group.id, [type, ...String(evaluate(name, functions)).split('/')]),
  }));
  return steps.map(({ id }, index) => ({
    id,
    state: 'waiting',
    dependsOn: resources[index]!.dependsOn.map((one) => {
      const wanted = String(evaluate(one, functions)).toLowerCase();
      const found = steps.find((step) =>
        [step.id, `${step.type}/${step.id.split('/').at(-1)}`, step.id.split('/').at(-1)!].some(
          (known) => known.toLowerCase() === wanted,
        ),
      );
      if (!found) invalid(`The resource '${one}' is not defined in the template`);
      return found.id;
    }),
  }));
}

function shown({ template, parameters }: DeploymentRequest['properties']): Deployment['parameters'] {
  return Object.fromEntries(
    Object.entries(template.parameters).map(([name, { type }]) => [
      name,
      /^secure/i.test(type) ? { type: 'SecureString' } : { type, value: parameters[name]?.value },
    ]),
  );
}

function status(world: World, { provisioningState, error }: Deployment): Answer {
  return {
    status: 200,
    body: { status: provisioningState, ...(error ? { error: failed(error) } : {}) },
    headers:
      provisioningState === 'Running' ? { 'Retry-After': String(world.clock.retryAfter(pollEvery)) } : {},
  };
}

const failed = (error: object): object => ({
  code: 'DeploymentFailed',
  message:
    'At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.',
  details: [error],
});

function render(deployment: Deployment): object {
  const { id, name, provisioningState, correlationId, startedAt, endedAt, parameters, outputs, error } =
    deployment;
  return {
    id,
    name,
    type: 'Microsoft.Resources/deployments',
    properties: {
      mode: 'Incremental',
      provisioningState: provisioningState === 'Running' ? 'Accepted' : provisioningState,
      correlationId,
      timestamp: new Date(endedAt ?? startedAt).toISOString(),
      duration: `PT${(((endedAt ?? startedAt) - startedAt) / 1000).toFixed(3)}S`,
      parameters,
      ...(provisioningState === 'Succeeded'
        ? { outputs, outputResources: deployment.steps.map((step) => ({ id: step.id })) }
        : {}),
      ...(error ? { error: failed(error) } : {}),
      providers: [],
      dependencies: [],
    },
  };
}
