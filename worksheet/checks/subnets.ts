import type { Draft, Found } from '../finding';
import { error, warning } from '../finding';
import type { Prefix } from '../address';
import { contains, overlap, parsePrefix } from '../address';

/** Table S: both subnets lie in the address space, apart from each other, and are named and sized as Azure wants them. */
export function checkSubnets(draft: Draft): Found[] {
  const space = parsePrefix(draft.virtualNetwork?.addressSpace);
  const gateway = parsePrefix(draft.subnets?.gateway?.prefix);
  const server = parsePrefix(draft.subnets?.server?.prefix);
  return [
    ...containment('gateway', gateway, space),
    ...containment('server', server, space),
    ...disjointness(gateway, server),
    ...gatewayName(draft.subnets?.gateway?.name),
    ...gatewaySize(gateway),
    ...serverSize(server, draft.subnets?.server?.virtualMachines ?? 1),
  ];
}

function containment(which: 'gateway' | 'server', subnet?: Prefix, space?: Prefix): Found[] {
  if (!subnet || !space || contains(space, subnet)) return [];
  return [
    error({
      path: ['subnets', which, 'prefix'],
      rule: 'subnet-containment',
      problem: `${subnet.text} is not inside the address space ${space.text}`,
      remedy: 'Choose a prefix inside the address space, or make the address space larger.',
    }),
  ];
}

function disjointness(gateway?: Prefix, server?: Prefix): Found[] {
  if (!gateway || !server || !overlap(gateway, server)) return [];
  return [
    error({
      path: ['subnets', 'server', 'prefix'],
      rule: 'subnet-overlap',
      problem: `${server.text} overlaps the gateway subnet ${gateway.text}`,
      remedy: 'Choose prefixes for the two subnets that have no address in common.',
    }),
  ];
}

/** Azure finds the subnet of a gateway by this name alone (VPN Gateway FAQ). */
function gatewayName(name: string | undefined): Found[] {
  if (name === undefined || name === 'GatewaySubnet') return [];
  return [
    error({
      path: ['subnets', 'gateway', 'name'],
      rule: 'gateway-subnet-name',
      problem: `"${name}" can't be the name of the gateway subnet`,
      remedy: 'Write exactly GatewaySubnet, or leave the name out.',
    }),
  ];
}

/** /29 is the least, /27 or larger is advised: later gateway types and coexistence need more addresses (VPN Gateway FAQ). */
function gatewaySize(gateway: Prefix | undefined): Found[] {
  if (!gateway || gateway.length <= 27) return [];
  const saying = {
    path: ['subnets', 'gateway', 'prefix'],
    rule: 'gateway-subnet-size',
    remedy: `Make it /27 or larger, e.g. ${gateway.address.toString()}/27 where that is free.`,
  };
  return gateway.length > 29
    ? [error({ ...saying, problem: `/${gateway.length} is too small for a gateway; /29 is the least` })]
    : [
        warning({
          ...saying,
          problem: `/${gateway.length} works, but leaves no room: /27 or larger is advised`,
        }),
      ];
}

/** Azure keeps five addresses of each subnet (Virtual Network FAQ); hence 1-3 servers /29, 4-11 /28, and so on. */
function serverSize(subnet: Prefix | undefined, machines: number): Found[] {
  if (!subnet) return [];
  const fits = (length: number) => 2 ** (32 - length) - 5 >= machines;
  if (fits(subnet.length)) return [];
  const needed = [29, 28, 27, 26, 25].find(fits);
  return [
    error({
      path: ['subnets', 'server', 'prefix'],
      rule: 'server-subnet-size',
      problem: `/${subnet.length} is too small for ${machines} ${machines === 1 ? 'server' : 'servers'}: Azure keeps five addresses`,
      remedy: `Make it /${needed} or larger.`,
    }),
  ];
}
