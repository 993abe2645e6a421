import { executeChild, ParentClosePolicy } from '@temporalio/workflow';
import type { LicencePreview } from '../../activities/api';
import type { Evidence } from '../../roadmap/progress';
import { licencesWorkflowId } from '../../roadmap/messages';
import { beginning } from '../proxies';
import { gate } from '../gates';
import type { assignLicences } from '../licences';
import { record } from '../run';
import type { Run } from '../run';
import { step } from '../steps';

/** Step 10: how many users and seats, a person's yes, then page after page in a child that continues as new. */
export async function licensingPhase(run: Run): Promise<void> {
  let preview: LicencePreview | undefined;
  await step(run, 'licence-preview', async (subject) => {
    preview = await beginning.previewLicences.executeWithOptions({ summary: 'counts users and seats' }, [
      subject,
    ]);
    return previewEvidence(preview);
  });
  await gate(run, 'licensing', preview);
  await step(run, 'licences', () => licences(run));
}

function previewEvidence({ synchronised, selected, seats, warnings }: LicencePreview): Evidence {
  const perSku = seats.map(({ sku, needed, free }) => `${sku}: ${needed} needed, ${free} free`);
  return { synchronised, selected, seats: perSku, warnings };
}

async function licences(run: Run): Promise<Evidence> {
  const { worksheet } = run;
  const result = await executeChild<typeof assignLicences>('assignLicences', {
    workflowId: licencesWorkflowId(worksheet.deployment),
    args: [{ worksheet }],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    staticSummary: 'locations and licences, page by page',
  });
  const { licensed, failed } = result;
  record(run, { type: 'usersCounted', users: { ...run.progress.users, licensed, failed } });
  return { licensed, failed: result.failedCount, unselected: result.unselected };
}
