import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file that comes with the package, found alike from the build and from source. */
export function packageFile(path: string): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, path);
    if (existsSync(file)) return file;
  }
  throw new Error(`${path} is missing from this installation of dirsync. Install it again.`);
}

export const exampleWorksheet = (): string => packageFile('examples/contoso/worksheet.yaml');
