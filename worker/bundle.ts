import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from '@temporalio/worker';

/** Written by the build next to this file. With payload encryption, failures of workflow code are encoded as well. */
export const bundleFile = (encrypted: boolean): string =>
  join(__dirname, encrypted ? 'workflow-bundle.encrypted.js' : 'workflow-bundle.js');

/** The prebuilt bundle where there is one; from source (in tests) the worker bundles at start. */
export function workflowCode(encrypted: boolean): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const codePath = bundleFile(encrypted);
  return existsSync(codePath)
    ? { workflowBundle: { codePath } }
    : { workflowsPath: require.resolve('../workflows') };
}
