import type { Subject } from '../../activities/api';
import { soon } from '../proxies';
import { gate } from '../gates';
import { runGuestScript } from '../guest';
import { ensureResource, ensureResources } from '../resources';
import type { Run } from '../run';
import { fact } from '../run';
import { isRetry, step } from '../steps';

/** Step 4, beside the gateway. */
export async function serverPhase(run: Run): Promise<void> {
  await step(run, 'network-interface', (subject) => ensureResource(run, subject, 'networkInterface'));
  await step(run, 'virtual-machine', (subject) => ensureResource(run, subject, 'virtualMachine'));
}

/** Step 5. The worker too may reach the DNS servers only when the tunnel is there. */
export async function nameResolutionPhase(run: Run): Promise<void> {
  await nameResolution(run, 'name-resolution', 'beforeJoin');
}

/** Step 6. The proxy is on-premises, so nothing is fetched through it before the tunnel is there. */
export async function proxyPhase(run: Run): Promise<void> {
  await gate(run, 'proxy');
  await step(run, 'proxy', (subject) => runGuestScript(run, subject, 'set-proxy'));
}

/** Step 7. */
export async function domainJoinPhase(run: Run): Promise<void> {
  await gate(run, 'domain-join');
  await step(run, 'domain-join', async (subject) => {
    if (isRetry(run, 'domain-join')) await ensureDnsServers(run, subject);
    return ensureResource(run, subject, 'domainJoin');
  });
  await step(run, 'membership', (subject) => runGuestScript(run, subject, 'verify-membership'));
  await nameResolution(run, 'server-record', 'afterJoin');
}

function nameResolution(run: Run, id: 'name-resolution' | 'server-record', when: 'beforeJoin' | 'afterJoin') {
  return step(run, id, async (subject) => {
    if (isRetry(run, id)) await ensureDnsServers(run, subject);
    const expectedAddress = fact(run, 'network-interface', 'privateAddress') ?? '';
    const summary =
      when === 'beforeJoin' ? 'asks the DNS servers of Table D' : 'looks for the A record of the server';
    const { evidence } = await soon.checkNameResolution.executeWithOptions({ summary }, [
      { ...subject, when, expectedAddress },
    ]);
    return evidence;
  });
}

/** Who tries again may have corrected the DNS servers: they are in the network and on the server's interface. */
const ensureDnsServers = (run: Run, subject: Required<Subject>) =>
  ensureResources(run, subject, 'virtualNetwork', 'networkInterface');
