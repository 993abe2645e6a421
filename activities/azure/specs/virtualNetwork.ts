import type { Subnet, VirtualNetwork } from '@azure/arm-network';
import { resourceId, resourceName } from '../../../roadmap/resources';
import type { Worksheet } from '../../../worksheet/schema';
import { known, tagsOf, type ResourceSpec } from './spec';

/** No network security group here: it can cut the gateway off its management (VPN Gateway FAQ). */
const gatewayPrefix = (w: Worksheet): Subnet => ({ addressPrefix: w.subnets.gateway.prefix });

const serverPart = (w: Worksheet): Subnet => ({
  addressPrefix: w.subnets.server.prefix,
  networkSecurityGroup: { id: resourceId('networkSecurityGroup', w) },
  defaultOutboundAccess: false,
  ...(w.virtualNetwork.outbound === 'natGateway' ? { natGateway: { id: resourceId('natGateway', w) } } : {}),
});

/** Newer tools write one prefix as a list of one. */
function onePrefix(subnet: Subnet): Subnet {
  const [only, ...more] = subnet.addressPrefixes ?? [];
  return only !== undefined && more.length === 0 && !subnet.addressPrefix
    ? { ...subnet, addressPrefix: only, addressPrefixes: undefined }
    : subnet;
}

export const virtualNetwork: ResourceSpec<VirtualNetwork> = {
  kind: 'virtualNetwork',
  body: (w) => ({
    location: w.azure.location,
    tags: tagsOf(w),
    addressSpace: { addressPrefixes: [w.virtualNetwork.addressSpace] },
    ...(w.virtualNetwork.dns === 'virtualNetwork'
      ? { dhcpOptions: { dnsServers: w.dns.servers.map((server) => server.address) } }
      : {}),
    subnets: [
      ...(w.connection.kind === 'existing'
        ? []
        : [{ name: resourceName('gatewaySubnet', w), ...gatewayPrefix(w) }]),
      { name: resourceName('serverSubnet', w), ...serverPart(w) },
    ],
  }),
  normalise: (actual) => ({ ...actual, subnets: actual.subnets?.map(onePrefix) }),
  fixed: ['location'],
  evidence: (actual) =>
    known({
      addressSpace: actual.addressSpace?.addressPrefixes,
      subnets: actual.subnets?.map((subnet) => `${subnet.name} ${onePrefix(subnet).addressPrefix}`),
    }),
};

const subnetEvidence = (actual: Subnet) => known({ prefix: onePrefix(actual).addressPrefix });

export const gatewaySubnet: ResourceSpec<Subnet> = {
  kind: 'gatewaySubnet',
  body: gatewayPrefix,
  normalise: onePrefix,
  fixed: ['addressPrefix'],
  evidence: subnetEvidence,
};

export const serverSubnet: ResourceSpec<Subnet> = {
  kind: 'serverSubnet',
  body: serverPart,
  normalise: onePrefix,
  fixed: ['addressPrefix'],
  evidence: subnetEvidence,
};
