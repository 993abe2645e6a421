import { z } from 'zod';
import { minutes } from '../durations';
import type { ArmErrorBody } from '../errors';
import { refuse } from '../errors';
import { machineFacts } from '../facts';
import { parentId } from '../path';
import { ignored } from '../references';
import type { Change, ResourceType } from '../resourceType';
import { findResource } from '../state';
import { checkMachineReady } from './extensions';
import type { VirtualMachine } from './virtualMachineSchema';
import { machineType } from './virtualMachines';

const parameter = z.strictObject({ name: z.string(), value: z.string() });

/** What the simulator keeps of a run; never shown as such. */
interface Run {
  startedAt: number;
  endedAt: number;
  exitCode: number;
  output: string;
  error: string;
  /** The machine has no way out, so that nobody hears of the result. */
  lost: boolean;
}

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

/** "The output is limited to the last 4,096 bytes" (Run Command documentation). */
const outputLimit = 4096;

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
    if (source.script.trim() === '') refuse(400, 'InvalidParameter', 'The script is empty.', 'script');
    const run = execute(change, [...(parameters ?? []), ...(protectedParameters ?? [])]);
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

/**
 * The site says at once what the script did and how long it takes; it is told here when the answer arrives.
 * Protected parameters go no further than this.
 */
function execute(
  { world, id, body }: Change<RunCommand>,
  parameters: { name: string; value: string }[],
): Run {
  const facts = machineFacts(world, findResource<VirtualMachine>(world, parentId(id))!);
  const { script } = body.properties.source;
  const named = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
  const result = world.site!.runScript(facts, script, named);
  const startedAt = world.clock.now() + world.clock.minutes(minutes.runCommand.put);
  const timeout = body.properties.timeoutInSeconds / 60;
  const lost = !facts.hasOutbound;
  return {
    startedAt,
    endedAt: startedAt + world.clock.minutes(lost ? timeout : Math.min(result.minutes, timeout)),
    exitCode: result.exitCode,
    output: tail(result.output),
    error: tail(result.error),
    lost: lost || result.minutes > timeout,
  };
}

const tail = (text: string): string => Buffer.from(text).subarray(-outputLimit).toString();

/** Succeeded does not mean that the script did, unless the command says so (azure-rest-api-specs, treatFailureAsDeploymentFailure). */
function failure(
  name: string,
  { run, asyncExecution, treatFailureAsDeploymentFailure }: RunCommand,
): ArmErrorBody | undefined {
  if (asyncExecution) return undefined;
  if (run!.lost) {
    return {
      code: 'VMExtensionProvisioningTimeout',
      message: `Provisioning of run command '${name}' has timed out: the VM agent did not report a result. Ensure that the virtual machine can reach Azure on port 443.`,
    };
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
