import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { worksheetJsonSchema } from '../worksheet/jsonSchema';

/** Writes worksheet/worksheet.schema.json; a test fails when that was forgotten after a change of worksheet/schema.ts. */
async function main(): Promise<void> {
  const file = join(__dirname, '..', 'worksheet', 'worksheet.schema.json');
  const options = await resolveConfig(file);
  writeFileSync(file, await format(JSON.stringify(worksheetJsonSchema()), { ...options, parser: 'json' }));
}

void main();
