import type { Command } from 'commander';
import type { Receipt } from '../../roadmap/messages';
import type { StepId } from '../../roadmap/steps';
import { deploymentName, stepName } from '../arguments';
import { exitCodes } from '../exitCodes';
import type { DirsyncClient } from '../index';
import type { Call } from '../io';
import { answer, InputError, runs, whoSays } from '../io';
import { withDirsync } from '../session';
import { goodWorksheet } from '../worksheets';
import { byOption } from './decide';

interface Options {
  by?: string;
  comment?: string;
  worksheet?: string;
  json?: boolean;
}

/** `retry`, `skip` and `abandon`: what a person answers to a step that is parked. */
export function addMend(program: Command, call: Call): void {
  async function say(options: Options, message: (dirsync: DirsyncClient) => Promise<Receipt>) {
    const receipt = await withDirsync(call, message, options.by);
    answer(call, options.json, receipt, receipt.message);
    return exitCodes.done;
  }
  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .argument('<deployment>', 'name of the deployment', deploymentName);

  command('retry', 'try a parked step again, after putting right what it says')
    .argument('<step>', 'step that is parked, e.g. tunnel', stepName)
    .option('--worksheet <file>', 'corrected worksheet: from here on the deployment goes by it')
    .option(...byOption)
    .option('--comment <text>', 'goes into the report')
    .option('--json', 'print the receipt as JSON')
    .action(
      runs(call, async (deployment: string, step: StepId, options: Options) => {
        const worksheet = options.worksheet ? { ...goodWorksheet(call, options.worksheet) } : undefined;
        const { comment } = options;
        if (worksheet && !comment?.trim()) {
          throw new InputError(
            '--comment: is missing. A correction goes into the report with its reason: --comment "<why>".',
          );
        }
        const message = { deployment, step, by: whoSays(call, options.by), comment, worksheet };
        return say(options, (dirsync) => dirsync.retryStep(message));
      }),
    );

  command('skip', 'go on without a parked step, where the roadmap can')
    .argument('<step>', 'step that is parked, e.g. name-resolution', stepName)
    .requiredOption('--comment <text>', 'why it is safe; goes into the report')
    .option(...byOption)
    .option('--json', 'print the receipt as JSON')
    .action(
      runs(call, async (deployment: string, step: StepId, options: Options) => {
        const message = { deployment, step, by: whoSays(call, options.by), comment: options.comment ?? '' };
        return say(options, (dirsync) => dirsync.skipStep(message));
      }),
    );

  command(
    'abandon',
    'end a deployment (or a teardown) for good; what was made stays, and `teardown` removes it',
  )
    .requiredOption('--comment <text>', 'why; goes into the report')
    .option(...byOption)
    .option('--json', 'print the receipt as JSON')
    .action(
      runs(call, async (deployment: string, options: Options) => {
        const message = { deployment, by: whoSays(call, options.by), comment: options.comment ?? '' };
        return say(options, (dirsync) => dirsync.abandon(message));
      }),
    );
}
