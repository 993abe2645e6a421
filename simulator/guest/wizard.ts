import type { MachineFacts, World } from '../world';
import { isMember } from '../site/join';
import { digest } from '../site/digest';
import { reachableControllers, reachesInternet } from '../site/reach';
import { siteState } from '../site/state';
import { usersContainer } from './provision';
import { guestOf } from './state';
import { startCycle } from './sync';
import { versionBelow } from './versions';

/** Below this version synchronisation has stopped since 30 September 2026 (Entra Connect: hardening update). */
const serviceFloor = '2.5.79.0';

/** Everything that keeps the wizard from being run through with express settings. */
export function wizardObstacles(world: World, machine: MachineFacts): string[] {
  const guest = guestOf(world, machine);
  const obstacles: string[] = [];
  const unless = (holds: boolean, obstacle: string) => holds || obstacles.push(obstacle);
  unless(machine.powerState === 'running', 'the server is not running');
  unless(isMember(world, machine), 'the server is not joined to the domain');
  unless(
    reachableControllers(world, machine).length > 0,
    'no domain controller can be reached from the server',
  );
  unless(guest.tls12, 'TLS 1.2 is not enabled for .NET on the server');
  unless(
    reachesInternet(world, machine, guest.proxy?.address),
    guest.proxy
      ? `the server has no way to the Internet through the configured proxy ${guest.proxy.address}`
      : 'the server has no way to the Internet: neither a NAT gateway nor a configured proxy',
  );
  const installed = guest.entraConnect;
  if (!installed) obstacles.push('Entra Connect is not installed');
  else if (installed.sync) obstacles.push('Entra Connect is already configured');
  else if (versionBelow(installed.version, serviceFloor)) {
    obstacles.push(
      `Entra Connect ${installed.version} is no longer accepted by the service (at least ${serviceFloor})`,
    );
  }
  return obstacles;
}

/** Express settings: creates the connector account, turns on password hash synchronisation, starts the initial cycle. */
export function runWizard(world: World, machine: MachineFacts): { initialCycleEndsAt: number } {
  const entraConnect = guestOf(world, machine).entraConnect;
  if (!entraConnect) throw new Error('The wizard was run where Entra Connect is not installed.');
  const connectorAccount = `MSOL_${digest(machine.id.toLowerCase()).slice(0, 12)}`;
  const { accounts } = siteState(world).directory;
  if (!accounts.some(({ name }) => name === connectorAccount)) {
    accounts.push({
      name: connectorAccount,
      rights: 'none',
      locked: false,
      container: usersContainer(world),
    });
  }
  entraConnect.sync = {
    enabled: true,
    suspended: false,
    staging: false,
    connectorAccount,
    initialised: false,
    nextCycleAt: 0,
    lastRuns: [],
  };
  return { initialCycleEndsAt: startCycle(world, entraConnect.sync, 'Initial') };
}
