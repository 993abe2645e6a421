import ipaddr from 'ipaddr.js';

/** True when every address of `inner` is one of `outer`; both are IPv4 prefixes in CIDR form. */
export function contains(outer: string, inner: string): boolean {
  const [outerAddress, outerBits] = ipaddr.parseCIDR(outer);
  const [innerAddress, innerBits] = ipaddr.parseCIDR(inner);
  if (outerAddress.kind() !== innerAddress.kind() || innerBits < outerBits) return false;
  return innerAddress.match(outerAddress, outerBits);
}

export const overlaps = (one: string, other: string): boolean => contains(one, other) || contains(other, one);
