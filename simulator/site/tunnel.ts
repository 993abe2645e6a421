import type { TunnelEnd, TunnelStatus, World } from '../world';
import { digest } from './digest';
import { minutes } from './durations';
import { coveredPrefix } from './prefixes';
import { siteState, type SiteState } from './state';

interface Judgement {
  refusal?: { status: 'Connecting' | 'NotConnected'; reason: string };
  /** When the last of the conditions came to hold. */
  since: number;
}

/** Pure: whether both ends agree. The reasons are for the site's staff; Azure doesn't tell them. */
export function judge(end: TunnelEnd, site: SiteState, publicAddress: string): Judgement {
  const refuse = (status: 'Connecting' | 'NotConnected', reason: string) => ({
    refusal: { status, reason },
    since: 0,
  });
  if (end.kind === 'ExpressRoute') {
    return site.expressRoute.provisioned
      ? { since: site.expressRoute.since }
      : refuse('NotConnected', 'the provider has not provisioned the ExpressRoute circuit');
  }
  const device = site.vpnDevice;
  if (device.peer === undefined || device.keyDigest === undefined) {
    return refuse('NotConnected', 'the VPN device is not configured');
  }
  if (end.deviceAddress !== publicAddress) {
    return refuse(
      'NotConnected',
      `the local network gateway points to ${end.deviceAddress}, but the VPN device is ${publicAddress}`,
    );
  }
  if (device.peer !== end.gatewayAddress) {
    return refuse(
      'NotConnected',
      `the VPN device's peer is ${device.peer}, but the gateway is ${end.gatewayAddress || 'without an address'}`,
    );
  }
  if (!site.firewall.open) {
    return refuse(
      'NotConnected',
      'the firewall does not let ESP (IP protocol 50) and UDP 500 and 4500 through',
    );
  }
  if (device.keyDigest !== digest(end.sharedKey)) {
    return refuse('Connecting', 'IKE authentication fails: the two ends have different shared keys');
  }
  const missing = end.addressSpace.find(
    (prefix) =>
      !coveredPrefix(
        prefix,
        site.routes.map((route) => route.prefix),
      ),
  );
  if (end.addressSpace.length === 0 || missing !== undefined) {
    return refuse('Connecting', `no route at the site leads to ${missing ?? 'the virtual network'}`);
  }
  const used = site.routes.filter((route) =>
    end.addressSpace.some((prefix) => coveredPrefix(prefix, [route.prefix])),
  );
  // A second route to the same prefix doesn't bring the tunnel down: the oldest that leads there counts.
  const routed = end.addressSpace.map((prefix) =>
    Math.min(...used.filter((route) => coveredPrefix(prefix, [route.prefix])).map((route) => route.since)),
  );
  return { since: Math.max(device.since, site.firewall.since, ...routed) };
}

export function tunnelStatus(world: World, end: TunnelEnd): TunnelStatus {
  const site = siteState(world);
  const now = world.clock.now();
  const { refusal, since } = judge(end, site, world.options.site.vpnDevice.publicAddress);
  if (refusal) return refusal;
  const seen = firstSight(world, site, end, now);
  return now >= Math.max(since, seen) + world.clock.minutes(minutes.tunnelNegotiation)
    ? { status: 'Connected', reason: 'both ends agree' }
    : { status: 'Connecting', reason: 'both ends agree; negotiating' };
}

function firstSight(world: World, site: SiteState, end: TunnelEnd, now: number): number {
  const known = site.ends[end.connectionId.toLowerCase()];
  const fingerprint = digest(JSON.stringify(end));
  if (known?.digest === fingerprint) return known.since;
  site.ends[end.connectionId.toLowerCase()] = { digest: fingerprint, since: now };
  world.changed();
  return now;
}
