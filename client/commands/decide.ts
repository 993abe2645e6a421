import type { Command } from 'commander';
import { deploymentName, gateName } from '../arguments';
import { exitCodes } from '../exitCodes';
import type { Call } from '../io';
import { answer, runs, whoSays } from '../io';
import { withDirsync } from '../session';
import type { GateId } from '../../worksheet/schema';

interface Options {
  by?: string;
  comment?: string;
  json?: boolean;
}

export const byOption = [
  '--by <name>',
  'who says it, as the worksheet names approvers (default: DIRSYNC_USER, else your user name); not where people sign in',
] as const;

/** `approve` and `reject`: answered by the workflow at once. */
export function addDecide(program: Command, call: Call): void {
  const decide = (decision: 'approve' | 'reject') =>
    runs(call, async (deployment: string, gate: GateId, { by, comment, json }: Options) => {
      const message = { deployment, gate, decision, by: whoSays(call, by), comment };
      const receipt = await withDirsync(call, (dirsync) => dirsync.decide(message), by);
      answer(call, json, receipt, receipt.message);
      return exitCodes.done;
    });
  const command = (name: 'approve' | 'reject', description: string, why: string) =>
    program
      .command(name)
      .description(description)
      .argument('<deployment>', 'name of the deployment', deploymentName)
      .argument('<gate>', 'gate that is open, e.g. plan', gateName)
      .option(...byOption)
      .option('--comment <text>', why)
      .option('--json', 'print the receipt as JSON')
      .action(decide(name));

  command('approve', 'approve a gate, so that the roadmap goes on', 'goes into the report');
  command(
    'reject',
    'reject a gate: at the plan this ends the deployment with nothing made, later its step waits to be put right',
    'why; goes into the report',
  );
}
