import type { NetworkSecurityGroup } from '@azure/arm-network';
import { rdpSources } from '../../../worksheet/rdpSources';
import { known, tagsOf, type ResourceSpec } from './spec';

/** Azure takes words (`Internet`, `*`, service tags) one at a time only; prefixes may be many. */
function sources(list: string[]): { sourceAddressPrefix: string } | { sourceAddressPrefixes: string[] } {
  const [first] = list;
  return list.length === 1 && first !== undefined && !/^\d/.test(first)
    ? { sourceAddressPrefix: first }
    : { sourceAddressPrefixes: list };
}

export const networkSecurityGroup: ResourceSpec<NetworkSecurityGroup> = {
  kind: 'networkSecurityGroup',
  body: (w) => ({
    location: w.azure.location,
    tags: tagsOf(w),
    securityRules: [
      {
        name: 'allow-rdp',
        description: 'Remote Desktop from the sources in the worksheet',
        priority: 300,
        direction: 'Inbound',
        access: 'Allow',
        protocol: 'Tcp',
        ...sources(rdpSources(w)),
        sourcePortRange: '*',
        destinationAddressPrefix: '*',
        destinationPortRange: '3389',
      },
    ],
  }),
  fixed: ['location'],
  wholeItems: ['securityRules'],
  evidence: (actual) => {
    const rule = actual.securityRules?.find((one) => one.name === 'allow-rdp');
    return known({ rdpFrom: rule?.sourceAddressPrefixes ?? rule?.sourceAddressPrefix });
  },
};
