import { contains as prefixContains, parsePrefix } from '../../worksheet/address';

/** True when every address of `inner` is one of `outer`; false for anything that is not an IPv4 prefix. */
export function contains(outer: string, inner: string): boolean {
  const [one, other] = [parsePrefix(outer), parsePrefix(inner)];
  return one !== undefined && other !== undefined && prefixContains(one, other);
}

export const overlaps = (one: string, other: string): boolean => contains(one, other) || contains(other, one);
