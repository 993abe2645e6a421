import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../../roadmap/progress';
import { buildReport, buildTeardownReport, renderHtml, renderTeardownHtml } from '../../roadmap/report';
import type { Report, TeardownReport } from '../../roadmap/report';
import type { Worksheet } from '../../worksheet/schema';

/** The report of a deployment, or of its teardown, and its files by name. */
export function reportOf(input: { worksheet: Worksheet; progress: Progress }): {
  report: Report | TeardownReport;
  contents: Record<string, string>;
} {
  if (input.progress.teardown) {
    const report = buildTeardownReport(input);
    return {
      report,
      contents: { 'teardown.json': json(report), 'teardown.html': renderTeardownHtml(report) },
    };
  }
  const report = buildReport(input);
  return { report, contents: { 'report.json': json(report), 'report.html': renderHtml(report) } };
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Writes files to a folder, each whole or not at all, and answers with their paths. */
export async function writeReportFiles(
  directory: string,
  contents: Record<string, string>,
): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const files: string[] = [];
  for (const [name, content] of Object.entries(contents)) {
    const file = join(directory, name);
    await replaceFile(file, content);
    files.push(file);
  }
  return files;
}

/** A reader sees the old file or the new one: written aside, flushed, then renamed over it. */
async function replaceFile(file: string, content: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    const handle = await open(aside, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
