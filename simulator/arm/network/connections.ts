import { z } from 'zod';
import { formOf, readBody } from '../bodies';
import { tunnelEnd } from '../facts';
import { minutes } from '../durations';
import { refuse } from '../errors';
import { ignored, refer, reference, referenceTo } from '../references';
import type { ActionCall, Change, ResourceType } from '../resourceType';
import type { Resource } from '../state';
import { armState, key } from '../state';
import { localGatewayType, localNetworkGatewayProperties } from './localNetworkGateways';
import { networkType, readOnly, resourceGuid } from './shared';
import type { VirtualNetworkGateway } from './virtualNetworkGatewaySchema';
import { virtualNetworkGatewayProperties } from './virtualNetworkGatewaySchema';
import { deviceScript } from './vpnDevices';

/** All eight are needed together (azure-rest-api-specs, IpsecPolicy). */
const ipsecPolicy = z.strictObject({
  saLifeTimeSeconds: z.int().min(300).max(172799),
  saDataSizeKilobytes: z.int(),
  ipsecEncryption: z.enum([
    'None',
    'DES',
    'DES3',
    'AES128',
    'AES192',
    'AES256',
    'GCMAES128',
    'GCMAES192',
    'GCMAES256',
  ]),
  ipsecIntegrity: z.enum(['MD5', 'SHA1', 'SHA256', 'GCMAES128', 'GCMAES192', 'GCMAES256']),
  ikeEncryption: z.enum(['DES', 'DES3', 'AES128', 'AES192', 'AES256', 'GCMAES256', 'GCMAES128']),
  ikeIntegrity: z.enum(['MD5', 'SHA1', 'SHA256', 'SHA384', 'GCMAES256', 'GCMAES128']),
  dhGroup: z.enum([
    'None',
    'DHGroup1',
    'DHGroup2',
    'DHGroup14',
    'DHGroup2048',
    'DHGroup24',
    'ECP256',
    'ECP384',
  ]),
  pfsGroup: z.enum(['None', 'PFS1', 'PFS2', 'PFS2048', 'ECP256', 'ECP384', 'PFS24', 'PFS14', 'PFSMM']),
});

const schema = z.strictObject({
  ...readOnly,
  ...ignored(
    'connectionStatus',
    'tunnelConnectionStatus',
    'egressBytesTransferred',
    'ingressBytesTransferred',
  ),
  connectionType: z.enum(['IPsec', 'ExpressRoute']),
  virtualNetworkGateway1: referenceTo(virtualNetworkGatewayProperties.shape),
  localNetworkGateway2: referenceTo(localNetworkGatewayProperties.shape).optional(),
  peer: reference.optional(),
  authorizationKey: z.string().optional(),
  sharedKey: z.string().optional(),
  connectionProtocol: z.enum(['IKEv1', 'IKEv2']).optional(),
  connectionMode: z.enum(['Default', 'InitiatorOnly', 'ResponderOnly']).default('Default'),
  routingWeight: z.int().min(0).max(32000).default(0),
  dpdTimeoutSeconds: z.int().optional(),
  enableBgp: z.boolean().default(false),
  useLocalAzureIpAddress: z.boolean().optional(),
  usePolicyBasedTrafficSelectors: z.boolean().default(false),
  ipsecPolicies: z.array(ipsecPolicy).max(1).default([]),
  trafficSelectorPolicies: z
    .array(
      z.strictObject({
        localAddressRanges: z.array(z.string()),
        remoteAddressRanges: z.array(z.string()),
      }),
    )
    .default([]),
  expressRouteGatewayBypass: z.boolean().default(false),
  authenticationType: z.enum(['PSK', 'Certificate']).optional(),
});
export type Connection = z.output<typeof schema>;

export const connectionType = networkType('connections');

const sharedKeyBody = z.strictObject({ id: z.string().optional(), value: z.string() });
const deviceBody = z.strictObject({
  vendor: z.string(),
  deviceFamily: z.string(),
  firmwareVersion: z.string(),
});

