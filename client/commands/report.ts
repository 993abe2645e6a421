import { join } from 'node:path';
import type { Command } from 'commander';
import { deploymentName } from '../arguments';
import { exitCodes } from '../exitCodes';
import type { Call } from '../io';
import { answer, runs } from '../io';
import { lazy } from '../lazy';
import { withDirsync } from '../session';

interface Options {
  output?: string;
  json?: boolean;
}

export function addReport(program: Command, call: Call): void {
  program
    .command('report')
    .description('write the hand-over report, report.json and report.html; an interim one while it runs')
    .argument('<deployment>', 'name of the deployment', deploymentName)
    .option('--output <folder>', 'where to write it (default: runs/<deployment>)')
    .option('--json', 'print the report as JSON; files are written only with --output')
    .action(
      runs(call, async (deployment: string, { output, json }: Options) => {
        const [worksheet, progress] = await withDirsync(call, (dirsync) =>
          Promise.all([dirsync.worksheet(deployment), dirsync.progress(deployment)]),
        );
        const folder = output ?? join(call.env.DIRSYNC_RUNS_DIR || 'runs', deployment);
        const { reportOf, writeReportFiles } = lazy.reportFiles();
        const { report, contents } = reportOf({ worksheet, progress });
        const files = json && !output ? [] : await writeReportFiles(folder, contents);
        const written = files.map((file) => `Wrote ${file}`).join('\n');
        const { renderRemovals, renderUsers } = lazy.views();
        const summary = progress.teardown ? renderRemovals(progress.teardown) : renderUsers(progress);
        answer(call, json, report, `${summary}${written}`);
        return exitCodes.done;
      }),
    );
}
