import { z } from 'zod';
import { defaultTaskQueue } from '../roadmap/messages';
import type { OutsideSettings } from '../activities/environment';
import { readOutsideSettings } from '../activities/environment';
import { dataConverterFrom } from '../temporal/dataConverter';

const address = z.string().regex(/^[^:\s]+:\d{1,5}$/, { message: 'is not host:port' });
const duration = z
  .string()
  .regex(/^\d+ (second|minute)s?$/, { message: 'is not a duration such as "30 seconds"' });

const environment = z.object({
  DIRSYNC_TASK_QUEUE: z.string().min(1).default(defaultTaskQueue),
  DIRSYNC_RUNS_DIR: z.string().min(1).default('runs'),
  DIRSYNC_HEALTH_ADDRESS: address.default('127.0.0.1:8088'),
  DIRSYNC_METRICS_ADDRESS: address.default('127.0.0.1:9464'),
  DIRSYNC_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  DIRSYNC_SHUTDOWN_GRACE: duration.default('30 seconds'),
  DIRSYNC_MAX_ACTIVITIES: z.coerce.number().int().min(1).max(1000).default(100),
});

export interface WorkerConfig {
  taskQueue: string;
  runsDirectory: string;
  healthAddress: string;
  metricsAddress: string;
  logLevel: string;
  shutdownGraceTime: string;
  maxConcurrentActivities: number;
  outside: OutsideSettings;
}

/** The worker's configuration, or everything that is wrong with it at once. Pure but for the files that are named. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): { config?: WorkerConfig; problems: string[] } {
  const problems: string[] = [];
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')}: ${issue.message}`);
  }
  const outside = readOutsideSettings(env);
  problems.push(...outside.problems);
  try {
    dataConverterFrom(env);
  } catch (error) {
    problems.push((error as Error).message);
  }
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
      outside: outside.settings,
    },
  };
}
