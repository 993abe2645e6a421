import type { VirtualNetworkGateway } from '@azure/arm-network';
import { resourceId } from '../../../roadmap/resources';
import type { Worksheet } from '../../../worksheet/schema';
import { known, tagsOf, type ResourceSpec } from './spec';

/** VpnGw1 exists in generation 1 only, 4 and 5 in generation 2 only; the ones between are better in 2. */
const generationOf = (sku: string) => (/^VpnGw1(AZ)?$/i.test(sku) ? 'Generation1' : 'Generation2');

export const gateway: ResourceSpec<VirtualNetworkGateway> = {
  kind: 'gateway',
  body: (w) => ({
    location: w.azure.location,
    tags: tagsOf(w),
    ...purpose(w),
    ipConfigurations: [
      {
        name: 'default',
        privateIPAllocationMethod: 'Dynamic',
        subnet: { id: resourceId('gatewaySubnet', w) },
        publicIPAddress: { id: resourceId('gatewayAddress', w) },
      },
    ],
  }),
  fixed: ['location', 'gatewayType', 'vpnType', 'vpnGatewayGeneration', 'ipConfigurations'],
  evidence: (actual) =>
    known({ sku: actual.sku?.name, gatewayType: actual.gatewayType, vpnType: actual.vpnType }),
};

function purpose(w: Worksheet): VirtualNetworkGateway {
  switch (w.connection.kind) {
    case 'vpn':
      return {
        gatewayType: 'Vpn',
        vpnType: 'RouteBased',
        vpnGatewayGeneration: generationOf(w.connection.gatewaySku),
        sku: { name: w.connection.gatewaySku, tier: w.connection.gatewaySku },
        active: false,
        enableBgp: false,
      };
    case 'expressRoute':
      return {
        gatewayType: 'ExpressRoute',
        sku: { name: w.connection.gatewaySku, tier: w.connection.gatewaySku },
      };
    case 'existing':
      throw new Error('a deployment with an existing connection has no gateway of its own');
  }
}
