import type { VirtualNetworkGatewayConnection } from '@azure/arm-network';
import type { Evidence } from '../../roadmap/progress';
import { resourceId, resourceName } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import { problem, toFailure } from '../failures';
import { again } from './again';
import type { AzureClients } from './clients';
import { milliseconds } from '../../worksheet/duration';
import { whileBeating, type Pulse } from './pulse';

/** Provisioning state Succeeded does not mean connected: only the connection's own status does. */
export async function awaitTunnel(
  clients: AzureClients,
  worksheet: Worksheet,
  pulse: Pulse,
  pollIntervalMs: number,
): Promise<Evidence> {
  const { connection } = worksheet;
  if (connection.kind === 'existing') return { connection: 'there already' };
  const since = startOf(pulse);
  const deadline = since + milliseconds(connection.connectWithin);
  const name = resourceName('connection', worksheet);
  try {
    return await whileBeating(pulse, { since }, async () => {
      for (;;) {
        const actual = await clients.network.virtualNetworkGatewayConnections.get(
          worksheet.azure.resourceGroup,
          name,
        );
        if (actual.connectionStatus === 'Connected') return evidenceOf(actual);
        if (Date.now() >= deadline) throw await notConnected(clients, worksheet, actual);
        await pulse.sleep(Math.min(pollIntervalMs, Math.max(0, deadline - Date.now())));
      }
    });
  } catch (error) {
    const subject = { resource: resourceId('connection', worksheet), doing: 'waiting for the connection' };
    throw again(error, subject, pulse.attempt) ?? toFailure(error, subject);
  }
}

/** A retried attempt goes on with the time that the first one began. */
function startOf(pulse: Pulse): number {
  const { since } = pulse.earlier;
  return typeof since === 'number' ? since : Date.now();
}

function evidenceOf(actual: VirtualNetworkGatewayConnection): Evidence {
  return {
    connectionStatus: actual.connectionStatus ?? 'Unknown',
    bytesIn: actual.ingressBytesTransferred ?? 0,
    bytesOut: actual.egressBytesTransferred ?? 0,
  };
}

async function notConnected(
  clients: AzureClients,
  w: Worksheet,
  actual: VirtualNetworkGatewayConnection,
): Promise<Error> {
  const within = w.connection.kind === 'existing' ? '' : w.connection.connectWithin;
  const shown =
    `Azure shows status ${actual.connectionStatus ?? 'Unknown'}, ` +
    `${actual.ingressBytesTransferred ?? 0} bytes in, ${actual.egressBytesTransferred ?? 0} bytes out`;
  return problem(
    'TunnelNotConnected',
    `the connection was not Connected within ${within}: ${shown}`,
    await remedy(clients, w),
    resourceId('connection', w),
  );
}

async function remedy({ network }: AzureClients, w: Worksheet): Promise<string> {
  if (w.connection.kind !== 'vpn') {
    return 'Check that the circuit is provisioned by the provider, that private peering is up, and the authorisation key; then retry.';
  }
  const address = await network.publicIPAddresses.get(
    w.azure.resourceGroup,
    resourceName('gatewayAddress', w),
  );
  return (
    `Check on the VPN device ${w.connection.deviceAddress}: the same shared key as behind ${w.connection.sharedKey}; ` +
    `peer address ${address.ipAddress ?? 'of the gateway'}; UDP 500 and 4500 and IP protocol 50 (ESP) open in both directions; ` +
    `a route for ${w.virtualNetwork.addressSpace} into the tunnel; ${w.localNetwork.prefixes.join(', ')} as its local networks; IKEv2. Then retry.`
  );
}
