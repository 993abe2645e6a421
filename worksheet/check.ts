import { checks } from './checks';
import type { Draft, Finding, Found, Path } from './finding';
import { error, toFinding } from './finding';
import type { Worksheet } from './schema';
import { worksheetSchema } from './schema';
import { schemaFindings } from './schemaFindings';
import { isMapping } from './schemaWalk';

export interface Inspection {
  /** With every default filled in; absent when there is an error. */
  worksheet?: Worksheet;
  found: Found[];
}

/**
 * Everything that is wrong with a worksheet, at once: what the schema says, and the rules between fields, each of which looks at the
 * fields that are right in themselves. Pure, and fit for workflow code: no file, no clock, no Node.
 */
export function inspect(input: unknown): Inspection {
  if (!isMapping(input)) return { found: [notAMapping] };
  const parsed = worksheetSchema.safeParse(input);
  if (parsed.success) {
    const found = checks.flatMap((check) => check(parsed.data));
    return found.some((one) => one.severity === 'error') ? { found } : { worksheet: parsed.data, found };
  }
  const ofSchema = schemaFindings(parsed.error.issues, input);
  const draft = without(input, new Set(ofSchema.map((one) => key(one.path)))) as Draft;
  return { found: [...ofSchema, ...checks.flatMap((check) => check(draft))] };
}

/** `inspect` with paths as text and without places in a file. */
export function checkWorksheet(input: unknown): { worksheet?: Worksheet; findings: Finding[] } {
  const { worksheet, found } = inspect(input);
  return { worksheet, findings: found.map(toFinding) };
}

const notAMapping = error({
  path: [],
  rule: 'mapping',
  problem: 'is not a mapping of fields',
  remedy: 'Begin with "deployment: <name>", or let dirsync init write a worksheet.',
});

const key = (path: Path): string => JSON.stringify(path);

/** A copy with undefined in the place of what is wrong; entries of lists keep their index. */
function without(value: unknown, wrong: Set<string>, path: Path = []): unknown {
  if (wrong.has(key(path))) return undefined;
  if (Array.isArray(value)) return value.map((item, index) => without(item, wrong, [...path, index]));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, without(child, wrong, [...path, name])]),
  );
}
