import { z } from 'zod';
import type { Problem } from '../../../roadmap/problems';
import type { Evidence } from '../../../roadmap/progress';
import type { Worksheet } from '../../../worksheet/schema';

export const schema = z.object({
  version: z.string(),
  sha256: z.string().nullish(),
  installed: z.boolean(),
  changed: z.boolean(),
  downloadedFrom: z.string().nullish(),
});

export function interpret(w: Worksheet, result: z.output<typeof schema>): Evidence | Problem {
  if (!result.installed) {
    return refused(w, 'Entra Connect is not installed although the script ended well.', 'Retry.');
  }
  return {
    version: result.version,
    minimumVersion: w.entraConnect.installer.minimumVersion,
    changed: result.changed,
    ...(result.sha256 ? { sha256: result.sha256 } : {}),
    ...(result.downloadedFrom ? { downloadedFrom: result.downloadedFrom } : {}),
  };
}

export function explain(w: Worksheet, error: { code: string; message: string }): Problem | undefined {
  const { minimumVersion } = w.entraConnect.installer;
  switch (error.code) {
    case 'HashMismatch':
      return refused(
        w,
        `The installer is not the one that the worksheet names: ${error.message}`,
        'Compare with the file from the Entra admin center; correct entraConnect.installer.sha256 or the file at its source, and retry.',
      );
    case 'VersionTooOld':
      return refused(
        w,
        `The installer is older than ${minimumVersion}: ${error.message}`,
        'Put the current AzureADConnect.msi from the Entra admin center at the source, with its SHA-256 in the worksheet, and retry.',
      );
    case 'DownloadFailed':
      return refused(
        w,
        `The server could not download the installer: ${error.message}`,
        `Check that the server reaches entraConnect.installer.source${w.proxy ? ' through the proxy' : ''} and that the file is there, and retry.`,
      );
    case 'InstallFailed':
      return refused(
        w,
        `The installation failed: ${error.message}`,
        'Read the Windows Installer log on the server (C:\\ProgramData\\dirsync\\install.log), put the cause right, and retry.',
      );
    default:
      return undefined;
  }
}

function refused(w: Worksheet, message: string, remedy: string): Problem {
  return { code: 'InstallerRefused', message, remedy, resource: w.server.name };
}
