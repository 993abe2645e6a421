import type { NetworkInterface } from '@azure/arm-network';
import { resourceId } from '../../../roadmap/resources';
import { known, tagsOf, type ResourceSpec } from './spec';

/** No public address. The DNS servers go here by default, so that the gateway keeps Azure's own. */
export const networkInterface: ResourceSpec<NetworkInterface> = {
  kind: 'networkInterface',
  body: (w) => ({
    location: w.azure.location,
    tags: tagsOf(w),
    ipConfigurations: [
      {
        name: 'ipconfig1',
        primary: true,
        privateIPAllocationMethod: 'Dynamic',
        privateIPAddressVersion: 'IPv4',
        subnet: { id: resourceId('serverSubnet', w) },
      },
    ],
    ...(w.virtualNetwork.dns === 'networkInterface'
      ? { dnsSettings: { dnsServers: w.dns.servers.map((server) => server.address) } }
      : {}),
  }),
  fixed: ['location'],
  // Fixing the address afterwards, as administrators do for a server, is no drift.
  createOnly: ['ipConfigurations[ipconfig1].privateIPAllocationMethod'],
  evidence: (actual) =>
    known({
      privateAddress: actual.ipConfigurations?.[0]?.privateIPAddress,
      dnsServers: actual.dnsSettings?.dnsServers,
      macAddress: actual.macAddress,
    }),
};
