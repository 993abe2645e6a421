import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Enterprise } from './enterprise';
import { program } from './install';

/** Runs a Python test file as a process of its own; what it printed is the message where it fails. */
export async function pythonSuite(
  enterprise: Enterprise,
  file: string,
  env: Record<string, string> = {},
): Promise<void> {
  const python = program('sdk', 'python');
  const ended = await enterprise.run(python, ['-W', 'ignore', join(__dirname, file)], env);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /^Ran [1-9]\d* tests? in /m);
}
