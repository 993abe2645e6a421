import { bundleWorkflowCode } from '@temporalio/worker';
import { join } from 'node:path';

describe('in workflow code', () => {
  for (const file of ['check.ts', 'corrections.ts', 'passwords.ts']) {
    it(`worksheet/${file} can be bundled: it reaches for nothing of Node`, async () => {
      const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, log() {} };
      await bundleWorkflowCode({ workflowsPath: join(__dirname, '../../worksheet', file), logger: silent });
    });
  }
});
