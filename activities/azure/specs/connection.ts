import type { VirtualNetworkGatewayConnection } from '@azure/arm-network';
import { resourceId } from '../../../roadmap/resources';
import { sharedKeyProblems } from '../../../worksheet/passwords';
import type { Worksheet } from '../../../worksheet/schema';
import { sharedKeyMaker } from '../../secrets/sharedKey';
import { known, tagsOf, type ResourceSpec } from './spec';

export const connection: ResourceSpec<VirtualNetworkGatewayConnection> = {
  kind: 'connection',
  body: (w) => ({
    location: w.azure.location,
    tags: tagsOf(w),
    virtualNetworkGateway1: { id: resourceId('gateway', w) },
    ...ends(w),
  }),
  fixed: ['location', 'connectionType', 'connectionProtocol', 'virtualNetworkGateway1', 'peer'],
  secret: {
    reference: (w) => {
      if (w.connection.kind === 'vpn') return w.connection.sharedKey;
      return w.connection.kind === 'expressRoute' ? w.connection.authorizationKey : undefined;
    },
    maker: sharedKeyMaker,
    unsuitable: (value, w) => (w.connection.kind === 'vpn' ? sharedKeyProblems(value) : []),
    withSecret: (body, value) =>
      body.connectionType === 'IPsec' ? { ...body, sharedKey: value } : { ...body, authorizationKey: value },
    sentOn: 'always',
  },
  evidence: (actual) =>
    known({
      connectionStatus: actual.connectionStatus ?? 'Unknown',
      connectionType: actual.connectionType,
      ipsecPolicy: actual.connectionType === 'IPsec' ? policyInWords(actual) : undefined,
    }),
};

function ends(w: Worksheet): Pick<VirtualNetworkGatewayConnection, 'connectionType'> {
  switch (w.connection.kind) {
    case 'vpn':
      return {
        connectionType: 'IPsec',
        connectionProtocol: 'IKEv2',
        localNetworkGateway2: { id: resourceId('localNetworkGateway', w) },
        enableBgp: false,
        usePolicyBasedTrafficSelectors: false,
        ...(w.connection.ipsecPolicy ? { ipsecPolicies: [w.connection.ipsecPolicy] } : {}),
      } as VirtualNetworkGatewayConnection;
    case 'expressRoute':
      return {
        connectionType: 'ExpressRoute',
        peer: { id: w.connection.circuitId },
      } as VirtualNetworkGatewayConnection;
    case 'existing':
      throw new Error('a deployment with an existing connection makes none of its own');
  }
}

function policyInWords({ ipsecPolicies }: VirtualNetworkGatewayConnection): string {
  const [policy] = ipsecPolicies ?? [];
  if (!policy) return "Azure's default policies";
  return `IKEv2 ${policy.ikeEncryption}/${policy.ikeIntegrity}/${policy.dhGroup}, IPsec ${policy.ipsecEncryption}/${policy.ipsecIntegrity}/${policy.pfsGroup}`;
}
