import type { World } from '../../world';
import { draws, matches, requestKey, type Seen } from './decide';
import type { Fault, Place } from './schema';

/** Plain JSON, kept with the rest of the state. */
export interface ActiveFault {
  fault: Fault;
  struck: number;
  /** How often each request that matches was seen (decide.ts, requestKey). */
  seen: Record<string, number>;
}

interface FaultsState {
  active: ActiveFault[];
  /** Digest of the file that was read last; the same file again changes nothing. */
  file?: string;
}

export function faultsState(world: World): FaultsState {
  return (world.state.faults ??= { active: [] } satisfies FaultsState) as FaultsState;
}

export const activeFault = (fault: Fault): ActiveFault => ({ fault, struck: 0, seen: {} });

/** The first fault, in their order, that strikes this request here; counts what it sees. */
export function choose(world: World, request: Seen, where: Place, fits: (fault: Fault) => boolean) {
  for (const one of faultsState(world).active) {
    const { fault, seen } = one;
    if (fault.where !== where || !matches(fault, request) || !fits(fault)) continue;
    if (one.struck >= (fault.times ?? Infinity)) continue;
    const key = requestKey(request);
    const nth = (seen[key] = (seen[key] ?? 0) + 1);
    world.changed();
    if (!draws(fault, key, nth)) continue;
    one.struck += 1;
    return fault;
  }
  return undefined;
}

export function faultsView(world: World) {
  return {
    faults: faultsState(world).active.map(({ fault, struck, seen }) => ({
      ...fault,
      seen: Object.values(seen).reduce((sum, count) => sum + count, 0),
      struck,
    })),
  };
}
