import type { ExitCode } from '../../client/exitCodes';
import { runCli } from '../../client/cli';
import type { Io, Output } from '../../client/io';

/** What a command printed and ended with. */
export interface Ran {
  code: ExitCode;
  stdout: string;
  stderr: string;
}

interface Screen extends Output {
  text: string;
}

export function screen(terminal: Pick<Output, 'isTTY' | 'columns' | 'rows'> = {}): Screen {
  return {
    text: '',
    ...terminal,
    write(text: string) {
      this.text += text;
    },
  };
}

/** Nothing is connected unless the test says to what. */
export async function cli(argv: string[], io: Partial<Io> = {}): Promise<Ran> {
  const stdout = screen();
  const stderr = screen();
  const connect = () => Promise.reject(new Error('this command must not connect to Temporal'));
  const code = await runCli(argv, {
    stdout,
    stderr,
    env: { DIRSYNC_USER: 'anna@contoso.com' },
    connect,
    ...io,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
