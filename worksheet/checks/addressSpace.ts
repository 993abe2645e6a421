import type { Draft, Found } from '../finding';
import { error } from '../finding';
import { contains, parsePrefix, privateSpace } from '../address';

/** Table V, address space: one private prefix (RFC 1918), /29 or larger (Virtual Network FAQ). */
export function checkAddressSpace({ virtualNetwork }: Draft): Found[] {
  const space = parsePrefix(virtualNetwork?.addressSpace);
  if (!space || privateSpace.some((range) => contains(range, space))) return [];
  return [
    error({
      path: ['virtualNetwork', 'addressSpace'],
      rule: 'private-space',
      problem: `${space.text} is not private (RFC 1918)`,
      remedy: `Choose a prefix inside ${privateSpace.map((range) => range.text).join(', ')} that nothing else uses.`,
    }),
  ];
}
