import type { WorkerOptions } from '@temporalio/worker';

/**
 * With a build id the worker is a version of a Worker Deployment, and a deployment of directory synchronisation stays with the
 * version that it began on, however long it waits in a gate. Without one it takes whatever its queue has, which needs nothing of
 * the server. The variables are those that Temporal's worker controller for Kubernetes sets.
 */
export function versioning(
  deploymentName: string,
  buildId: string | undefined,
): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  if (buildId === undefined) return {};
  return {
    workerDeploymentOptions: {
      version: { deploymentName, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'PINNED',
    },
  };
}
