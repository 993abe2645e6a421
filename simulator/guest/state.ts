import type { MachineFacts, World } from '../world';

/** One step of a synchronisation cycle, as Get-ADSyncRunProfileResult names them. */
export interface SyncRun {
  connector: string;
  profile: string;
  result: string;
  finished: string;
}

export interface EntraConnect {
  version: string;
  sha256: string;
  /** Present once the wizard has been run. */
  sync?: {
    enabled: boolean;
    suspended: boolean;
    staging: boolean;
    connectorAccount: string;
    /** The cycle that runs now; milliseconds since the epoch. */
    running?: { policy: 'Initial' | 'Delta'; endsAt: number };
    /** An initial cycle has come through. */
    initialised: boolean;
    nextCycleAt: number;
    lastRuns: SyncRun[];
  };
}

/** What the inside of a Windows server holds; everything else about it is ARM's. */
export interface GuestState {
  computerName: string;
  bootedAt: number;
  /** The AD DS domain that it believes to be a member of. */
  domain?: string;
  tls12: boolean;
  proxy?: { address: string; bypass: string[] };
  entraConnect?: EntraConnect;
}

export function guests(world: World): Record<string, GuestState> {
  world.state.guests ??= {};
  return world.state.guests as Record<string, GuestState>;
}

export function guestOf(world: World, machine: MachineFacts): GuestState {
  return (guests(world)[machine.id.toLowerCase()] ??= {
    computerName: machine.computerName,
    bootedAt: world.clock.now(),
    tls12: false,
  });
}
