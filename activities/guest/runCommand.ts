import { restorePoller, type ComputeManagementClient } from '@azure/arm-compute';
import { CancelledFailure } from '@temporalio/common';
import { deploymentTag } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import { toFailure } from '../failures';
import type { GuestScript } from '../api';
import { scriptCall, scriptSource } from './scripts';

/** One managed run command of the server, as the three calls need it. */
export interface RunCommand {
  compute: ComputeManagementClient;
  worksheet: Worksheet;
  script: GuestScript;
  name: string;
}

export function runCommandId({ worksheet: w, name }: Pick<RunCommand, 'worksheet' | 'name'>): string {
  const { subscriptionId, resourceGroup } = w.azure;
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/virtualMachines/${w.server.name}/runCommands/${name}`;
}

const place = ({ worksheet: w, name }: RunCommand) => [w.azure.resourceGroup, w.server.name, name] as const;

/** undefined when there is none of that name. */
export async function readRunCommand(command: RunCommand) {
  try {
    return await command.compute.virtualMachineRunCommands.getByVirtualMachine(...place(command), {
      expand: 'instanceView',
    });
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw toFailure(error, { resource: runCommandId(command), doing: 'reading the run command' });
  }
}

/** Sends the one PUT and returns the poller's state, which holds URLs and status only. */
export async function sendRunCommand(command: RunCommand): Promise<string> {
  const { worksheet: w, script } = command;
  try {
    const poller = command.compute.virtualMachineRunCommands.createOrUpdate(...place(command), {
      location: w.azure.location,
      tags: { ...w.azure.tags, [deploymentTag]: w.deployment },
      source: { script: scriptSource(script) },
      ...scriptCall(script, w),
      // False: the operation lasts as long as the script, so one poller tells when both have ended.
      asyncExecution: false,
      treatFailureAsDeploymentFailure: false,
    });
    await poller.submitted();
    return await poller.serialize();
  } catch (error) {
    throw toFailure(error, { resource: runCommandId(command), doing: `starting the script ${script}` });
  }
}

export interface Waiting {
  signal: AbortSignal;
  heartbeat: (details: string) => void;
}

/** Polls the operation that `sendRunCommand` began, in whichever process, until script and operation have ended. */
export async function awaitRunCommand(
  command: RunCommand,
  poller: string,
  intervalMs: number,
  waiting: Waiting,
): Promise<void> {
  try {
    const restored = restorePoller(
      command.compute,
      poller,
      command.compute.virtualMachineRunCommands.createOrUpdate,
      { updateIntervalInMs: intervalMs },
    );
    restored.onProgress((state) => waiting.heartbeat(`${command.name}: ${state.status}`));
    await restored.pollUntilDone({ abortSignal: waiting.signal });
  } catch (error) {
    throw failureOfWait(command, error, waiting.signal);
  }
}

/** Removes a run command whose result has been read, so that the same name can run again. */
export async function deleteRunCommand(
  command: RunCommand,
  intervalMs: number,
  waiting: Waiting,
): Promise<void> {
  try {
    const poller = command.compute.virtualMachineRunCommands.delete(...place(command), {
      updateIntervalInMs: intervalMs,
    });
    await poller.pollUntilDone({ abortSignal: waiting.signal });
  } catch (error) {
    throw failureOfWait(command, error, waiting.signal);
  }
}

function failureOfWait(command: RunCommand, error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return new CancelledFailure('cancelled while a guest script ran');
  return toFailure(error, { resource: runCommandId(command), doing: `running the script ${command.script}` });
}
