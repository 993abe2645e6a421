import type { Command } from 'commander';
import { deploymentName } from '../arguments';
import { exitCodeOf, exitCodes } from '../exitCodes';
import { follow, rendered } from '../follow';
import type { Call } from '../io';
import { answer, runs } from '../io';
import { withDirsync } from '../session';

interface Options {
  watch?: boolean;
  json?: boolean;
}

export function addStatus(program: Command, call: Call): void {
  program
    .command('status')
    .description('show what is done, what runs, what waits for whom, and the commands that answer it')
    .argument('<deployment>', 'name of the deployment', deploymentName)
    .option('-w, --watch', 'stay and show each change, until the deployment has ended')
    .option('--json', 'print the progress as JSON; with --watch one object a line')
    .action(
      runs(call, async (deployment: string, { watch, json }: Options) =>
        withDirsync(call, async (dirsync) => {
          if (watch) {
            const last = await follow(call, dirsync, deployment, { json });
            return last ? exitCodeOf(last) : exitCodes.done;
          }
          const progress = await dirsync.progress(deployment);
          answer(call, json, progress, rendered(call, progress));
          return exitCodeOf(progress);
        }),
      ),
    );
}
