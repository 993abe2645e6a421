import { sleep } from '@temporalio/workflow';
import type { GuestScript, Subject } from '../activities/api';
import type { Evidence } from '../roadmap/progress';
import { guest } from './activities';
import { hasCode } from './problems';
import type { Run } from './run';

/** A server that is "not ready yet" is asked again after these many seconds, the last one repeating, until the time is up. */
const askAgainAfter = [5, 10, 20, 30, 60, 120];
const askAgainFor = 60 * 60;

/** Runs one guest script as a managed run command. Each asking is a run command of its own name. */
export async function runGuestScript(run: Run, subject: Subject, script: GuestScript): Promise<Evidence> {
  let waited = 0;
  for (let asked = 0; ; asked++) {
    const attempt = (run.guestRuns.get(script) ?? 0) + 1;
    run.guestRuns.set(script, attempt);
    try {
      const handle = await guest.beginGuestScript.executeWithOptions(
        { summary: `begin ${script} on the server` },
        [{ ...subject, script, attempt }],
      );
      const result = await guest.awaitGuestScript.executeWithOptions(
        { summary: `await ${script} on the server` },
        [{ ...subject, handle }],
      );
      return result.evidence;
    } catch (error) {
      const seconds = askAgainAfter[Math.min(asked, askAgainAfter.length - 1)]!;
      waited += seconds;
      if (waited > askAgainFor || !hasCode(error, 'NotReadyYet')) throw error;
      await sleep(seconds * 1000, { summary: `${script}: not ready yet, asked again` });
    }
  }
}
