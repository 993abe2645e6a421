import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';

/** `node sdkDownload.js dev-server|time-skipping <directory>`: prints the path of the program that the SDK downloaded. */
async function main(server: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const executable = { type: 'cached-download', downloadDir: directory } as const;
  const environment =
    server === 'time-skipping'
      ? await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })
      : await TestWorkflowEnvironment.createLocal({ server: { executable } });
  await environment.teardown();
  const files = await readdir(directory);
  const newest = await Promise.all(
    files.map(async (name) => ({ name, at: (await stat(join(directory, name))).mtimeMs })),
  );
  newest.sort((a, b) => b.at - a.at);
  if (!newest[0]) throw new Error(`the SDK left no program in ${directory}`);
  process.stdout.write(`${join(directory, newest[0].name)}\n`);
}

main(process.argv[2] ?? '', process.argv[3] ?? '').catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
