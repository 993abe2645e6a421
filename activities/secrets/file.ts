import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm, stat } from 'node:fs/promises';
import { unavailable } from './unavailable';

/** The text of a file that its owner alone can read, without the last line end; undefined where there is no file. */
export async function readSecretFile(reference: string, path: string): Promise<string | undefined> {
  try {
    // Windows has no such mode bits; there the folder's access list protects the file.
    if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) {
      throw unavailable(
        reference,
        'can be read by others than its owner',
        `Run chmod 600 on the file, or have the secret mounted with mode 0400, and retry.`,
      );
    }
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    if (code === 'ENOENT') return undefined;
    throw unavailable(
      reference,
      `can't be read (${code})`,
      'Put the file where the worker runs, readable by its user only, and retry.',
    );
  }
}

/**
 * Writes a file that its owner alone can read, unless one is there: that one stays. The name appears with the whole text behind it,
 * so a crash leaves either no secret or a good one (and at worst a file with another ending that nothing refers to).
 */
export async function writeSecretFile(reference: string, path: string, value: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${value}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    // Somebody else was quicker: what is there counts.
    if (code === 'EEXIST') return;
    throw unavailable(
      reference,
      `can't be written (${code})`,
      "Make its folder where the worker runs, writable by the worker's user only, and retry.",
    );
  } finally {
    await rm(draft, { force: true });
  }
}
