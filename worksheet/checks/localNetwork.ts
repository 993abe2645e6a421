import type { Draft, Found } from '../finding';
import { entriesOf, error } from '../finding';
import type { Prefix } from '../address';
import { overlap, parsePrefix } from '../address';

/** Ranges that a virtual network can't route (Virtual Network FAQ: multicast, broadcast, loopback, link-local). */
const unroutable = ['multicast', 'broadcast', 'loopback', 'linkLocal', 'unspecified'];

/** Table L: on-premises prefixes, apart from each other and from the virtual network; traffic could go only one of two ways. */
export function checkLocalNetwork({ localNetwork, virtualNetwork }: Draft): Found[] {
  const space = parsePrefix(virtualNetwork?.addressSpace);
  const prefixes = entriesOf(localNetwork?.prefixes).flatMap(([index, text]): [number, Prefix][] => {
    const prefix = parsePrefix(text);
    return prefix ? [[index, prefix]] : [];
  });
  return prefixes.flatMap(([index, prefix], position) => {
    const path = ['localNetwork', 'prefixes', index];
    const earlier = prefixes.slice(0, position).find(([, other]) => overlap(prefix, other));
    const found: Found[] = [];
    if (earlier) {
      const problem = `${prefix.text} overlaps ${earlier[1].text} (localNetwork.prefixes[${earlier[0]}])`;
      const remedy = 'Keep the larger one, or choose prefixes that have no address in common.';
      found.push(error({ path, rule: 'local-overlap', problem, remedy }));
    }
    if (space && overlap(prefix, space)) {
      const problem = `${prefix.text} overlaps the address space ${space.text} of the virtual network`;
      const remedy = 'Choose an address space that is not used on-premises, or a smaller local prefix.';
      found.push(error({ path, rule: 'local-network-overlap', problem, remedy }));
    }
    if (unroutable.includes(prefix.address.range())) {
      const problem = `${prefix.text} can't be reached through a connection (${prefix.address.range()})`;
      const remedy = 'List only prefixes that computers on-premises have their addresses in.';
      found.push(error({ path, rule: 'local-range', problem, remedy }));
    }
    return found;
  });
}
