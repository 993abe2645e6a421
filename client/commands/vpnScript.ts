import { lstat, rm, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { exitCodes } from '../exitCodes';
import type { Call } from '../io';
import { answer, InputError, runs } from '../io';
import { lazy } from '../lazy';
import { outside } from '../outside';
import { goodWorksheet } from '../worksheets';
import type { Worksheet } from '../../worksheet/schema';

interface Options {
  output: string;
  force?: boolean;
  json?: boolean;
}

export function addVpnScript(program: Command, call: Call): void {
  program
    .command('vpn-script')
    .description("write Azure's configuration script for the worksheet's VPN device to a file for you alone")
    .argument('<worksheet>', 'worksheet file; connection.device names vendor, family and firmware')
    .requiredOption('--output <file>', 'where to write it, with mode 0600: it holds the shared key')
    .option('--force', 'replace a file that is there')
    .option('--json', 'print the name of the file as JSON')
    .action(
      runs(call, async (file: string, { output, force = false, json }: Options) => {
        await refuseTarget(output, force);
        const worksheet = goodWorksheet(call, file);
        const { clients } = outside(call, worksheet);
        const script = await lazy.vpnScript().fetchVpnDeviceScript(worksheet, clients);
        if (force) await rm(output, { force: true });
        // `wx`: a file or link that somebody put there meanwhile is not followed.
        await writeFile(output, script, { flag: 'wx', mode: 0o600 });
        const { sharedKey } = worksheet.connection as Extract<Worksheet['connection'], { kind: 'vpn' }>;
        answer(
          call,
          json,
          { file: output, sharedKey },
          `Wrote ${output}. It holds the shared key, which is kept at ${sharedKey}.`,
        );
        return exitCodes.done;
      }),
    );
}

async function refuseTarget(output: string, force: boolean): Promise<void> {
  if (output === '-' || /^\/(dev|proc)\//.test(output)) {
    throw new InputError(
      `--output: ${output} is not a file. The script holds the shared key, which must not be shown: name a file.`,
    );
  }
  const present = await lstat(output).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new InputError(`--output: ${output} can't be used (${error.code}). Name another file.`);
  });
  if (!present) return;
  if (!present.isFile()) {
    throw new InputError(`--output: ${output} is there and is not an ordinary file. Name another file.`);
  }
  if (!force)
    throw new InputError(`--output: ${output} is there already. Name another file, or give --force.`);
}
