import { beginning } from '../proxies';
import { gate } from '../gates';
import { ensureResource, ensureResources } from '../resources';
import type { Run } from '../run';
import { step } from '../steps';

/** Step 1: people at the site. It holds up nothing but the tunnel. */
export async function onPremisesRoute(run: Run): Promise<void> {
  await gate(run, 'on-premises-route');
}

/** Step 2. */
export async function networkPhase(run: Run): Promise<void> {
  await step(run, 'resource-group', async (subject) => {
    const providers = await beginning.ensureProviders.executeWithOptions(
      { summary: 'registers what the roadmap needs' },
      [subject],
    );
    return { ...(await ensureResource(run, subject, 'resourceGroup')), ...providers.evidence };
  });
  await Promise.all([
    step(run, 'network-security-group', (subject) => ensureResource(run, subject, 'networkSecurityGroup')),
    step(run, 'nat-gateway', (subject) => ensureResources(run, subject, 'natAddress', 'natGateway')),
  ]);
  // Subnets of an existing network are written one after another: Azure serialises writes in a virtual network.
  await step(run, 'virtual-network', (subject) =>
    ensureResources(run, subject, 'virtualNetwork', 'gatewaySubnet', 'serverSubnet'),
  );
}
