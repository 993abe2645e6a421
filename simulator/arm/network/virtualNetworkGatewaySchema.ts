import { z } from 'zod';
import { ignored, reference } from '../references';
import { prefixList, readOnly, readOnlyPart, untypedPart } from './shared';

/** Sizes that Azure has a name for; which of them it still makes, and for which kind of gateway, is checked apart. */
const size = z.enum([
  'Basic',
  'Standard',
  'HighPerformance',
  'UltraPerformance',
  'VpnGw1',
  'VpnGw2',
  'VpnGw3',
  'VpnGw4',
  'VpnGw5',
  'VpnGw1AZ',
  'VpnGw2AZ',
  'VpnGw3AZ',
  'VpnGw4AZ',
  'VpnGw5AZ',
  'ErGw1AZ',
  'ErGw2AZ',
  'ErGw3AZ',
  'ErGwScale',
]);

const bgpSettings = z.strictObject({
  asn: z.int().optional(),
  bgpPeeringAddress: z.string().optional(),
  peerWeight: z.int().optional(),
  bgpPeeringAddresses: z
    .array(
      z.strictObject({
        ...ignored('defaultBgpIpAddresses', 'tunnelIpAddresses'),
        ipconfigurationId: z.string().optional(),
        customBgpIpAddresses: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

const ipConfiguration = z.strictObject({
  ...untypedPart,
  properties: z.strictObject({
    ...readOnlyPart,
    ...ignored('privateIPAddress'),
    privateIPAllocationMethod: z.literal('Dynamic').default('Dynamic'),
    subnet: reference,
    publicIPAddress: reference.optional(),
  }),
});

export const virtualNetworkGatewayProperties = z.strictObject({
  ...readOnly,
  ...ignored('inboundDnsForwardingEndpoint'),
  gatewayType: z.enum(['Vpn', 'ExpressRoute']),
  vpnType: z.enum(['RouteBased', 'PolicyBased']).optional(),
  vpnGatewayGeneration: z.enum(['None', 'Generation1', 'Generation2']).optional(),
  sku: z.strictObject({ name: size, tier: size.optional(), ...ignored('capacity') }),
  activeActive: z.boolean().default(false),
  enableBgp: z.boolean().default(false),
  bgpSettings: bgpSettings.optional(),
  ipConfigurations: z.array(ipConfiguration).min(1).max(3),
  customRoutes: prefixList.optional(),
  enablePrivateIpAddress: z.boolean().optional(),
  disableIPSecReplayProtection: z.boolean().optional(),
  adminState: z.enum(['Enabled', 'Disabled']).optional(),
  allowRemoteVnetTraffic: z.boolean().optional(),
  allowVirtualWanTraffic: z.boolean().optional(),
  resiliencyModel: z.enum(['SingleHomed', 'MultiHomed']).optional(),
  virtualNetworkGatewayMigrationStatus: z
    .strictObject({
      state: z.enum(['None', 'InProgress', 'Succeeded', 'Failed']).optional(),
      phase: z
        .enum([
          'None',
          'Prepare',
          'PrepareSucceeded',
          'Execute',
          'ExecuteSucceeded',
          'Commit',
          'CommitSucceeded',
          'AbortSucceeded',
          'Abort',
        ])
        .optional(),
      errorMessage: z.string().optional(),
    })
    .optional(),
});
export type VirtualNetworkGateway = z.output<typeof virtualNetworkGatewayProperties>;
