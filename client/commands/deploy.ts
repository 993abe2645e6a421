import type { Command } from 'commander';
import { isEncryptionOff } from '../../temporal/payloadKeys';
import { exitCodeOf, exitCodes, standsStill } from '../exitCodes';
import { follow } from '../follow';
import type { DirsyncClient } from '../index';
import type { Call } from '../io';
import { answer, runs, whoSays } from '../io';
import { withDirsync } from '../session';
import { goodWorksheet } from '../worksheets';
import { byOption } from './decide';

interface Options {
  by?: string;
  wait?: boolean;
  json?: boolean;
}

export function addDeploy(program: Command, call: Call): void {
  program
    .command('deploy')
    .description('check a worksheet and start its deployment; nothing is made before its plan is approved')
    .argument('<worksheet>', 'worksheet file')
    .option('--wait', 'show how it goes on, until it has ended or goes no further without somebody')
    .option(...byOption)
    .option('--json', 'print ids as JSON; with --wait then one JSON object a line for each change')
    .action(
      runs(call, async (file: string, { by, wait, json }: Options) => {
        const requestedBy = whoSays(call, by);
        const worksheet = goodWorksheet(call, file);
        if (isEncryptionOff(call.env)) call.stderr.write(inClear);
        const start = async (dirsync: DirsyncClient) => {
          const started = await dirsync.deploy({ worksheet, requestedBy });
          const { deployment, workflowId, runId } = started;
          if (json && wait) call.stdout.write(`${JSON.stringify(started)}\n`);
          else answer(call, json, started, startedText(deployment, workflowId, runId));
          if (!wait) return exitCodes.done;
          const last = await follow(call, dirsync, deployment, { json, until: standsStill });
          return last ? exitCodeOf(last) : exitCodes.done;
        };
        return withDirsync(call, start, by);
      }),
    );
}

const inClear =
  'Note: payload encryption is off (DIRSYNC_PAYLOAD_KEY=none): Temporal stores this worksheet and all evidence in clear.\n';

const startedText = (deployment: string, workflowId: string, runId: string): string =>
  [
    `Started ${deployment} (workflow ${workflowId}, run ${runId}).`,
    `Watch it with: npx dirsync status ${deployment} --watch`,
  ].join('\n');
