import { rdpSources } from '../../worksheet/rdpSources';
import type { Worksheet } from '../../worksheet/schema';
import { addressesOf } from '../addresses';
import type { Progress } from '../progress';
import { stepOf } from '../progress';
import { networkResourceGroup, resourceName } from '../resources';
import type { Configuration } from './types';

/** The resulting configuration from what was wanted (worksheet) and what Azure gave (evidence). */
export function configurationOf(w: Worksheet, progress: Progress): Configuration {
  const { gatewayAddress, serverAddress } = addressesOf(progress);
  const { connection, virtualNetwork } = w;
  const built = connection.kind !== 'existing';
  const version = stepOf(progress, 'installer').evidence.version;
  return {
    cloud: w.azure.cloud,
    subscriptionId: w.azure.subscriptionId,
    resourceGroup: w.azure.resourceGroup,
    location: w.azure.location,
    onPremises: {
      domain: w.domain.name,
      prefixes: w.localNetwork.prefixes,
      dnsServers: w.dns.servers,
      dnsLocation: w.dns.location,
      vpnDevice: connection.kind === 'vpn' ? connection.deviceAddress : null,
      proxy: w.proxy?.address ?? null,
    },
    connection: {
      kind: connection.kind,
      name: built ? resourceName('connection', w) : null,
      gateway: built ? resourceName('gateway', w) : null,
      gatewaySku: built ? connection.gatewaySku : null,
      gatewayAddress: gatewayAddress ?? null,
      circuit: connection.kind === 'expressRoute' ? connection.circuitId : null,
    },
    virtualNetwork: {
      name: virtualNetwork.name,
      resourceGroup: networkResourceGroup(w),
      existing: virtualNetwork.existing,
      addressSpace: virtualNetwork.addressSpace,
      gatewaySubnet: w.subnets.gateway,
      serverSubnet: { name: w.subnets.server.name, prefix: w.subnets.server.prefix },
      networkSecurityGroup: resourceName('networkSecurityGroup', w),
      rdpSources: rdpSources(w),
      outbound: virtualNetwork.outbound,
    },
    server: {
      name: w.server.name,
      address: serverAddress ?? null,
      size: w.server.size,
      image: w.server.image,
      organizationalUnit: w.domain.organizationalUnit ?? null,
      entraConnectVersion: typeof version === 'string' ? version : null,
    },
    tenant: {
      id: w.azure.tenantId,
      licences: w.licensing.rules.map(({ name, usageLocation, licences }) => ({
        rule: name,
        usageLocation,
        skus: licences.map(({ sku }) => sku),
      })),
    },
  };
}
