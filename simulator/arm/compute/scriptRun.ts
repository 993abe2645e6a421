import type { World } from '../../world';
import { minutes } from '../durations';
import { machineFacts } from '../facts';
import { findResource } from '../state';
import type { VirtualMachine } from './virtualMachineSchema';

/** What the simulator keeps of a script's run; never shown as such. Milliseconds since the epoch. */
export interface Run {
  startedAt: number;
  endedAt: number;
  exitCode: number;
  output: string;
  error: string;
  /** The machine has no way out, or the time was up, so that nobody hears of the result. */
  lost: boolean;
}

/** "The output is limited to the last 4,096 bytes" (Run Command documentation). */
const outputLimit = 4096;
const tail = (text: string): string => Buffer.from(text).subarray(-outputLimit).toString();

/**
 * The site says at once what the script did and how long it takes; it is told here when the answer arrives.
 * Protected parameters go no further than this.
 */
export function runScript(
  world: World,
  machineId: string,
  script: string,
  parameters: { name: string; value: string }[],
  timeoutMinutes: number,
): Run {
  const facts = machineFacts(world, findResource<VirtualMachine>(world, machineId)!);
  const named = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
  const result = world.site!.runScript(facts, script, named);
  const startedAt = world.clock.now() + world.clock.minutes(minutes.runCommand.put);
  const lost = !facts.hasOutbound || result.minutes > timeoutMinutes;
  return {
    startedAt,
    endedAt: startedAt + world.clock.minutes(lost ? timeoutMinutes : result.minutes),
    exitCode: result.exitCode,
    output: tail(result.output),
    error: tail(result.error),
    lost,
  };
}

/** Outbound 443 is needed, "or the result is lost" (Run Command documentation). */
export const lostResult = (name: string) => ({
  code: 'VMExtensionProvisioningTimeout',
  message: `Provisioning of VM extension ${name} has timed out. Extension provisioning has taken too long to complete. The extension did not report a message. More information on troubleshooting is available at https://aka.ms/VMExtensionCSEWindowsTroubleshoot`,
});
