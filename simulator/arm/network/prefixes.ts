import ipaddr from 'ipaddr.js';
import { refuse } from '../errors';

export interface Prefix {
  first: number;
  last: number;
  length: number;
}

export const toNumber = (address: string): number =>
  ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);

export const toAddress = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

/** A prefix with host bits is refused, as Azure does. */
export function parsePrefix(text: string, owner: string): Prefix {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) {
    const [, length] = ipaddr.IPv4.parseCIDR(text);
    const [network] = text.split('/');
    const first = toNumber(network!);
    if (first % 2 ** (32 - length) === 0) return { first, last: first + 2 ** (32 - length) - 1, length };
  }
  refuse(
    400,
    'InvalidAddressPrefixFormat',
    `Address prefix ${text} of resource ${owner} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
  );
}

export const contains = (outer: Prefix, inner: Prefix): boolean =>
  outer.first <= inner.first && inner.last <= outer.last;

export const overlap = (a: Prefix, b: Prefix): boolean => a.first <= b.last && b.first <= a.last;

/** Azure keeps the first four addresses and the last one of each subnet. */
export function freeAddress(prefix: Prefix, taken: Set<string>): string | undefined {
  for (let number = prefix.first + 4; number < prefix.last; number++) {
    const address = toAddress(number);
    if (!taken.has(address)) return address;
  }
  return undefined;
}

export function usable(prefix: Prefix, address: string): boolean {
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) return false;
  const number = toNumber(address);
  return number >= prefix.first + 4 && number < prefix.last;
}
