import { activityInfo } from '@temporalio/activity';
import type { GuestActivities, GuestHandle, Subject } from '../api';
import { azureClients } from '../azure/clients';
import { looksInVain } from '../azure/outcome';
import { activityPulse, whileBeating, type Pulse } from '../azure/pulse';
import { defaultPollIntervalMs, type OutsideSettings } from '../environment';
import { failureOf, isProblem } from '../failures';
import { interpret } from './interpret';
import { readOutcome } from './outcome';
import {
  awaitRunCommand,
  deleteRunCommand,
  readRunCommand,
  runCommandId,
  sendRunCommand,
  type RunCommand,
} from './runCommand';

export interface GuestDependencies {
  settings: OutsideSettings;
  pollIntervalMs?: number;
}

/** How often one activity attempt runs a script again that said "not ready yet"; then Temporal's retry takes over. */
const runsPerAttempt = 20;
/** Provisioning states of a run command that has ended. */
const ended = ['Succeeded', 'Failed', 'Canceled'];

export function createGuestActivities({ settings, pollIntervalMs }: GuestDependencies): GuestActivities {
  const intervalMs = pollIntervalMs ?? settings.pollIntervalMs ?? defaultPollIntervalMs;
  const commandOf = ({ worksheet, handle }: Subject & { handle: GuestHandle }): RunCommand => ({
    compute: azureClients(worksheet, settings).compute,
    worksheet,
    script: handle.script,
    name: handle.runCommand,
  });

  return {
    async beginGuestScript({ worksheet, script, attempt }) {
      const handle: GuestHandle = { script, runCommand: `dirsync-${script}-${attempt}-${shortRunId()}` };
      const command = commandOf({ worksheet, handle });
      return whileBeating(activityPulse(), { beginning: handle.runCommand }, async () => {
        if (await readRunCommand(command)) return handle;
        return withOperation(command, handle, await sendRunCommand(command));
      });
    },

    async awaitGuestScript({ worksheet, handle }) {
      const command = commandOf({ worksheet, handle });
      const pulse = activityPulse();
      let poller = handle.operation?.poller;
      for (let run = 1; ; run++) {
        const found = await runOnce(command, poller, intervalMs, pulse);
        if (!isProblem(found)) {
          // Only one that failed is worth reading in the portal; the rest would pile up on the server.
          await deleteRunCommand(command, intervalMs, pulse);
          return { evidence: found };
        }
        if (found.code !== 'NotReadyYet') throw failureOf(found);
        // What the script read was true when it ran; only another run can find that it has changed.
        await deleteRunCommand(command, intervalMs, pulse);
        if (run === runsPerAttempt) throw failureOf(found);
        pulse.beat({ waitingFor: found.message });
        await pulse.sleep(intervalMs);
        poller = undefined;
      }
    },
  };
}

/** Sends the run command unless it is there, waits until it has ended, and says what its result means. */
async function runOnce(
  command: RunCommand,
  poller: string | undefined,
  intervalMs: number,
  pulse: Pulse,
): Promise<ReturnType<typeof interpret>> {
  const { script, worksheet, name } = command;
  const look = async () => {
    pulse.beat({ waitingFor: name });
    await pulse.sleep(intervalMs);
    return readRunCommand(command);
  };
  let current = await readRunCommand(command);
  // Sent a moment ago, and not known everywhere yet; or removed by an attempt that died before it sent it again.
  for (let inVain = 1; poller && !current && inVain < looksInVain; inVain++) current = await look();
  // An attempt that died while it removed the run command left the removal under way.
  while (current?.provisioningState === 'Deleting') current = await look();
  const operation = current ? poller : await sendRunCommand(command);
  if (operation && !hasEnded(current)) {
    const failure = await awaitRunCommand(command, operation, intervalMs, pulse);
    current = await readRunCommand(command);
    if (failure && !(hasEnded(current) && current?.instanceView?.executionState)) throw failure;
  }
  // Adopted: another attempt began it and its poller is lost, so the run command itself is asked.
  for (let inVain = 0; !hasEnded(current) && inVain < looksInVain; inVain = current ? 0 : inVain + 1) {
    current = await look();
  }
  return interpret(script, worksheet, readOutcome(current?.instanceView, script, worksheet));
}

/** What another run of this deployment once found on the server proves nothing now, so its run commands are not ours. */
function shortRunId(): string {
  return activityInfo().workflowExecution?.runId.slice(0, 8) ?? 'alone';
}

const hasEnded = (current: Awaited<ReturnType<typeof readRunCommand>>) =>
  ended.includes(current?.provisioningState ?? '');

function withOperation(command: RunCommand, handle: GuestHandle, poller: string): GuestHandle {
  return {
    ...handle,
    operation: { kind: 'virtualMachine', resourceId: runCommandId(command), poller },
  };
}
