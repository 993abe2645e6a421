import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { createReportActivities, reportOf, writeReportFiles } from '../../activities/report';
import { buildReport, renderHtml } from '../../roadmap/report';
import { finishedProgress, sampleWorksheet, startProgress } from '../roadmap/reportFixture';

const worksheet = sampleWorksheet();
const progress = finishedProgress();

describe('writing the report', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'dirsync-report-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('leaves report.json and report.html in the folder of the deployment, and nothing else', async () => {
    const { files } = await createReportActivities({ runsDirectory: directory }).writeReport({
      worksheet,
      progress,
    });
    const folder = join(directory, 'contoso');
    assert.deepEqual(files, [join(folder, 'report.json'), join(folder, 'report.html')]);
    assert.deepEqual((await readdir(folder)).sort(), ['report.html', 'report.json']);
    const report = buildReport({ worksheet, progress });
    assert.deepEqual(JSON.parse(await readFile(files[0]!, 'utf8')), JSON.parse(JSON.stringify(report)));
    assert.equal(await readFile(files[1]!, 'utf8'), renderHtml(report));
  });

  it('replaces an earlier report', async () => {
    await writeReportFiles(directory, reportOf({ worksheet, progress: startProgress(worksheet) }).contents);
    const [json] = await writeReportFiles(directory, reportOf({ worksheet, progress }).contents);
    assert.match(await readFile(json!, 'utf8'), /"outcome": "succeeded"/);
  });

  for (const name of ['../elsewhere', '/etc', 'a/b', '..', '', 'A', 'a\u0000b']) {
    it(`refuses ${JSON.stringify(name)} as the name of a folder`, async () => {
      const activities = createReportActivities({ runsDirectory: directory });
      await assert.rejects(
        activities.writeReport({ worksheet, progress: { ...progress, deployment: name } }),
        (error: ApplicationFailure) =>
          error instanceof ApplicationFailure && error.type === 'WorksheetInvalid',
      );
      assert.deepEqual(await readdir(directory), []);
    });
  }

  it('says where it could not write, to be tried again', async () => {
    const file = join(directory, 'a-file');
    await writeFile(file, '');
    const activities = createReportActivities({ runsDirectory: file });
    await assert.rejects(activities.writeReport({ worksheet, progress }), (error: ApplicationFailure) => {
      assert.deepEqual([error.type, error.nonRetryable], ['ServiceUnavailable', false]);
      assert.match(error.message, /could not be written \(ENOTDIR\)/);
      return true;
    });
  });
});
