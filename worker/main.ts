import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { msToNumber } from '@temporalio/common/lib/time';
import pino from 'pino';
import { createActivities } from '../activities';
import { connectConfig, noServer } from '../temporal/connect';
import { dataConverterFrom } from '../temporal/dataConverter';
import { workflowCode } from './bundle';
import type { WorkerConfig } from './config';
import { readWorkerConfig } from './config';
import { handOver } from './handOver';
import { serveHealth } from './health';
import { logSubject, temporalLogger } from './logging';
import { namespaceProblems } from './namespace';
import { redactedMark, Redaction, redactedPaths } from './redaction';
import { requireSignIn } from './requireSignIn';
import { serveVouchers } from './vouching';

/** After the grace time, for what is left to be said to the server. */
const lastWordsMs = 10_000;

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
  const redaction = new Redaction(env);
  const logger = pino(
    {
      name: 'dirsync-worker',
      level: config.logLevel,
      redact: { paths: redactedPaths, censor: redactedMark },
    },
    redaction.before(pino.destination({ dest: 2, sync: true })),
  );
  Runtime.install({
    logger: temporalLogger(logger),
    telemetryOptions: { metrics: { prometheus: { bindAddress: config.metricsAddress } } },
    shutdownSignals: ['SIGTERM', 'SIGINT'],
  });
  let worker: Worker | undefined;
  const state = () => worker?.getState() ?? 'CONNECTING';
  const health = await serveHealth(config.healthAddress, state, () => state() === 'RUNNING').catch(
    (error: Error) => {
      throw new ConfigurationError([
        `DIRSYNC_HEALTH_ADDRESS is "${config.healthAddress}": it can't be used (${error.message})`,
      ]);
    },
  );
  const vouching = await vouchingService(config, logger).catch(async (error: Error) => {
    await health.close();
    throw error;
  });
  try {
    const connection = await connect(env);
    try {
      worker = await createWorker(config, connection, env, logger, redaction);
      await worker.run();
      logger.info('worker has shut down');
    } finally {
      await connection.close();
    }
  } finally {
    await vouching?.close();
    await health.close();
  }
}

async function vouchingService(
  { vouching: { key, service }, outside }: WorkerConfig,
  logger: pino.Logger,
): Promise<{ close(): Promise<void> } | undefined> {
  if (!key || !service) return undefined;
  try {
    return await serveVouchers({ config: { key, service }, settings: outside, logger });
  } catch (error) {
    throw new ConfigurationError([
      `DIRSYNC_VOUCHER_ADDRESS is "${service.address}": it can't be used (${(error as Error).message})`,
    ]);
  }
}

async function connect(env: NodeJS.ProcessEnv): Promise<NativeConnection> {
  const { connectionOptions, address } = connectConfig(env);
  try {
    return await NativeConnection.connect({ ...connectionOptions, address });
  } catch (error) {
    throw noServer(address, error);
  }
}

async function createWorker(
  config: WorkerConfig,
  connection: NativeConnection,
  env: NodeJS.ProcessEnv,
  logger: pino.Logger,
  redaction: Redaction,
): Promise<Worker> {
  const { address, namespace } = connectConfig(env);
  const { problems, unknown } = await namespaceProblems(connection, namespace);
  if (problems.length > 0) throw new ConfigurationError(problems);
  if (unknown) logger.warn({ namespace, reason: unknown }, 'the search attributes could not be checked');
  const dataConverter = dataConverterFrom(env);
  const { taskQueue, healthAddress, metricsAddress, runsDirectory } = config;
  logger.info(
    {
      address,
      namespace,
      taskQueue,
      healthAddress,
      metricsAddress,
      encrypted: dataConverter !== undefined,
      version: config.versioning.workerDeploymentOptions?.version,
    },
    'worker is starting',
  );
  if (!dataConverter) {
    logger.warn(
      'payload encryption is off (DIRSYNC_PAYLOAD_KEY=none): whoever reads the Temporal database or UI reads worksheets and evidence',
    );
  }
  const grace = msToNumber(config.shutdownGraceTime);
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    ...config.versioning,
    ...workflowCode(dataConverter !== undefined),
    dataConverter,
    activities: createActivities({
      settings: config.outside,
      runsDirectory,
      logger,
      noteSecret: redaction.note,
      voucherKey: config.vouching.key,
    }),
    interceptors: {
      activity: [logSubject, ...(config.requireSignIn ? [requireSignIn] : []), handOver],
    },
    maxConcurrentActivityTaskExecutions: config.maxConcurrentActivities,
    shutdownGraceTime: grace,
    shutdownForceTime: grace + lastWordsMs,
  });
}
