import { z } from 'zod';
import { minutes } from '../durations';
import type { ArmErrorBody } from '../errors';
import { refuse } from '../errors';
import { parentId } from '../path';
import { ignored } from '../references';
import type { ResourceType } from '../resourceType';
import { findResource } from '../state';
import { checkMachineReady, notRunning } from './extensions';
import { checkRunning } from './power';
import type { Run } from './scriptRun';
import { lostResult, runScript } from './scriptRun';
import type { VirtualMachine } from './virtualMachineSchema';
import { machineType } from './virtualMachines';

const parameter = z.strictObject({ name: z.string(), value: z.string() });

const schema = z.strictObject({
  ...ignored('provisioningState', 'instanceView'),
  source: z.strictObject({ script: z.string() }),
  parameters: z.array(parameter).optional(),
  protectedParameters: z.array(parameter).optional(),
  asyncExecution: z.boolean().default(false),
  timeoutInSeconds: z.int().min(120).max(5_184_000).default(5400),
  treatFailureAsDeploymentFailure: z.boolean().default(false),
});
type RunCommand = z.output<typeof schema> & { run?: Run };

export const runCommands: ResourceType<RunCommand> = {
  type: `${machineType}/runCommands`,
  minutes: minutes.runCommand,
  working: 'Creating',
  etag: false,
  schema,
  accept: (change) => {
    const { source, parameters, protectedParameters, asyncExecution, timeoutInSeconds, ...rest } =
      change.body.properties;
    const machine = findResource<VirtualMachine>(change.world, parentId(change.id))!;
    checkMachineReady(machine.provisioningState, machine.id);
    checkRunning(change.world, machine.id, notRunning);
    if (source.script.trim() === '') refuse(400, 'InvalidParameter', 'The script is empty.', 'script');
    const all = [...(parameters ?? []), ...(protectedParameters ?? [])];
    const run = runScript(change.world, machine.id, source.script, all, timeoutInSeconds / 60);
    const { treatFailureAsDeploymentFailure } = rest;
    return { source, parameters, asyncExecution, timeoutInSeconds, treatFailureAsDeploymentFailure, run };
  },
  putMinutes: (world, { properties: { run, asyncExecution } }) =>
    minutes.runCommand.put + (asyncExecution ? 0 : (run!.endedAt - run!.startedAt) / world.clock.minutes(1)),
  ended: (_world, { name, properties }) => failure(name, properties),
  view: (world, { properties, provisioningState }, expand) => ({
    run: undefined,
    ...(expand.includes('instanceView')
      ? { instanceView: view(world.clock.now(), properties, provisioningState) }
      : {}),
  }),
};

/** Succeeded does not mean that the script did, unless the command says so (azure-rest-api-specs, treatFailureAsDeploymentFailure). */
function failure(
  name: string,
  { run, asyncExecution, treatFailureAsDeploymentFailure }: RunCommand,
): ArmErrorBody | undefined {
  if (asyncExecution) return undefined;
  if (run!.lost) {
    return lostResult(`run command '${name}'`);
  }
  if (treatFailureAsDeploymentFailure && run!.exitCode !== 0) {
    return {
      code: 'VMExtensionProvisioningError',
      message: `Run command '${name}' failed: the script ended with exit code ${run!.exitCode}.`,
    };
  }
  return undefined;
}

function view(now: number, { run }: RunCommand, provisioningState: string): object {
  const startTime = new Date(run!.startedAt).toISOString();
  // "Deleting a running command terminates it" (managed Run Command documentation).
  if (provisioningState === 'Deleting' && now < run!.endedAt) {
    return { executionState: 'Canceled', exitCode: 0, output: '', error: '', startTime };
  }
  if (now < run!.startedAt) return { executionState: 'Pending', exitCode: 0, output: '', error: '' };
  // The result is there with the end of the operation, or with the end of the script when nobody waits for it.
  if (provisioningState === 'Creating' || now < run!.endedAt) {
    return { executionState: 'Running', exitCode: 0, output: '', error: '', startTime };
  }
  const endTime = new Date(run!.endedAt).toISOString();
  if (run!.lost) {
    const executionMessage = 'The command timed out before a result came back.';
    return {
      executionState: 'TimedOut',
      executionMessage,
      exitCode: 0,
      output: '',
      error: '',
      startTime,
      endTime,
    };
  }
  return {
    executionState: run!.exitCode === 0 ? 'Succeeded' : 'Failed',
    executionMessage: run!.exitCode === 0 ? 'Execution completed' : 'Script execution failed',
    exitCode: run!.exitCode,
    output: run!.output,
    error: run!.error,
    startTime,
    endTime,
    statuses: [],
  };
}
