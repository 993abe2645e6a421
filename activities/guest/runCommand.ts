import type { ComputeManagementClient } from '@azure/arm-compute';
import { ApplicationFailure } from '@temporalio/common';
import { resourceId } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import { describeError, toFailure } from '../failures';
import type { GuestScript } from '../api';
import { absentAsUndefined, handleOf } from '../azure/calls';
import { resumeCompute } from '../azure/computeCalls';
import { whileBeating, type Pulse } from '../azure/pulse';
import { tagsOf } from '../azure/specs/spec';
import { scriptCall, scriptSource } from './scripts';

/** One managed run command of the server, as the three calls need it. */
export interface RunCommand {
  compute: ComputeManagementClient;
  worksheet: Worksheet;
  script: GuestScript;
  name: string;
}

export function runCommandId({ worksheet: w, name }: Pick<RunCommand, 'worksheet' | 'name'>): string {
  return `${resourceId('virtualMachine', w)}/runCommands/${name}`;
}

const place = ({ worksheet: w, name }: RunCommand) => [w.azure.resourceGroup, w.server.name, name] as const;

/** undefined when there is none of that name. */
export async function readRunCommand(command: RunCommand) {
  try {
    return await absentAsUndefined(
      command.compute.virtualMachineRunCommands.getByVirtualMachine(...place(command), {
        expand: 'instanceView',
      }),
    );
  } catch (error) {
    throw toFailure(error, { resource: runCommandId(command), doing: 'reading the run command' });
  }
}

/** Sends the one PUT and returns the poller's state, which holds URLs and status only. */
export async function sendRunCommand(command: RunCommand): Promise<string> {
  const { worksheet: w, script } = command;
  try {
    const poller = command.compute.virtualMachineRunCommands.createOrUpdate(...place(command), {
      location: w.azure.location,
      tags: tagsOf(w),
      source: { script: scriptSource(script) },
      ...scriptCall(script, w),
      // False: the operation lasts as long as the script, so one poller tells when both have ended.
      asyncExecution: false,
      treatFailureAsDeploymentFailure: false,
    });
    await poller.submitted();
    return handleOf(await poller.serialize());
  } catch (error) {
    throw toFailure(error, { resource: runCommandId(command), doing: `starting the script ${script}` });
  }
}

/**
 * Polls the operation that `sendRunCommand` began, in whichever process, until script and operation have ended.
 * Its failure is returned and not thrown: the run command itself may know better why.
 */
export async function awaitRunCommand(
  command: RunCommand,
  poller: string,
  intervalMs: number,
  pulse: Pulse,
): Promise<ApplicationFailure | undefined> {
  try {
    const { createOrUpdate } = command.compute.virtualMachineRunCommands;
    await whileBeating(pulse, { waitingFor: command.name }, () =>
      resumeCompute(command.compute, poller, createOrUpdate, { intervalMs, signal: pulse.signal }),
    );
    return undefined;
  } catch (error) {
    // Azure forgets operations after a while, and may not know at once what it has made; the run command itself tells.
    if (describeError(error).status === 404) return undefined;
    const failure = failureOfWait(command, error);
    if (failure instanceof ApplicationFailure) return failure;
    throw failure;
  }
}

/** Removes a run command whose result has been read, so that the same name can run again. */
export async function deleteRunCommand(command: RunCommand, intervalMs: number, pulse: Pulse): Promise<void> {
  try {
    await whileBeating(pulse, { removing: command.name }, async () => {
      const poller = command.compute.virtualMachineRunCommands.delete(...place(command), {
        updateIntervalInMs: intervalMs,
      });
      await poller.pollUntilDone({ abortSignal: pulse.signal });
    });
  } catch (error) {
    throw failureOfWait(command, error);
  }
}

const failureOfWait = (command: RunCommand, error: unknown) =>
  toFailure(error, { resource: runCommandId(command), doing: `running the script ${command.script}` });
