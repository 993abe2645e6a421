import type { Command } from 'commander';
import { deploymentName } from '../arguments';
import { exitCodeOf, exitCodes, standsStill } from '../exitCodes';
import { follow } from '../follow';
import type { DirsyncClient } from '../index';
import type { Call } from '../io';
import { answer, InputError, runs, whoSays } from '../io';
import { withDirsync } from '../session';
import { goodWorksheet } from '../worksheets';
import { byOption } from './decide';

interface Options {
  by?: string;
  fromTag?: string;
  wait?: boolean;
  json?: boolean;
}

export function addTeardown(program: Command, call: Call): void {
  program
    .command('teardown')
    .description('remove what a deployment made in Azure; nothing goes before its gate teardown is approved')
    .argument('<deployment>', 'name of the deployment, which must have ended', deploymentName)
    .option('--wait', 'show how it goes on, until it has ended or goes no further without somebody')
    .option('--from-tag <worksheet>', 'go by the tags in Azure, where the history of the deployment is gone')
    .option(...byOption)
    .option('--json', 'print ids as JSON; with --wait then one JSON object a line for each change')
    .action(
      runs(call, async (deployment: string, { by, fromTag, wait, json }: Options) => {
        const requestedBy = whoSays(call, by);
        const worksheet = fromTag === undefined ? undefined : worksheetOf(call, deployment, fromTag);
        const start = async (dirsync: DirsyncClient) => {
          const started = await dirsync.teardown({ deployment, requestedBy, fromTag: worksheet });
          if (json && wait) call.stdout.write(`${JSON.stringify(started)}\n`);
          else answer(call, json, started, startedText(deployment, started));
          if (!wait) return exitCodes.done;
          const last = await follow(call, dirsync, deployment, { json, until: standsStill });
          return last ? exitCodeOf(last) : exitCodes.done;
        };
        return withDirsync(call, start, by);
      }),
    );
}

function worksheetOf(call: Call, deployment: string, file: string) {
  const worksheet = goodWorksheet(call, file);
  if (worksheet.deployment === deployment) return worksheet;
  throw new InputError(
    `--from-tag: ${file} is the worksheet of ${worksheet.deployment}, not of ${deployment}. Give the worksheet by which ${deployment} was deployed.`,
  );
}

const startedText = (deployment: string, { workflowId, runId }: { workflowId: string; runId: string }) =>
  [
    `Started the teardown of ${deployment} (workflow ${workflowId}, run ${runId}).`,
    `What goes and what stays, and who approves it: npx dirsync status ${deployment}`,
  ].join('\n');
