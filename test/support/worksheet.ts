import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Worksheet, WorksheetInput } from '../../worksheet/schema';
import { worksheetSchema } from '../../worksheet/schema';

export const contosoFile = join(__dirname, '../../examples/contoso/worksheet.yaml');

/** The example as written. */
export function contosoInput(): WorksheetInput {
  return parse(readFileSync(contosoFile, 'utf8')) as WorksheetInput;
}

/** The example with its defaults, and changed as the test needs it. */
export function contoso(change: (input: WorksheetInput) => void = () => undefined): Worksheet {
  const input = contosoInput();
  change(input);
  return worksheetSchema.parse(input);
}
