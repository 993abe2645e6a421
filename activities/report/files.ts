import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../roadmap/report';
import { renderHtml } from '../../roadmap/report';

/** Writes `report.json` and `report.html` to a folder, each whole or not at all, and answers with their paths. */
export async function writeReportFiles(directory: string, report: Report): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const contents: [string, string][] = [
    ['report.json', `${JSON.stringify(report, undefined, 2)}\n`],
    ['report.html', renderHtml(report)],
  ];
  const files: string[] = [];
  for (const [name, content] of contents) {
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
