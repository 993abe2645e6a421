import { isIP } from 'node:net';
import type { WorkerOptions } from '@temporalio/worker';
import { z } from 'zod';
import { defaultTaskQueue } from '../roadmap/messages';
import type { OutsideSettings } from '../activities/environment';
import { readOutsideSettings } from '../activities/environment';
import { connectConfig } from '../temporal/connect';
import { dataConverterFrom } from '../temporal/dataConverter';
import { versioning } from './versioning';
import type { VouchingConfig } from './vouchingConfig';
import { readVouchingConfig } from './vouchingConfig';

/** `host:port` in two parts; the host may be an IPv6 address in brackets. */
export function splitAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}

const address = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^:\s]+):\d{1,5}$/, { message: 'is not host:port' })
  .refine((text) => splitAddress(text).port <= 65535, { message: 'has a port above 65535' });
/** The SDK's core parses this one, and resolves no names. */
const numericAddress = address.refine((text) => isIP(splitAddress(text).host) !== 0, {
  message: 'needs an IP address before the port, such as 127.0.0.1:9464',
});
const duration = z
  .string()
  .regex(/^\d+ (second|minute)s?$/, { message: 'is not a duration such as "30 seconds"' });
const activities = 'must be a whole number from 1 to 1000';
const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const;

/** What each variable is for: docs/operations.md. */
export const environment = z.object({
  DIRSYNC_TASK_QUEUE: z.string().min(1).default(defaultTaskQueue),
  DIRSYNC_RUNS_DIR: z.string().min(1).default('runs'),
  DIRSYNC_HEALTH_ADDRESS: address.default('127.0.0.1:8088'),
  DIRSYNC_REQUIRE_SIGN_IN: z.enum(['true', 'false'], { error: 'must be true or false' }).default('false'),
  DIRSYNC_VOUCHER_ADDRESS: address.default('127.0.0.1:8089'),
  DIRSYNC_METRICS_ADDRESS: numericAddress.default('127.0.0.1:9464'),
  DIRSYNC_LOG_LEVEL: z.enum(levels, { error: `must be one of ${levels.join(', ')}` }).default('info'),
  DIRSYNC_SHUTDOWN_GRACE: duration.default('30 seconds'),
  DIRSYNC_MAX_ACTIVITIES: z.coerce
    .number({ error: activities })
    .int({ error: activities })
    .min(1, { error: activities })
    .max(1000, { error: activities })
    .default(100),
  TEMPORAL_DEPLOYMENT_NAME: z.string().min(1).default('dirsync'),
  TEMPORAL_WORKER_BUILD_ID: z.string().min(1).optional(),
});

export interface WorkerConfig {
  taskQueue: string;
  runsDirectory: string;
  healthAddress: string;
  metricsAddress: string;
  logLevel: string;
  shutdownGraceTime: string;
  maxConcurrentActivities: number;
  versioning: Pick<WorkerOptions, 'workerDeploymentOptions'>;
  outside: OutsideSettings;
  vouching: VouchingConfig;
  /** Serve no worksheet that takes names as declared. */
  requireSignIn: boolean;
}

/** The worker's configuration, or everything that is wrong with it at once. Pure but for the files that are named. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): { config?: WorkerConfig; problems: string[] } {
  const problems: string[] = [];
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = issue.path.join('.');
      problems.push(`${name} is "${given[name]}": ${issue.message.replace(/^(is|has) /, 'it $1 ')}`);
    }
  }
  const outside = readOutsideSettings(env);
  problems.push(...outside.problems);
  for (const read of [dataConverterFrom, connectConfig]) {
    try {
      read(env);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  const voucherAddress = parsed.data?.DIRSYNC_VOUCHER_ADDRESS ?? '';
  const vouching = readVouchingConfig(env, voucherAddress, problems);
  if (problems.length > 0 || !parsed.data || !outside.settings) return { problems };
  const values = parsed.data;
  return {
    problems,
    config: {
      taskQueue: values.DIRSYNC_TASK_QUEUE,
      runsDirectory: values.DIRSYNC_RUNS_DIR,
      healthAddress: values.DIRSYNC_HEALTH_ADDRESS,
      metricsAddress: values.DIRSYNC_METRICS_ADDRESS,
      logLevel: values.DIRSYNC_LOG_LEVEL,
      shutdownGraceTime: values.DIRSYNC_SHUTDOWN_GRACE,
      maxConcurrentActivities: values.DIRSYNC_MAX_ACTIVITIES,
      versioning: versioning(values.TEMPORAL_DEPLOYMENT_NAME, values.TEMPORAL_WORKER_BUILD_ID),
      outside: outside.settings,
      vouching,
      requireSignIn: values.DIRSYNC_REQUIRE_SIGN_IN === 'true',
    },
  };
}
