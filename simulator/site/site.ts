import type { Site, World } from '../world';
import { runGuestScript } from '../guest';
import { guests } from '../guest/state';
import { sameId, type Facts } from './facts';
import { joinDomain } from './join';
import { settle } from './settle';
import { siteState } from './state';
import { tunnelStatus } from './tunnel';

export function siteOver(world: World, facts: Facts): Site {
  const settled = <Result>(act: () => Result): Result => {
    settle(world, facts);
    return act();
  };
  return {
    tunnel: (end) => tunnelStatus(world, end),
    joinDomain: (machine, settings, password) =>
      settled(() => joinDomain(world, machine, settings, password)),
    runScript: (machine, script, parameters) =>
      settled(() => runGuestScript(world, machine, script, parameters)),
    forget: (machineId) => forget(world, machineId),
    settle: () => settle(world, facts),
  };
}

/** The disk is gone; the computer account and the A record stay behind, as they do in AD DS. */
function forget(world: World, machineId: string): void {
  delete guests(world)[machineId.toLowerCase()];
  const { directory, dns } = siteState(world);
  for (const computer of directory.computers) {
    if (computer.machineId !== undefined && sameId(computer.machineId, machineId)) delete computer.machineId;
  }
  dns.registrations = dns.registrations.filter((registration) => !sameId(registration.machineId, machineId));
  world.changed();
}
