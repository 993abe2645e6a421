import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';

/** Reason of the SDK's core (coresdk.activity_task.ActivityCancelReason). */
const workerShutdown = 'WORKER_SHUTDOWN';

/**
 * When the grace time is over, an activity that still runs is handed over: the server hears so at once and gives it to another worker,
 * whether or not its code listens for cancellation. Every activity may run again after a crash, so this asks nothing new of it.
 */
export function handOver(context: Context): { inbound: ActivityInboundCallsInterceptor } {
  const shutDown = new Promise<never>((_resolve, reject) => {
    context.cancelled.catch((error: Error) => {
      if (error.message === workerShutdown) reject(error);
    });
  });
  return { inbound: { execute: (input, next) => Promise.race([next(input), shutDown]) } };
}
