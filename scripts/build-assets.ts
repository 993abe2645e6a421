import { chmod, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { failureConverterPath } from '../temporal/dataConverter';
import { bundleFile } from '../worker/bundle';

/** After the compiler: the workflow bundle, and what is read as a file at run time. */
async function main(): Promise<void> {
  const built = join(__dirname, '..');
  const source = join(built, '..');
  await cp(join(source, 'activities/guest/scripts'), join(built, 'activities/guest/scripts'), {
    recursive: true,
  });
  await chmod(join(built, 'client/main.js'), 0o755);
  const workflowsPath = join(built, 'workflows/index.js');
  for (const encrypted of [false, true]) {
    const { code } = await bundleWorkflowCode({
      workflowsPath,
      failureConverterPath: encrypted ? failureConverterPath : undefined,
      logger: new DefaultLogger('WARN'),
    });
    await writeFile(bundleFile(encrypted), code);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
