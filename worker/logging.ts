import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor, ActivityOutboundCallsInterceptor } from '@temporalio/worker';
import type { Logger, LogMetadata } from '@temporalio/worker';
import type { Logger as Pino } from 'pino';
import type { Subject } from '../activities/api';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Temporal's logger, writing through pino: one JSON object a line. */
export function temporalLogger(pino: Pino): Logger {
  const write = (level: keyof typeof levels, message: string, meta: LogMetadata = {}) => {
    const { error, ...rest } = meta;
    pino[levels[level]](error instanceof Error ? { ...rest, err: error } : rest, message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

/** Adds deployment and step to the log lines of an activity, and says when it begins; the SDK logs how it failed. */
export function logSubject(context: Context): {
  inbound: ActivityInboundCallsInterceptor;
  outbound: ActivityOutboundCallsInterceptor;
} {
  let subject: Subject | undefined;
  return {
    inbound: {
      execute(input, next) {
        subject = input.args[0] as Subject | undefined;
        context.log.info('activity begins');
        return next(input);
      },
    },
    outbound: {
      getLogAttributes(attributes, next) {
        return next({ ...attributes, deployment: subject?.worksheet?.deployment, step: subject?.step });
      },
    },
  };
}
