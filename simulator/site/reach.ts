import type { MachineFacts, World } from '../world';
import { coveredAddress } from './prefixes';
import { siteState } from './state';
import { tunnelStatus } from './tunnel';

/** Whether packets find their way from the machine to an address at the site and back. */
export function reaches(world: World, machine: MachineFacts, address: string): boolean {
  if (machine.powerState !== 'running') return false;
  if (coveredAddress(address, machine.addressSpace)) return true;
  if (!coveredAddress(address, world.options.site.prefixes)) return false;
  if (coveredAddress(machine.privateAddress, siteState(world).links)) return true;
  return machine.connections.some(
    (end) =>
      (end.kind === 'ExpressRoute' || coveredAddress(address, end.localPrefixes)) &&
      coveredAddress(machine.privateAddress, end.addressSpace) &&
      tunnelStatus(world, end).status === 'Connected',
  );
}

/** Controllers that the machine can find by its own DNS servers and reach. */
export function reachableControllers(world: World, machine: MachineFacts) {
  const { silent } = siteState(world).dns;
  const answering = world.options.site.domainControllers.filter(
    ({ address }) => !silent.includes(address) && reaches(world, machine, address),
  );
  return answering.some(({ address }) => machine.dnsServers.includes(address)) ? answering : [];
}

/** The proxy is at the site, so its clients need the tunnel. */
export function reachesProxy(world: World, machine: MachineFacts, proxyAddress: string): boolean {
  const proxy = world.options.site.proxy;
  if (!proxy || !sameUrl(proxy.address, proxyAddress)) return false;
  return reachableControllers(world, machine).length > 0;
}

/** With a proxy set, programs go through it even where the subnet has a way out of its own. */
export function reachesInternet(
  world: World,
  machine: MachineFacts,
  proxyAddress: string | undefined,
): boolean {
  if (machine.powerState !== 'running') return false;
  return proxyAddress ? reachesProxy(world, machine, proxyAddress) : machine.hasOutbound;
}

function sameUrl(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).host === new URL(other).host;
}
