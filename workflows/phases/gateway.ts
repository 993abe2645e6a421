import { untilConnected } from '../proxies';
import { gate } from '../gates';
import { ensureResource, ensureResources } from '../resources';
import type { Run } from '../run';
import { isRetry, step } from '../steps';

/** Step 3. `route` is the gate of step 1, which the tunnel alone has to wait for. */
export async function gatewayPhase(run: Run, route: Promise<void>): Promise<void> {
  await Promise.all([
    vpnGateway(run),
    step(run, 'local-network-gateway', (subject) => ensureResource(run, subject, 'localNetworkGateway')),
  ]);
  await step(run, 'connection', (subject) => ensureResource(run, subject, 'connection'));
  await Promise.all([gate(run, 'vpn-device'), route]);
  await step(run, 'tunnel', async (subject) => {
    // Who tries again may have corrected key, addresses or prefixes: what they are in is brought up to date first.
    if (isRetry(run, 'tunnel')) {
      await ensureResources(run, subject, 'networkSecurityGroup', 'localNetworkGateway', 'connection');
    }
    return (
      await untilConnected.awaitTunnel.executeWithOptions({ summary: 'waits for Connected' }, [subject])
    ).evidence;
  });
}

async function vpnGateway(run: Run): Promise<void> {
  await step(run, 'gateway-address', (subject) => ensureResource(run, subject, 'gatewayAddress'));
  await step(run, 'gateway', (subject) => ensureResource(run, subject, 'gateway'));
}
