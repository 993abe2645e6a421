import ipaddr from 'ipaddr.js';

/** Whether the prefix lies within one of `others`. */
export function coveredPrefix(prefix: string, others: string[]): boolean {
  const [network, bits] = ipaddr.IPv4.parseCIDR(prefix);
  return others.some((other) => {
    const [outer, outerBits] = ipaddr.IPv4.parseCIDR(other);
    return bits >= outerBits && network.match([outer, outerBits]);
  });
}

export function coveredAddress(address: string, prefixes: string[]): boolean {
  return coveredPrefix(`${address}/32`, prefixes);
}

/** Network form of a prefix, or undefined when it isn't one. */
export function normalPrefix(prefix: string): string | undefined {
  if (!ipaddr.IPv4.isValidCIDR(prefix)) return undefined;
  const bits = ipaddr.IPv4.parseCIDR(prefix)[1];
  return `${ipaddr.IPv4.networkAddressFromCIDR(prefix).toString()}/${bits}`;
}
