import { chmod, cp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { failureConverterPath } from '../temporal/dataConverter';
import { bundleFile } from '../worker/bundle';

const built = join(__dirname, '..');
const source = join(built, '..');

/** After the compiler: the workflow bundles, what is read as a file at run time, and the command. */
async function main(): Promise<void> {
  for (const folder of ['activities/guest/scripts', 'simulator/site/page']) {
    await cp(join(source, folder), join(built, folder), {
      recursive: true,
      filter: (file) => !file.endsWith('.ts'),
    });
  }
  await linkCommand();
  for (const encrypted of [false, true]) {
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(built, 'workflows/index.js'),
      failureConverterPath: encrypted ? failureConverterPath : undefined,
      logger: new DefaultLogger('WARN'),
    });
    await writeFile(bundleFile(encrypted), code);
  }
}

/**
 * Makes `npx dirsync` work in this checkout. A `bin` entry in package.json would not: npx then installs the package into its own
 * cache first, which builds it again (libnpmexec of npm 11).
 */
async function linkCommand(): Promise<void> {
  const command = join(built, 'client/main.js');
  const link = join(source, 'node_modules/.bin/dirsync');
  await chmod(command, 0o755);
  await rm(link, { force: true });
  await symlink('../../lib/client/main.js', link);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
