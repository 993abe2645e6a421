import type { Finding } from '../worksheet/finding';
import { formatFinding } from '../worksheet/finding';
import type { Worksheet } from '../worksheet/schema';
import { InputError } from './io';
import type { Io } from './io';
import { lazy } from './lazy';

/** A worksheet has errors; they have a place each. */
export class WorksheetError extends InputError {
  constructor(readonly problems: Finding[]) {
    super(problems.map(formatFinding).join('\n'));
  }
}

/** The worksheet of a command that goes on only with a good one; its warnings go to stderr. */
export function goodWorksheet({ stderr }: Io, file: string): Worksheet {
  const loaded = lazy.load().loadWorksheet(file);
  if (!loaded.ok) throw new WorksheetError(loaded.problems);
  for (const warning of loaded.warnings) stderr.write(`${formatFinding(warning)}\n`);
  return loaded.worksheet;
}
