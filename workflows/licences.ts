import { ApplicationFailure, continueAsNew, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { UserResults } from '../roadmap/progress';
import type { Worksheet } from '../worksheet/schema';
import { longOperation } from './proxies';

export interface LicencesInput {
  worksheet: Worksheet;
  /** Where an earlier run of this workflow stopped. */
  cursor?: string;
  sofar?: LicencesResult;
}

export interface LicencesResult {
  licensed: number;
  unselected: number;
  failedCount: number;
  /** The first of them by name; a payload must stay small, and the rest are counted. */
  failed: UserResults['failed'];
}

const keptFailures = 1000;
const nothingDone: LicencesResult = { licensed: 0, unselected: 0, failedCount: 0, failed: [] };

/** Assigns locations and licences page by page; unbounded, so it continues as new when the server suggests it. */
export async function assignLicences({ worksheet, cursor, sofar }: LicencesInput): Promise<LicencesResult> {
  // The gate before it is the deployment's. Older ones have no approvals in their worksheet.
  const { approvals } = worksheet as Partial<Worksheet>;
  if (approvals?.trust === 'entra' && !workflowInfo().parent)
    throw ApplicationFailure.nonRetryable('Licences are assigned by a deployment only.', 'Refused');
  let done = sofar ?? nothingDone;
  for (let page = 1; ; page++) {
    const summary = `users from number ${done.licensed + done.unselected + done.failedCount + 1}`;
    const result = await longOperation.assignLicencePage.executeWithOptions({ summary }, [
      { worksheet, cursor },
    ]);
    if (result.restarted) done = nothingDone;
    done = {
      licensed: done.licensed + result.licensed,
      unselected: done.unselected + result.unselected,
      failedCount: done.failedCount + result.failed.length,
      failed: [...done.failed, ...result.failed].slice(0, keptFailures),
    };
    setCurrentDetails(
      `${done.licensed} users licensed, ${done.failedCount} failed, ${done.unselected} that no rule selects`,
    );
    if (!result.cursor) return done;
    cursor = result.cursor;
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof assignLicences>({ worksheet, cursor, sofar: done });
    }
  }
}
