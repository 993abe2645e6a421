import { CancelledFailure, Context } from '@temporalio/activity';

/** How an activity shows that it is alive, waits, and hears that it should stop. */
export interface Pulse {
  signal: AbortSignal;
  beat(details: Record<string, string | number>): void;
  sleep(ms: number): Promise<void>;
  /** Details of the last heartbeat of the attempts before. */
  earlier: Readonly<Record<string, unknown>>;
  /** 1 for the first. */
  attempt: number;
}

export function activityPulse(): Pulse {
  const context = Context.current();
  return {
    signal: context.cancellationSignal,
    beat: (details) => context.heartbeat(details),
    sleep: (ms) => context.sleep(ms),
    earlier: (context.info.heartbeatDetails ?? {}) as Record<string, unknown>,
    attempt: context.info.attempt,
  };
}

/** Far below any heartbeat timeout that makes sense; the SDK thins them out. */
const beatEveryMs = 5_000;

/**
 * Beats while the SDK waits between two polls, which may be as long as the service's Retry-After. Not at once: what is
 * done within seconds needs no heartbeat, and each one that is sent is billed.
 */
export async function whileBeating<T>(
  pulse: Pulse,
  details: Record<string, string | number>,
  work: () => Promise<T>,
): Promise<T> {
  const timer = setInterval(() => pulse.beat(details), beatEveryMs);
  try {
    return await work();
  } catch (error) {
    if (pulse.signal.aborted) throw new CancelledFailure('the activity was cancelled');
    throw error;
  } finally {
    clearInterval(timer);
  }
}
