import type { World } from '../../world';
import type { ArmErrorBody } from '../errors';
import { armState, key } from '../state';
import type { DeploymentRequest } from './template';

export interface DeploymentStep {
  id: string;
  dependsOn: string[];
  state: 'waiting' | 'running' | 'done';
}

export interface Deployment {
  id: string;
  name: string;
  group: { id: string; name: string; location?: string };
  objectId: string;
  correlationId: string;
  startedAt: number;
  endedAt?: number;
  provisioningState: 'Running' | 'Succeeded' | 'Failed';
  error?: ArmErrorBody;
  /** Kept only while it runs: its parameters hold secrets. */
  running?: DeploymentRequest['properties'];
  /** As GET shows them: without the values of secure ones. */
  parameters: Record<string, { type: string; value?: unknown }>;
  steps: DeploymentStep[];
  outputs: Record<string, { type: string; value: unknown }>;
}

export function deployments(world: World): Record<string, Deployment> {
  return (armState(world).deployments ??= {}) as Record<string, Deployment>;
}

export const findDeployment = (world: World, id: string): Deployment | undefined =>
  deployments(world)[key(id)];

export const deploymentId = (groupId: string, name: string): string =>
  `${groupId}/providers/Microsoft.Resources/deployments/${name}`;
