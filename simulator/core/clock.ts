import type { Clock } from '../world';

const minute = 60_000;

/** Time of Azure divided by `speed`. */
export function createClock(speed: number): Clock {
  if (!(speed > 0)) throw new Error(`speed must be a positive number, is ${speed}`);
  return {
    now: () => Date.now(),
    minutes: (minutes) => (minutes * minute) / speed,
    retryAfter: (seconds) => Math.max(1, Math.ceil(seconds / speed)),
  };
}
