import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { observeInto } from './observe';
import { haveSchemas } from './published';

/**
 * Holds every test to the published schemas: what the product sends to a simulated Azure Resource Manager, and what that answers
 * to anybody, in this process or in one that a test starts. Mocha loads this in each of its own processes (.mocharc.json).
 */
const folder = mkdtempSync(join(tmpdir(), 'dirsync-misfits-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'misfits.txt');
writeFileSync(file, '');
observeInto(file);

// The processes that tests start may be given a bare environment, but NODE_OPTIONS they all get.
const preload = join(folder, 'observe.cjs');
const [tsx, observer, into] = [require.resolve('tsx/cjs'), join(__dirname, 'observe.ts'), file].map((one) =>
  JSON.stringify(one),
);
writeFileSync(preload, `require(${tsx}); require(${observer}).observeInto(${into});\n`);
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(preload)}`;

function check(): void {
  const misfits = [...new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean))];
  writeFileSync(file, '');
  if (misfits.length > 0) {
    throw new Error(`What was sent or answered does not fit the published schemas:\n${misfits.join('\n')}`);
  }
}

export const mochaHooks = {
  beforeAll: () => {
    if (!haveSchemas) console.log('  (no published ARM schemas here: requests and answers are not checked)');
  },
  afterEach: check,
  // Of what a suite does when its tests are over.
  afterAll: check,
};
