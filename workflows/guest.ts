import type { GuestScript, Subject } from '../activities/api';
import type { Evidence } from '../roadmap/progress';
import { guest } from './proxies';
import type { Run } from './run';

/** Runs one guest script as a managed run command. Each attempt of a step is a run command of its own name. */
export async function runGuestScript(run: Run, subject: Subject, script: GuestScript): Promise<Evidence> {
  const attempt = (run.guestRuns.get(script) ?? 0) + 1;
  run.guestRuns.set(script, attempt);
  const handle = await guest.beginGuestScript.executeWithOptions(
    { summary: `begin ${script} on the server` },
    [{ ...subject, script, attempt }],
  );
  const { evidence } = await guest.awaitGuestScript.executeWithOptions(
    { summary: `await ${script} on the server` },
    [{ ...subject, handle }],
  );
  return evidence;
}
