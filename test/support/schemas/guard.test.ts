import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { skipWithoutSchemas } from './published';

const mocha = join(__dirname, '../../../node_modules/mocha/bin/mocha.js');

/** In a mocha of its own, as a test of ours runs; what it printed, and whether it passed. */
function runTampered(name: string): Promise<{ passed: boolean; printed: string }> {
  const args = [mocha, join(__dirname, 'tampered.ts'), '--grep', `tampered ${name}$`];
  return new Promise((resolve) =>
    execFile(process.execPath, args, { cwd: join(__dirname, '../../..') }, (error, stdout, stderr) =>
      resolve({ passed: error === null, printed: stdout + stderr }),
    ),
  );
}

describe('the guard over the ARM schemas', function () {
  // Each run starts from nothing, compiler and schemas included.
  this.timeout(180_000);

  const cases = [
    { what: 'a request', says: /request: \/sku\/tier is not a value/ },
    { what: 'an answer', says: /answer: \/ must NOT have additional properties 'colour'/ },
  ];
  const runs = new Map<string, ReturnType<typeof runTampered>>();
  before(function () {
    skipWithoutSchemas(this);
    // Side by side: each is a process that starts from nothing.
    for (const what of [...cases.map((one) => one.what), 'nothing, in a simulator of this process'])
      runs.set(what, runTampered(what));
  });

  for (const { what, says } of cases) {
    it(`fails a test with ${what} that does not fit`, async () => {
      const { passed, printed } = await runs.get(what)!;
      assert.equal(passed, false, printed);
      assert.match(printed, says);
      assert.ok(!printed.includes('Planetary'), 'values stay out of what is printed');
    });
  }

  it('lets the same test pass when nothing is tampered with', async () => {
    const { passed, printed } = await runs.get('nothing, in a simulator of this process')!;
    assert.ok(passed, printed);
    assert.match(printed, /1 passing/);
  });
});
