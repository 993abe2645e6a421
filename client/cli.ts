import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import { addCodecServer } from './commands/codecServer';
import { addDecide } from './commands/decide';
import { addDeploy } from './commands/deploy';
import { addInit } from './commands/init';
import { addList } from './commands/list';
import { addMend } from './commands/mend';
import { addProcesses } from './commands/processes';
import { addReport } from './commands/report';
import { addStatus } from './commands/status';
import { addTeardown } from './commands/teardown';
import { addVpnScript } from './commands/vpnScript';
import { addWorksheet } from './commands/worksheet';
import type { ExitCode } from './exitCodes';
import { exitCodes } from './exitCodes';
import type { Call, Io } from './io';
import { failureOf } from './failure';
import { examples } from './help';

/** Runs one command; `argv` is without node and script. Never throws and never ends the process. */
export async function runCli(argv: string[], io: Io): Promise<ExitCode> {
  const call: Call = { ...io, exitCode: exitCodes.done };
  try {
    await createProgram(call).parseAsync(argv, { from: 'user' });
    return call.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its message already; an exit code of 0 is help or version that was asked for.
      return error.exitCode === 0 ? exitCodes.done : exitCodes.badInput;
    }
    const { exitCode, text, json } = failureOf(error);
    if (argv.includes('--json')) io.stdout.write(`${JSON.stringify({ error: json }, undefined, 2)}\n`);
    io.stderr.write(`${text}\n`);
    if (io.env.DIRSYNC_DEBUG) io.stderr.write(`${stackOf(error)}\n`);
    return exitCode;
  }
}

export function createProgram(call: Call): Command {
  const program = new Command('dirsync')
    .description(
      'Directory synchronisation from on-premises Active Directory to Microsoft 365, deployed in Azure.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help, or that of a command')
    .configureOutput({
      writeOut: (text) => call.stdout.write(text),
      writeErr: (text) => call.stderr.write(text),
      getOutHelpWidth: () => call.stdout.columns ?? 100,
      getErrHelpWidth: () => call.stderr.columns ?? 100,
    })
    .showHelpAfterError(
      '`npx dirsync --help` shows the commands, `npx dirsync <command> --help` explains one.',
    )
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', examples);

  program.commandsGroup('Before a deployment:');
  addInit(program, call);
  addWorksheet(program, call);
  program.commandsGroup('A deployment:');
  addDeploy(program, call);
  addStatus(program, call);
  addList(program, call);
  addReport(program, call);
  addVpnScript(program, call);
  addTeardown(program, call);
  program.commandsGroup('What waits for you:');
  addDecide(program, call);
  addMend(program, call);
  program.commandsGroup('Processes:');
  addProcesses(program, call);
  addCodecServer(program, call);
  program.commandsGroup('Help:').helpCommand('help [command]', 'show the help of a command');
  return program;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
