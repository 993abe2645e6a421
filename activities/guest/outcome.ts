import type { VirtualMachineRunCommandInstanceView } from '@azure/arm-compute';
import type { Problem } from '../../roadmap/problems';
import type { Worksheet } from '../../worksheet/schema';
import type { GuestScript } from '../api';

/** What the last line of a script's output says: its result, or its own error. */
export type ScriptOutcome =
  | { json: Record<string, unknown> }
  | { scriptError: { code: string; message: string } }
  | { problem: Problem };

/** The states in which a run command has not ended. */
const unfinished = ['Pending', 'Running', 'Unknown'];

/**
 * Reads a run command's instance view. Its provisioning state is no help: Succeeded only says that the script was
 * started and waited for (Managed Run Command documentation).
 */
export function readOutcome(
  view: VirtualMachineRunCommandInstanceView | undefined,
  script: GuestScript,
  w: Worksheet,
): ScriptOutcome {
  const state = view?.executionState ?? 'Unknown';
  if (state === 'TimedOut') return { problem: lostResult(script, w, 'did not report back in time') };
  if (state === 'Canceled') {
    return {
      problem: failed(
        script,
        'was cancelled on the server',
        'Find out who deleted the run command, and retry.',
        w,
      ),
    };
  }
  const json = lastJsonLine(view?.output ?? '');
  if (json && typeof json.error === 'string') {
    return { scriptError: { code: json.error, message: text(json.message) || 'no message' } };
  }
  if (json && state === 'Succeeded' && (view?.exitCode ?? 0) === 0) return { json };
  if (unfinished.includes(state)) return { problem: lostResult(script, w, `ended in the state ${state}`) };
  const said =
    firstLine(view?.error) || firstLine(view?.executionMessage) || 'it printed nothing that can be read';
  return {
    problem: failed(
      script,
      `ended with exit code ${view?.exitCode ?? 'unknown'}: ${said}`,
      "Read the run command's output in the Azure portal (virtual machine, Run command), put the cause right, and retry.",
      w,
    ),
  };
}

/** The output is cut to its last 4 KB, and Windows may print lines before the result. */
export function lastJsonLine(output: string): Record<string, unknown> | undefined {
  const line = output.trim().split(/\r?\n/).at(-1) ?? '';
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A script's own error that its interpretation has no better word for. */
export function failed(script: GuestScript, what: string, remedy: string, w: Worksheet): Problem {
  return {
    code: 'GuestScriptFailed',
    message: `The script ${script} ${what}.`.replace(/\.\.$/, '.'),
    remedy,
    resource: w.server.name,
  };
}

function lostResult(script: GuestScript, w: Worksheet, how: string): Problem {
  const outbound =
    w.virtualNetwork.outbound === 'none'
      ? 'The worksheet gives the server subnet no outbound access (virtualNetwork.outbound: none): open TCP 443 to the service tag AzureCloud through the proxy or firewall,'
      : 'Check that the server reaches TCP 443 of the service tag AzureCloud (NAT gateway, firewall, network security group) and that it runs,';
  return {
    code: 'TimedOut',
    message: `The script ${script} ${how}: the server could not send its result to Azure, or it hangs.`,
    remedy: `${outbound} and retry.`,
    resource: w.server.name,
  };
}

function firstLine(value: string | undefined): string {
  return (value ?? '').trim().split(/\r?\n/)[0]!.slice(0, 300);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, 500) : '';
}
