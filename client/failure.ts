import type { Problem } from '../roadmap/problems';
import { isProblemCode, problemClasses } from '../roadmap/problems';
import type { ExitCode } from './exitCodes';
import { exitCodes } from './exitCodes';
import { InputError } from './io';
import { WorksheetError } from './worksheets';

export interface Failure {
  exitCode: ExitCode;
  /** For people. */
  text: string;
  /** For scripts. */
  json: { code: string; message: string; remedy?: string; problems?: unknown[] };
}

/** What the caller is told of an error, without a stack. */
export function failureOf(error: unknown): Failure {
  if (error instanceof WorksheetError) {
    const json = { code: 'WorksheetInvalid', message: 'The worksheet has errors.', problems: error.problems };
    return { exitCode: exitCodes.badInput, text: `${error.message}\nNothing has been started.`, json };
  }
  const message = error instanceof Error ? error.message : String(error);
  // What @inquirer/prompts throws at Ctrl-C.
  if (error instanceof Error && error.name === 'ExitPromptError') {
    const stopped = 'Stopped by Ctrl-C.';
    return { exitCode: exitCodes.failed, text: stopped, json: { code: 'Stopped', message: stopped } };
  }
  if (error instanceof InputError) {
    return { exitCode: exitCodes.badInput, text: `error: ${message}`, json: { code: 'BadInput', message } };
  }
  const problem = problemIn(error);
  if (problem) {
    const { code, remedy } = problem;
    const exitCode = code === 'WorksheetInvalid' ? exitCodes.badInput : exitCodes.failed;
    const defect = problemClasses[code] === 'defect' ? ` (${code})` : '';
    const text = `error${defect}: ${problem.message}\nWhat to do: ${remedy}`;
    return { exitCode, text, json: { code, message: problem.message, remedy } };
  }
  const code = codeOf(error);
  const exitCode = code === 'BadMessage' || code === 'BadInput' ? exitCodes.badInput : exitCodes.failed;
  return { exitCode, text: `error: ${message}`, json: { code: code ?? 'Failed', message } };
}

/** Activities' code throws ApplicationFailures whose first detail is the problem. */
function problemIn(error: unknown): Problem | undefined {
  const details = (error as { details?: unknown } | undefined)?.details;
  const first = (Array.isArray(details) ? details[0] : undefined) as Problem | undefined;
  return first && isProblemCode(first.code) ? first : undefined;
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
