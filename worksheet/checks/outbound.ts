import type { Draft, Found } from '../finding';
import { warning } from '../finding';

/** New subnets have no default outbound access, and Run Command loses its results without TCP 443 out (Microsoft Learn on both). */
export function checkOutbound({ virtualNetwork }: Draft): Found[] {
  if (virtualNetwork?.outbound !== 'none') return [];
  return [
    warning({
      path: ['virtualNetwork', 'outbound'],
      rule: 'outbound-none',
      problem:
        'the server subnet will have no way out of its own, and Run Command needs TCP 443 to AzureCloud',
      remedy: 'Write natGateway, unless a firewall or the on-premises network lets the server out.',
    }),
  ];
}
