import { untilConnected } from '../proxies';
import { gate } from '../gates';
import { runGuestScript } from '../guest';
import { record } from '../run';
import type { Run } from '../run';
import { step } from '../steps';

/** The machine's part of step 8 before the wizard. */
export async function installEntraConnect(run: Run): Promise<void> {
  await step(run, 'prerequisites', (subject) => runGuestScript(run, subject, 'verify-prerequisites'));
  await step(run, 'installer', (subject) => runGuestScript(run, subject, 'install-entra-connect'));
}

/** The person's part of step 8, its proof, and step 9. */
export async function synchronisationPhase(run: Run): Promise<void> {
  await gate(run, 'entra-connect');
  await step(run, 'sync-proof', (subject) => runGuestScript(run, subject, 'verify-synchronisation'));
  await step(run, 'tenant-sync', async (subject) => {
    const { progress } = run;
    const { evidence, synchronised } = await untilConnected.awaitTenantSynchronisation.executeWithOptions(
      { summary: 'waits for the users to arrive in the tenant' },
      [{ ...subject, since: progress.startedAt }],
    );
    record(run, { type: 'usersCounted', users: { ...progress.users, synchronised } });
    return evidence;
  });
}
