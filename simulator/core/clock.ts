import { setTimeout as passed } from 'node:timers/promises';
import type { Clock, ClockSettings, ClockView } from '../world';

const minute = 60_000;

/** Plain JSON, kept with the rest of the state. */
interface ClockState {
  /** Speed of `options` when the state was begun: the unit of every time in it, whatever the speed is later. */
  base: number;
  /** Speed of `options` at the last start; another one there takes precedence over what was set meanwhile. */
  configured: number;
  speed: number;
  stopped: boolean;
  /** The clock showed `shown` when it was really `real`; both in milliseconds since the epoch. */
  real: number;
  shown: number;
}

/**
 * Time of Azure divided by the speed. It begins with the real time and goes on while the process is away; it leaves the real
 * time when it is stopped, stepped, or given another speed. `section` is kept by the caller, who is told of changes.
 */
export function createClock(
  speed: number,
  section: { clock?: unknown } = {},
  changed: () => void = () => undefined,
): Clock {
  checkSpeed(speed);
  const state = (section.clock ??= firstState(speed)) as ClockState;
  const now = () =>
    state.stopped
      ? state.shown
      : Math.floor(state.shown + ((Date.now() - state.real) * state.speed) / state.base);
  const minutes = (count: number) => (count * minute) / state.base;
  const anchor = (shown: number) => {
    Object.assign(state, { real: Date.now(), shown });
    changed();
  };
  const set = (settings: ClockSettings): void => {
    if (settings.speed !== undefined) checkSpeed(settings.speed);
    anchor(now());
    Object.assign(state, settings);
  };
  if (state.configured !== speed) {
    set({ speed });
    state.configured = speed;
  }
  return {
    now,
    minutes,
    retryAfter: (seconds) => Math.max(1, Math.ceil(seconds / state.speed)),
    pass: (count) => passed((count * minute) / state.speed),
    set,
    step: (count) => anchor(now() + minutes(count)),
    view: (): ClockView => ({
      now: new Date(now()).toISOString(),
      speed: state.speed,
      stopped: state.stopped,
    }),
  };
}

function firstState(speed: number): ClockState {
  const now = Date.now();
  return { base: speed, configured: speed, speed, stopped: false, real: now, shown: now };
}

function checkSpeed(speed: number): void {
  if (!(speed > 0 && Number.isFinite(speed))) throw new Error(`speed must be a positive number, is ${speed}`);
}
