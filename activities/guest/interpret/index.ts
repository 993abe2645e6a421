import type { z } from 'zod';
import type { Problem } from '../../../roadmap/problems';
import type { Evidence } from '../../../roadmap/progress';
import type { Worksheet } from '../../../worksheet/schema';
import type { GuestScript } from '../../api';
import { failed, type ScriptOutcome } from '../outcome';
import * as installer from './installer';
import * as membership from './membership';
import * as prerequisites from './prerequisites';
import * as proxy from './proxy';
import * as synchronisation from './synchronisation';

export interface Interpretation<Schema extends z.ZodType> {
  /** What the script prints as its last line. */
  schema: Schema;
  interpret: (worksheet: Worksheet, result: z.output<Schema>) => Evidence | Problem;
  /** Errors of the script itself that have a better name than GuestScriptFailed. */
  explain?: (worksheet: Worksheet, error: { code: string; message: string }) => Problem | undefined;
}

const interpretations: Record<GuestScript, Interpretation<z.ZodType>> = {
  'set-proxy': erase(proxy),
  'verify-membership': erase(membership),
  'verify-prerequisites': erase(prerequisites),
  'install-entra-connect': erase(installer),
  'verify-synchronisation': erase(synchronisation),
};

/** What a script's result means for the roadmap: evidence, or the problem that parks the step. Pure. */
export function interpret(script: GuestScript, w: Worksheet, outcome: ScriptOutcome): Evidence | Problem {
  if ('problem' in outcome) return outcome.problem;
  const { schema, interpret: read, explain } = interpretations[script];
  if ('scriptError' in outcome) {
    const { code, message } = outcome.scriptError;
    return (
      explain?.(w, outcome.scriptError) ??
      failed(script, `stopped with ${code}: ${message}`, 'Put the cause right on the server, and retry.', w)
    );
  }
  const parsed = schema.safeParse(outcome.json);
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    return {
      code: 'Defect',
      message: `The script ${script} printed a result of another shape than expected (${where}).`,
      remedy: 'Report this as a defect of dirsync, with the version of Windows on the server.',
      resource: w.server.name,
    };
  }
  return read(w, parsed.data);
}

function erase<Schema extends z.ZodType>(one: Interpretation<Schema>): Interpretation<z.ZodType> {
  return { ...one, interpret: (w, result) => one.interpret(w, result as z.output<Schema>) };
}
