import type { LocalNetworkGateway } from '@azure/arm-network';
import { known, tagsOf, type ResourceSpec } from './spec';

export const localNetworkGateway: ResourceSpec<LocalNetworkGateway> = {
  kind: 'localNetworkGateway',
  body: (w) => ({
    location: w.azure.location,
    tags: tagsOf(w),
    localNetworkAddressSpace: { addressPrefixes: w.localNetwork.prefixes },
    ...(w.connection.kind === 'vpn' ? { gatewayIpAddress: w.connection.deviceAddress } : {}),
  }),
  fixed: ['location'],
  evidence: (actual) =>
    known({
      deviceAddress: actual.gatewayIpAddress,
      prefixes: actual.localNetworkAddressSpace?.addressPrefixes,
    }),
};
