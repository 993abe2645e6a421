import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import type { DevServer } from '../../temporal/devServer';
import { startDevServer } from '../../temporal/devServer';
import { findTemporalCli } from '../../temporal/programs';
import { missingSearchAttributes, searchAttributeFlags } from '../../temporal/searchAttributes';

const script = join(__dirname, '../../deploy/temporal/namespace.sh');

describe('deploy/temporal/namespace.sh', () => {
  let server: DevServer;
  before(async () => {
    server = await startDevServer();
  });
  after(() => server?.stop());

  it('creates namespace and search attributes, and does no harm when run again', async () => {
    const { path } = await findTemporalCli();
    const env = {
      ...process.env,
      PATH: [dirname(path), process.env.PATH].join(delimiter),
      TEMPORAL_ADDRESS: server.address,
      TEMPORAL_NAMESPACE: 'composed',
      DIRSYNC_RETENTION: '30d',
    };
    for (let run = 1; run <= 2; run++) {
      const { stdout } = await promisify(execFile)('sh', [script, ...searchAttributeFlags], { env });
      assert.match(stdout, /namespace composed is ready\n$/);
    }
    const connection = await Connection.connect({ address: server.address });
    try {
      assert.deepEqual(await missingSearchAttributes(connection, 'composed'), []);
      const { config } = await connection.workflowService.describeNamespace({ namespace: 'composed' });
      assert.equal(Number(config?.workflowExecutionRetentionTtl?.seconds), 30 * 24 * 60 * 60);
    } finally {
      await connection.close();
    }
  });
});
