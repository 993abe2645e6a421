import type { Command } from 'commander';
import { atLeastOne, port } from '../arguments';
import { exitCodes } from '../exitCodes';
import type { DemoOptions } from '../demo';
import type { DevOptions } from '../dev';
import type { Call } from '../io';
import { InputError, runs } from '../io';
import { lazy } from '../lazy';

/** What keeps running: the worker, and the server and simulator to play with. */
export function addProcesses(program: Command, call: Call): void {
  program
    .command('worker')
    .description('run a worker until it is told to stop (SIGTERM, Ctrl-C); configured by the environment')
    .action(
      runs(call, async () => {
        const { ConfigurationError, runWorker } = lazy.worker();
        await runWorker(call.env).catch((error: unknown) => {
          throw error instanceof ConfigurationError ? new InputError(error.message) : error;
        });
        leaveSoon();
        return exitCodes.done;
      }),
    );

  program
    .command('dev')
    .description('start a Temporal server, the simulated enterprise and a worker, and leave them running')
    .option('--port <number>', 'port of the Temporal server (default: a free one)', port)
    .option('--ui-port <number>', 'port of the Temporal UI (default: a free one)', port)
    .option('--worksheet <file>', 'what the simulated site and tenant fit (default: the Contoso example)')
    .option('--speed <factor>', 'how many times faster than Azure the simulator is (default: 60)', atLeastOne)
    .option('--data <folder>', 'where to keep state, so that the next start goes on with it')
    .action(runs(call, async (options: DevOptions) => lazy.dev().runDev(call, options)));

  program
    .command('demo')
    .description('run the whole roadmap against a simulated enterprise, from worksheet to licensed users')
    .option('-y, --yes', 'approve every gate without asking')
    .option('--keep', 'leave server, simulator and worker running at the end')
    .option('--speed <factor>', 'how many times faster than Azure the simulator is', atLeastOne)
    .option('--json', 'print the report as JSON at the end')
    .action(
      runs(call, async ({ yes = false, keep = false, ...options }: Partial<DemoOptions>) =>
        lazy.demo().runDemo(call, { ...options, yes, keep }),
      ),
    );
}

/** What an activity that was handed over has left open (a request without an answer) must not keep the process. */
function leaveSoon(): void {
  setTimeout(() => process.exit(), 500).unref();
}
