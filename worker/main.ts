import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pino from 'pino';
import { createActivities } from '../activities';
import { connectConfig } from '../temporal/connect';
import { dataConverterFrom } from '../temporal/dataConverter';
import { workflowCode } from './bundle';
import type { WorkerConfig } from './config';
import { readWorkerConfig } from './config';
import { serveHealth } from './health';
import { logSubject, temporalLogger } from './logging';

/** Why the worker could not start; a list, so that all of it can be put right at once. */
export class ConfigurationError extends Error {
  constructor(readonly problems: string[]) {
    super(
      `The worker's configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}

/** Runs a worker until SIGTERM or SIGINT; activities then have the grace time to hand over. */
export async function runWorker(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { config, problems } = readWorkerConfig(env);
  if (!config) throw new ConfigurationError(problems);
  const logger = pino(
    { name: 'dirsync-worker', level: config.logLevel },
    pino.destination({ dest: 2, sync: true }),
  );
  Runtime.install({
    logger: temporalLogger(logger),
    telemetryOptions: { metrics: { prometheus: { bindAddress: config.metricsAddress } } },
    shutdownSignals: ['SIGTERM', 'SIGINT'],
  });
  const { connectionOptions, address, namespace } = connectConfig();
  const connection = await NativeConnection.connect({ ...connectionOptions, address });
  try {
    const worker = await createWorker(config, connection, namespace, env, logger);
    const health = await serveHealth(
      config.healthAddress,
      () => worker.getState(),
      () => worker.getState() === 'RUNNING',
    );
    logger.info(
      { address, namespace, taskQueue: config.taskQueue, health: config.healthAddress },
      'worker is starting',
    );
    try {
      await worker.run();
    } finally {
      await new Promise((resolve) => health.close(resolve));
    }
    logger.info('worker has shut down');
  } finally {
    await connection.close();
  }
}

async function createWorker(
  config: WorkerConfig,
  connection: NativeConnection,
  namespace: string,
  env: NodeJS.ProcessEnv,
  logger: pino.Logger,
): Promise<Worker> {
  const dataConverter = dataConverterFrom(env);
  return Worker.create({
    connection,
    namespace,
    taskQueue: config.taskQueue,
    ...workflowCode(dataConverter !== undefined),
    dataConverter,
    activities: createActivities({ settings: config.outside, runsDirectory: config.runsDirectory, logger }),
    interceptors: { activity: [logSubject] },
    maxConcurrentActivityTaskExecutions: config.maxConcurrentActivities,
    shutdownGraceTime: config.shutdownGraceTime as '30 seconds',
  });
}
