import type { Command } from 'commander';
import { tenantId } from '../arguments';
import { exitCodes } from '../exitCodes';
import type { Call } from '../io';
import { answer, runs } from '../io';
import { lazy } from '../lazy';
import type { ListFilter } from '../list';
import { withDirsync } from '../session';

export function addList(program: Command, call: Call): void {
  program
    .command('list')
    .description('list the deployments, newest first')
    .option('--waiting', 'only those that wait for somebody')
    .option('--tenant <id>', 'only those of one Entra tenant', tenantId)
    .option('--json', 'print them as JSON')
    .action(
      runs(call, async ({ json, waiting, tenant }: ListFilter & { json?: boolean }) => {
        const deployments = await withDirsync(call, (dirsync) => dirsync.list({ waiting, tenant }));
        answer(call, json, deployments, lazy.views().renderList(deployments, { width: call.stdout.columns }));
        return exitCodes.done;
      }),
    );
}
