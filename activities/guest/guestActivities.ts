import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { GuestActivities, GuestHandle, Subject } from '../api';
import { azureClients } from '../azure/clients';
import { defaultPollIntervalMs, type OutsideSettings } from '../environment';
import { failureOf } from '../failures';
import { interpret, isProblem } from './interpret';
import { readOutcome } from './outcome';
import {
  awaitRunCommand,
  deleteRunCommand,
  readRunCommand,
  runCommandId,
  sendRunCommand,
  type RunCommand,
  type Waiting,
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
      const handle: GuestHandle = { script, runCommand: `dirsync-${script}-${attempt}` };
      const command = commandOf({ worksheet, handle });
      if (await readRunCommand(command)) return handle;
      return withOperation(command, handle, await sendRunCommand(command));
    },

    async awaitGuestScript({ worksheet, handle }) {
      const command = commandOf({ worksheet, handle });
      const context = Context.current();
      const waiting: Waiting = {
        signal: context.cancellationSignal,
        heartbeat: (details) => context.heartbeat(details),
      };
      let poller = handle.operation?.poller;
      for (let run = 1; ; run++) {
        const found = await runOnce(command, poller, intervalMs, waiting);
        if (!isProblem(found)) return { evidence: found };
        if (found.code !== 'NotReadyYet') throw failureOf(found);
        // What the script read was true when it ran; only another run can find that it has changed.
        await deleteRunCommand(command, intervalMs, waiting);
        if (run === runsPerAttempt) throw failureOf(found);
        waiting.heartbeat(found.message);
        await sleep(intervalMs, undefined, { signal: waiting.signal });
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
  waiting: Waiting,
): Promise<ReturnType<typeof interpret>> {
  waiting.heartbeat(`${command.name}: reading`);
  let current = await readRunCommand(command);
  const operation = current ? poller : await sendRunCommand(command);
  if (operation && !ended.includes(current?.provisioningState ?? '')) {
    await awaitRunCommand(command, operation, intervalMs, waiting);
    current = await readRunCommand(command);
  }
  // Adopted: another attempt began it and its poller is lost, so the run command itself is asked.
  while (current && !ended.includes(current.provisioningState ?? '')) {
    waiting.heartbeat(`${command.name}: ${current.provisioningState ?? 'unknown'}`);
    await sleep(intervalMs, undefined, { signal: waiting.signal });
    current = await readRunCommand(command);
  }
  const { script, worksheet } = command;
  return interpret(script, worksheet, readOutcome(current?.instanceView, script, worksheet));
}

function withOperation(command: RunCommand, handle: GuestHandle, poller: string): GuestHandle {
  return {
    ...handle,
    operation: { kind: 'virtualMachine', resourceId: runCommandId(command), poller },
  };
}
