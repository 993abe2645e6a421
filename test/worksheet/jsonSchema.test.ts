import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats';
import { parse } from 'yaml';
import { worksheetJsonSchema } from '../../worksheet/jsonSchema';

const root = join(__dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

describe('JSON Schema of the worksheet', () => {
  it('is up to date: npx tsx scripts/emit-schema.ts writes it', () => {
    assert.deepEqual(JSON.parse(read('worksheet', 'worksheet.schema.json')), worksheetJsonSchema());
  });

  it('fits the examples, and refuses an unknown field and a secret that is not a reference', () => {
    const validate = new Ajv({ allErrors: true, formats: fullFormats }).compile(worksheetJsonSchema());
    for (const example of ['contoso', 'expressroute', 'existing-network']) {
      const text = read('examples', example, 'worksheet.yaml');
      assert.match(
        text,
        /^# yaml-language-server: \$schema=\.\.\/\.\.\/worksheet\/worksheet\.schema\.json\n/,
      );
      assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
    }
    for (const example of ['unknown-key', 'secret-value', 'gate-unknown']) {
      assert.ok(!validate(parse(read('examples', 'invalid', `${example}.yaml`))), example);
    }
  });
});
