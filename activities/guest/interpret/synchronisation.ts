import { z } from 'zod';
import type { Problem } from '../../../roadmap/problems';
import type { Evidence } from '../../../roadmap/progress';
import type { Worksheet } from '../../../worksheet/schema';

export const schema = z.object({
  configured: z.boolean(),
  schedulerEnabled: z.boolean(),
  suspended: z.boolean(),
  staging: z.boolean(),
  syncCycleInterval: z.string().nullish(),
  nextCycle: z.string().nullish(),
  lastRuns: z.array(
    z.object({ connector: z.string(), profile: z.string(), result: z.string(), finished: z.string() }),
  ),
  passwordHashSync: z.boolean(),
  connectorAccount: z.string().nullish(),
  connectorAccountLocation: z.string().nullish(),
  serviceAccount: z.string().nullish(),
  version: z.string().nullish(),
});

/** Results of a run profile that did its work; the rest are `completed-…-errors`, `stopped-…` and `no-start-…`. */
const goodResults = ['success', 'completed-no-objects', 'completed-warnings', 'completed-transient-objects'];

type LastRun = z.output<typeof schema>['lastRuns'][number];

/** A delta import that went well makes up for a full one that failed before it: the newest of each kind counts. */
function newestOfEachKind(runs: LastRun[]): LastRun[] {
  const newest = new Map<string, LastRun>();
  for (const run of runs) {
    const kind = `${run.connector}, ${run.profile.replace(/^(Full|Delta) /i, '')}`;
    const other = newest.get(kind);
    if (!other || Date.parse(run.finished) > Date.parse(other.finished)) newest.set(kind, run);
  }
  return [...newest.values()];
}

export function interpret(w: Worksheet, result: z.output<typeof schema>): Evidence | Problem {
  const problem = (message: string, remedy: string, code: Problem['code'] = 'SynchronisationNotRunning') => ({
    code,
    message,
    remedy,
    resource: w.server.name,
  });
  if (!result.configured) {
    return problem(
      `Entra Connect is installed on ${w.server.name} but not configured.`,
      'Run the configuration wizard on the server to its end (docs/entra-connect.md), and retry.',
    );
  }
  // An open wizard suspends the scheduler (Entra Connect scheduler), so that is asked before everything else.
  if (result.suspended) {
    return problem(
      'The scheduler is suspended: the configuration wizard is still open on the server, or it crashed.',
      'Close the wizard; if none is open, run Set-ADSyncScheduler -SchedulerSuspended $false on the server. Then retry.',
    );
  }
  if (result.staging) {
    return problem(
      'The server is in staging mode: it imports, but exports nothing to the tenant.',
      'Open Entra Connect, choose "Configure staging mode", turn it off, finish the wizard, and retry.',
    );
  }
  if (!result.schedulerEnabled) {
    return problem(
      'The scheduler is disabled: no synchronisation cycle will start.',
      'Run Set-ADSyncScheduler -SyncCycleEnabled $true and Start-ADSyncSyncCycle -PolicyType Delta on the server, and retry.',
    );
  }
  if (!result.passwordHashSync) {
    return problem(
      'Password hash synchronisation is off.',
      'Open Entra Connect, choose "Customize synchronization options", turn on password hash synchronisation, finish the wizard, and retry.',
    );
  }
  const bad = newestOfEachKind(result.lastRuns).filter(
    (run) => !goodResults.includes(run.result.toLowerCase()),
  );
  if (bad.length > 0) {
    const runs = bad.map((run) => `${run.profile} on ${run.connector}: ${run.result}`).join('; ');
    return problem(
      `Synchronisation runs have failed: ${runs}.`,
      'Open Synchronization Service Manager on the server, read the errors of these runs, put them right, run Start-ADSyncSyncCycle -PolicyType Delta, and retry.',
    );
  }
  if (result.lastRuns.length === 0) {
    return problem(
      'The first synchronisation cycle has not finished yet.',
      'Nothing to do: wait. If it lasts for hours, look at Synchronization Service Manager on the server.',
      'NotReadyYet',
    );
  }
  return evidence(result);
}

function evidence(result: z.output<typeof schema>): Evidence {
  const account = result.connectorAccount ?? 'unknown';
  const location = result.connectorAccountLocation ?? 'unknown';
  return {
    version: result.version ?? 'unknown',
    syncCycleInterval: result.syncCycleInterval ?? 'unknown',
    nextCycle: result.nextCycle ?? 'unknown',
    lastRuns: result.lastRuns.map(
      (run) => `${run.connector}, ${run.profile}: ${run.result} at ${run.finished}`,
    ),
    passwordHashSync: result.passwordHashSync,
    serviceAccount: result.serviceAccount ?? 'unknown',
    connectorAccount: account,
    connectorAccountLocation: location,
    warning: `${movedFrom(account, location)}Leave the account ${account} where setup put it (${location}): moving, renaming or deleting it stops synchronisation.`,
  };
}

/** Express settings make MSOL_… in the container Users of the forest's root domain (Entra Connect, accounts and permissions). */
function movedFrom(account: string, location: string): string {
  const isOfSetup = /\\MSOL_/i.test(account) && location !== 'unknown';
  return isOfSetup && !/^CN=[^,]+,CN=Users,DC=/i.test(location)
    ? `THE ACCOUNT ${account} IS NOT IN THE CONTAINER Users, WHERE SETUP PUTS IT: move it back. `
    : '';
}