export const connections: ResourceType<Connection> = {
  type: connectionType,
  minutes: minutes.connection,
  working: 'Updating',
  etag: 'weak',
  schema,
  accept: (change) => {
    const { sharedKey, authorizationKey, ...asked } = change.body.properties;
    const gateway = refer<VirtualNetworkGateway>(
      change,
      asked.virtualNetworkGateway1,
      networkType('virtualNetworkGateways'),
    );
    const wanted = asked.connectionType === 'IPsec' ? 'Vpn' : 'ExpressRoute';
    if (gateway.properties.gatewayType !== wanted) {
      refuse(
        400,
        'ConnectionTypeNotSupportedByGateway',
        `Connection ${change.name} of type ${asked.connectionType} needs a gateway of type ${wanted}.`,
      );
    }
    if (asked.connectionType === 'IPsec') checkVpn(change, sharedKey);
    else checkExpressRoute(change);
    const { secrets } = armState(change.world);
    secrets[key(change.id)] = {
      ...secrets[key(change.id)],
      ...(sharedKey ? { sharedKey } : {}),
      ...(authorizationKey ? { authorizationKey } : {}),
    };
    return {
      ...asked,
      ...(asked.connectionType === 'IPsec'
        ? {
            connectionProtocol: asked.connectionProtocol ?? 'IKEv2',
            dpdTimeoutSeconds: asked.dpdTimeoutSeconds ?? 45,
          }
        : {}),
    };
  },
  /** A provisioning state of Succeeded does not mean connected: what happens at the site decides. */
  view: (world, resource) => {
    const end = tunnelEnd(world, resource);
    const status =
      resource.provisioningState === 'Succeeded' && end ? world.site!.tunnel(end).status : 'Unknown';
    const bytes = status === 'Connected' ? 4096 : 0;
    return {
      resourceGuid: resourceGuid(resource.id),
      connectionStatus: status,
      ingressBytesTransferred: bytes,
      egressBytesTransferred: bytes,
    };
  },
  deleted: (world, { id }) => {
    delete armState(world).secrets[key(id)];
  },
  actions: {
    'get sharedkey': ({ world, resource }) => ({
      status: 200,
      body: { value: sharedKeyOf(world, resource) },
    }),
    'put sharedkey': ({ world, resource, body }) => {
      const { value } = readBody(sharedKeyBody, body ?? {}, formOf(connectionType));
      checkKey(value);
      armState(world).secrets[key(resource.id)] = {
        ...armState(world).secrets[key(resource.id)],
        sharedKey: value,
      };
      return { status: 200, body: { value } };
    },
    'post vpndeviceconfigurationscript': (call) => ({ status: 200, body: script(call) }),
  },
};

function checkVpn(change: Change<Connection>, sharedKey: string | undefined): void {
  const { localNetworkGateway2 } = change.body.properties;
  if (!localNetworkGateway2) {
    refuse(400, 'LocalNetworkGatewayMissing', `Connection ${change.name} needs localNetworkGateway2.`);
  }
  refer(change, localNetworkGateway2, localGatewayType);
  if (sharedKey === undefined && !sharedKeyOf(change.world, change)) {
    refuse(400, 'ConnectionSharedKeyMissing', `Connection ${change.name} needs a shared key.`);
  }
  if (sharedKey !== undefined) checkKey(sharedKey);
}

/** "Printable ASCII characters except space, hyphen and tilde" (VPN Gateway FAQ), 1 to 128 of them. */
function checkKey(value: string): void {
  if (!/^[!-,./0-}]{1,128}$/.test(value)) {
    refuse(
      400,
      'InvalidSharedKey',
      'The shared key must be 1 to 128 printable ASCII characters other than space, hyphen and tilde.',
      'sharedKey',
    );
  }
}

function checkExpressRoute(change: Change<Connection>): void {
  const { peer, localNetworkGateway2 } = change.body.properties;
  if (!peer)
    refuse(400, 'ExpressRouteCircuitMissing', `Connection ${change.name} needs the circuit as peer.`);
  if (localNetworkGateway2) {
    refuse(
      400,
      'InvalidRequestFormat',
      `Connection ${change.name} of type ExpressRoute takes no localNetworkGateway2.`,
    );
  }
  // A circuit of another subscription is out of sight and is trusted with its authorisation key.
  const ours = peer.id
    .toLowerCase()
    .startsWith(`/subscriptions/${change.world.options.subscriptionId}/`.toLowerCase());
  if (!ours && change.body.properties.authorizationKey) return;
  refer({ world: change.world, id: change.id }, peer, networkType('expressRouteCircuits'));
}

function sharedKeyOf(world: ActionCall['world'], { id }: { id: string }): string | undefined {
  return armState(world).secrets[key(id)]?.sharedKey;
}

function script({ world, resource, body }: ActionCall): string {
  const device = readBody(deviceBody, body ?? {}, formOf(connectionType));
  const end = tunnelEnd(world, resource as unknown as Resource<Connection>);
  if (!end) refuse(400, 'ConnectionNotReady', `Connection ${resource.name} has no gateway address yet.`);
  return deviceScript(device, end);
}
