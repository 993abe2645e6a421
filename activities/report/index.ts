import { join } from 'node:path';
import { worksheetSchema } from '../../worksheet/schema';
import type { ReportActivities } from '../api';
import { problem } from '../failures';
import { reportOf, writeReportFiles } from './files';

export { reportOf, writeReportFiles } from './files';

/** The worker's side of the report: `<runsDirectory>/<deployment>/report.json` and `report.html`. */
export function createReportActivities({ runsDirectory }: { runsDirectory: string }): ReportActivities {
  return {
    async writeReport({ worksheet, progress }) {
      const directory = join(runsDirectory, folderName(progress.deployment));
      const { contents } = reportOf({ worksheet, progress });
      try {
        return { files: await writeReportFiles(directory, contents) };
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw problem(
          'ServiceUnavailable',
          `The report of ${progress.deployment} could not be written (${code ?? message}).`,
          'It is tried again by itself; see that the worker may write to the folder and that its disk has room.',
          directory,
        );
      }
    },
  };
}

/** The name becomes part of a path, so its rule is checked again here: input of a workflow can come from anywhere. */
function folderName(deployment: string): string {
  const name = worksheetSchema.shape.deployment.safeParse(deployment);
  if (name.success) return name.data;
  throw problem(
    'WorksheetInvalid',
    'The name of the deployment is not one that a folder can have.',
    'Start the deployment with a name of lower-case letters, digits and hyphens.',
  );
}
