import type { MachineFacts, World } from '../world';
import { settleLicensing } from '../graph/licensing/groups';
import { settleSync } from '../guest/sync';
import { sameId, type Facts } from './facts';
import { reachableControllers } from './reach';
import { siteState } from './state';

/**
 * Time passes here: whatever became due since the last look is brought about now, from stored times. Called before
 * every answer and every change of the staff, so that it survives a restart and needs no timers.
 */
export function settle(world: World, facts: Facts): void {
  // Asking comes first: Azure brings its own state up to the clock, which may join a machine.
  const machines = facts.machines();
  registerNames(world, machines);
  settleSync(world, machines);
  settleLicensing(world);
}

/** Secure dynamic update: a joined machine registers itself, but can't overwrite a record that isn't its own. */
function registerNames(world: World, machines: MachineFacts[]): void {
  const { dns } = siteState(world);
  const now = world.clock.now();
  for (const registration of dns.registrations.filter(({ due }) => now >= due)) {
    const machine = machines.find(({ id }) => sameId(id, registration.machineId));
    if (machine && reachableControllers(world, machine).length === 0) continue;
    dns.registrations = dns.registrations.filter((other) => other !== registration);
    if (machine) {
      const owner = machine.computerName.toLowerCase();
      const name = `${owner}.${world.options.site.domain.toLowerCase()}`;
      const existing = dns.records[name];
      if (!existing || existing.owner === owner)
        dns.records[name] = { address: machine.privateAddress, owner };
    }
    world.changed();
  }
}
