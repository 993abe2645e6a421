import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/api';
import { createDirsyncClient } from '../../client';
import { addSearchAttributes } from '../../temporal/searchAttributes';
import { findTemporalCli } from '../../temporal/programs';
import type { Worksheet } from '../../worksheet/schema';
import { mockActivities } from '../support/activities';
import { quieten } from '../support/timeSkipping';
import { contoso } from '../support/worksheet';

export const taskQueue = 'test';

/** A development server with the search attributes, and the real workflows with activities that do nothing. */
export async function openDevServer() {
  quieten();
  const { path } = await findTemporalCli();
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path }, log: { level: 'error', format: 'pretty' } },
  });
  const address = environment.address;
  const connection = await Connection.connect({ address });
  await addSearchAttributes(connection, 'default');
  const client = new Client({ connection });
  let bundle: WorkflowBundleWithSourceMap | undefined;

  async function startWorker(changes: Partial<Activities> = {}): Promise<{ stop(): Promise<void> }> {
    bundle ??= await bundleWorkflowCode({
      workflowsPath: require.resolve('../../workflows'),
      logger: new DefaultLogger('ERROR'),
    });
    const worker = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue,
      workflowBundle: bundle,
      activities: mockActivities(changes).activities,
    });
    const running = worker.run();
    return {
      async stop() {
        worker.shutdown();
        await running;
      },
    };
  }

  return {
    client,
    address,
    dirsync: createDirsyncClient({ client, taskQueue }),
    startWorker,
    /** A connection of its own, which the command line closes. */
    connect: async () => new Client({ connection: await Connection.connect({ address }) }),
    async close() {
      await connection.close();
      await environment.teardown();
    },
  };
}

let count = 0;

/** A worksheet of its own, with gates that anybody may decide. */
export function worksheetFor(change: (worksheet: Worksheet) => void = () => undefined): Worksheet {
  const worksheet = contoso((input) => {
    input.deployment = `site-${++count}`;
    input.gates = {};
  });
  change(worksheet);
  return worksheet;
}
