import ipaddr from 'ipaddr.js';
import type { IPv4 } from 'ipaddr.js';

/** An IPv4 prefix without host bits. */
export interface Prefix {
  address: IPv4;
  length: number;
  text: string;
}

/** Undefined for anything but a.b.c.d/n whose host bits are zero; `networkOf` says what such a prefix should be. */
export function parsePrefix(text: string | undefined): Prefix | undefined {
  return text !== undefined && networkOf(text) === text ? prefixOf(text) : undefined;
}

/** The network that a prefix with or without host bits lies in; undefined when it isn't an IPv4 prefix. */
export function networkOf(text: string): string | undefined {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return undefined;
  const length = Number(text.split('/')[1]);
  return `${ipaddr.IPv4.networkAddressFromCIDR(text).toString()}/${length}`;
}

export function parseAddress(text: string | undefined): IPv4 | undefined {
  return text !== undefined && ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : undefined;
}

export function contains(outer: Prefix, inner: Prefix): boolean {
  return outer.length <= inner.length && holds(outer, inner.address);
}

export function holds(prefix: Prefix, address: IPv4): boolean {
  return address.match(prefix.address, prefix.length);
}

export function overlap(a: Prefix, b: Prefix): boolean {
  return contains(a, b) || contains(b, a);
}

/** RFC 1918, section 3. */
export const privateSpace = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(prefixOf);

function prefixOf(text: string): Prefix {
  const [address, length] = ipaddr.IPv4.parseCIDR(text);
  return { address, length, text };
}
