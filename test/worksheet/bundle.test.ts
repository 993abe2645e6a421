import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

describe('in workflow code', () => {
  it('checks, corrections and password rules can be bundled: they reach for nothing of Node', async () => {
    const logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, log() {} };
    await bundleWorkflowCode({ workflowsPath: join(__dirname, 'workflowCode.ts'), logger });
  });
});
