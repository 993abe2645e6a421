import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { formatFinding } from '../../worksheet/finding';
import { exitCodes } from '../exitCodes';
import type { Call } from '../io';
import { InputError, runs } from '../io';
import { lazy } from '../lazy';
import { exampleWorksheet } from '../packageFile';

export function addInit(program: Command, call: Call): void {
  program
    .command('init')
    .description('write a commented worksheet, asking for Tables V, S, D and L and the rest')
    .argument('[file]', 'where to write it', 'worksheet.yaml')
    .option('--force', 'write over a file that is there')
    .action(
      runs(call, async (file: string, { force = false }: { force?: boolean }) => {
        if (existsSync(file) && !force) {
          throw new InputError(`${file} is there already. Name another file, or give --force.`);
        }
        if (!call.ask && !process.stdin.isTTY) {
          throw new InputError(
            `init asks its questions on a terminal, and there is none. Copy ${exampleWorksheet()} and fill it in.`,
          );
        }
        const written = await lazy.init().runInit({ file, force, ask: call.ask });
        call.stdout.write(`Wrote ${file}\n`);
        for (const finding of written.ok ? written.warnings : written.problems) {
          call.stderr.write(`${formatFinding(finding)}\n`);
        }
        call.stdout.write(`Look through it, then: npx dirsync plan ${file}\n`);
        return exitCodes.done;
      }),
    );
}
