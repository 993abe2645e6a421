import { minutes } from '../site/durations';
import type { MachineFacts, World } from '../world';
import { isMember } from '../site/join';
import { reachableControllers, reachesInternet } from '../site/reach';
import { siteState } from '../site/state';
import { provision } from './provision';
import { guests, type EntraConnect, type GuestState, type SyncRun } from './state';

type Sync = NonNullable<EntraConnect['sync']>;

/** Brings about what was due. Called before each read and each change, so that the order of events is kept. */
export function settleSync(world: World, machines: MachineFacts[]): void {
  for (const [id, guest] of Object.entries(guests(world))) {
    const sync = guest.entraConnect?.sync;
    if (!sync || !due(world, sync)) continue;
    const machine = machines.find((other) => other.id.toLowerCase() === id);
    if (machine?.powerState === 'running') settleServer(world, machine, guest, sync);
  }
}

function due(world: World, sync: Sync): boolean {
  return (
    world.clock.now() >= (sync.running?.endsAt ?? sync.nextCycleAt + world.clock.minutes(minutes.deltaCycle))
  );
}

function settleServer(world: World, machine: MachineFacts, guest: GuestState, sync: Sync): void {
  const { clock } = world;
  if (sync.running && clock.now() >= sync.running.endsAt) {
    const { policy, endsAt } = sync.running;
    delete sync.running;
    if (!sync.suspended) finishCycle(world, machine, guest, sync, policy, endsAt);
  }
  const interval = clock.minutes(minutes.cycleInterval);
  const late = clock.now() - clock.minutes(minutes.deltaCycle) - sync.nextCycleAt;
  if (!sync.running && late >= 0) {
    // Of several cycles that went by unseen only the last one shows.
    const startedAt = sync.nextCycleAt + Math.floor(late / interval) * interval;
    sync.nextCycleAt = startedAt + interval;
    if (sync.enabled && !sync.suspended) {
      const policy = sync.initialised ? 'Delta' : 'Initial';
      finishCycle(world, machine, guest, sync, policy, startedAt + clock.minutes(minutes.deltaCycle));
    }
  }
  world.changed();
}

/** Start-ADSyncSyncCycle, and the cycle with which the wizard ends. */
export function startCycle(world: World, sync: Sync, policy: 'Initial' | 'Delta'): number {
  const now = world.clock.now();
  const endsAt = now + world.clock.minutes(policy === 'Initial' ? minutes.initialCycle : minutes.deltaCycle);
  sync.running = { policy, endsAt };
  sync.nextCycleAt = now + world.clock.minutes(minutes.cycleInterval);
  world.changed();
  return endsAt;
}

function finishCycle(
  world: World,
  machine: MachineFacts,
  guest: GuestState,
  sync: Sync,
  policy: 'Initial' | 'Delta',
  endedAt: number,
): void {
  const finished = new Date(endedAt).toISOString();
  const [onPremises, cloud] = connectors(world);
  const kind = policy === 'Initial' ? 'Full' : 'Delta';
  const run = (connector: string, profile: string, result: string): SyncRun => ({
    connector,
    profile,
    result,
    finished,
  });
  const directory = directoryResult(world, machine, sync);
  const tenant = reachesInternet(world, machine, guest.proxy?.address) ? 'success' : 'no-start-connection';
  sync.lastRuns = [run(onPremises, `${kind} Import`, directory), run(cloud, `${kind} Import`, tenant)];
  if (directory !== 'success' || tenant !== 'success') return;
  sync.lastRuns.push(
    run(onPremises, `${kind} Synchronization`, 'success'),
    run(cloud, `${kind} Synchronization`, 'success'),
  );
  // A staging server imports and synchronises, but exports nothing (Entra Connect Sync: staging server).
  if (sync.staging) return;
  sync.lastRuns.push(run(cloud, 'Export', 'success'), run(onPremises, 'Export', 'success'));
  sync.initialised = true;
  provision(world, finished);
}

function directoryResult(world: World, machine: MachineFacts, sync: Sync): string {
  if (!isMember(world, machine) || reachableControllers(world, machine).length === 0)
    return 'no-start-connection';
  const account = siteState(world).directory.accounts.find(({ name }) => name === sync.connectorAccount);
  return account && !account.locked ? 'success' : 'no-start-credentials';
}

export function connectors(world: World): [string, string] {
  return [world.options.site.domain, `${world.options.tenant.domains[0] ?? ''} - AAD`];
}
