import type { MachineFacts, TunnelEnd } from '../world';

/** What Azure says of itself to the site. */
export interface Facts {
  machines(): MachineFacts[];
  tunnelEnds(): TunnelEnd[];
}

/** ARM ids are compared without regard to case. */
export function sameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
