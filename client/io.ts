import { userInfo } from 'node:os';
import type { Client } from '@temporalio/client';
import type { ExitCode } from './exitCodes';
import type { Ask } from './init/questions';

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** The outside of the command line: main gives it the process, a test what it likes. */
export interface Io {
  stdout: Output;
  stderr: Output;
  env: NodeJS.ProcessEnv;
  /** How to reach Temporal; as the environment and the profile say by default. */
  connect?: () => Promise<Client>;
  /** Answers the questions of `init`; a person at the terminal by default. */
  ask?: Ask;
  /** Ends what watches; Ctrl-C ends the process by itself. */
  signal?: AbortSignal;
}

/** One call of the command line: its outside, and the exit code that its command has settled on. */
export interface Call extends Io {
  exitCode: ExitCode;
}

/** The caller gave something that can't be used; nothing was started. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Wraps the body of a command, so that what it returns becomes the exit code. */
export const runs =
  <Args extends unknown[]>(call: Call, body: (...args: Args) => Promise<ExitCode>) =>
  async (...args: Args): Promise<void> => {
    call.exitCode = await body(...args);
  };

export const writeJson = ({ stdout }: Io, value: unknown): void =>
  void stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);

/** Text for people, or with `--json` the value for scripts. */
export function answer(io: Io, json: boolean | undefined, value: unknown, text: string): void {
  if (json) writeJson(io, value);
  else io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Who says it: `--by`, else DIRSYNC_USER, else the user of the operating system. */
export function whoSays({ env }: Io, by: string | undefined): string {
  const name = (by ?? (env.DIRSYNC_USER || systemUser())).trim();
  if (name) return name;
  throw new InputError('--by: says nobody. Give a name, e.g. --by anna@contoso.com, or set DIRSYNC_USER.');
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return '';
  }
}
