import { z } from 'zod';
import { formOf, readBody } from '../bodies';
import { refuse } from '../errors';
import { openOperations } from '../operations';
import type { ActionAnswer, ActionCall } from '../resourceType';
import { sameId } from '../state';
import { checkMachineReady } from './extensions';
import { checkRunning } from './power';
import { lostResult, runScript } from './scriptRun';

const request = z.strictObject({
  commandId: z.string(),
  script: z.array(z.string()).nullish(),
  parameters: z.array(z.strictObject({ name: z.string(), value: z.string() })).nullish(),
});

/** "Scripts can run for a maximum of 90 minutes" (Run Command documentation). */
const longest = 90;
const handler = 'Microsoft.CPlat.Core.RunCommandWindows';

/** `POST {machine}/runCommand`: one at a time, as SYSTEM, and the result only at the end. */
export function actionRunCommand({ world, resource, body }: ActionCall): ActionAnswer {
  const { commandId, script, parameters } = readBody(request, body ?? {}, formOf(resource.type));
  checkCommand(commandId);
  if (!script?.some((line) => line.trim() !== '')) {
    refuse(400, 'InvalidParameter', "Required parameter 'script' is missing (null).", 'script');
  }
  checkMachineReady(resource.provisioningState, resource.id);
  checkRunning(world, resource.id);
  const target = `${resource.id}/runCommand`;
  if (openOperations(world).some((one) => sameId(one.targets[0], target))) {
    refuse(
      409,
      'Conflict',
      'Run command extension execution is in progress. Please wait for completion before invoking a run command.',
    );
  }
  const run = runScript(world, resource.id, script.join('\n'), parameters ?? [], longest);
  const minutes = (run.endedAt - world.clock.now()) / world.clock.minutes(1);
  if (run.lost) return { operation: { target, minutes, failure: lostResult(handler) } };
  return {
    operation: {
      target,
      minutes,
      result: { value: [status('StdOut', run.output), status('StdErr', run.error)] },
    },
  };
}

function checkCommand(commandId: string): void {
  if (/^RunPowerShellScript$/i.test(commandId)) return;
  if (/^RunShellScript$/i.test(commandId)) {
    refuse(
      400,
      'BadRequest',
      'The command RunShellScript is not supported on a VM with OS type Windows.',
      'commandId',
    );
  }
  refuse(404, 'NotFound', `The entity '${commandId}' was not found.`, 'commandId');
}

/** The exit code is not told; a script that fails shows it in StdErr only. */
const status = (stream: string, message: string) => ({
  code: `ComponentStatus/${stream}/succeeded`,
  level: 'Info',
  displayStatus: 'Provisioning succeeded',
  message,
});
