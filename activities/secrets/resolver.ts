import { readFile, stat } from 'node:fs/promises';
import type { Worksheet } from '../../worksheet/schema';
import { createCredential, transportOptions } from '../azure/clients';
import type { OutsideSettings } from '../environment';
import { unavailable } from './unavailable';
import { readVaultSecret } from './vault';

export type SecretResolver = (reference: string, worksheet: Worksheet) => Promise<string>;

/**
 * Turns a reference (`env:`, `file:`, `keyvault:`) into the secret, at the moment of use; nothing is cached.
 * Fails with SecretUnavailable, whose message names the reference and never the value.
 */
export function createSecretResolver({ settings }: { settings: OutsideSettings }): SecretResolver {
  return async (reference, worksheet) => {
    const [scheme, rest] = splitReference(reference);
    const value = await (async () => {
      switch (scheme) {
        case 'env':
          return readVariable(reference, settings.env[rest]);
        case 'file':
          return readSecretFile(reference, rest);
        case 'keyvault':
          return readVaultSecret(reference, {
            credential: createCredential(worksheet, settings),
            cloud: worksheet.azure.cloud,
            transport: transportOptions(worksheet.azure.cloud, settings),
          });
        default:
          throw unavailable(
            reference,
            'is not a reference to a secret',
            'Write env:NAME, file:/path or keyvault:https://<vault>/secrets/<name>.',
          );
      }
    })();
    if (value === '') throw unavailable(reference, 'is empty', 'Put the secret where the reference points.');
    return value;
  };
}

function splitReference(reference: string): [string, string] {
  const colon = reference.indexOf(':');
  return [reference.slice(0, colon), reference.slice(colon + 1)];
}

function readVariable(reference: string, value: string | undefined): string {
  if (value === undefined) {
    throw unavailable(
      reference,
      'is not set in the environment of this process',
      'Set the variable where the worker runs, restart the worker, and retry.',
    );
  }
  return value;
}

async function readSecretFile(reference: string, path: string): Promise<string> {
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
    throw unavailable(
      reference,
      code === 'ENOENT' ? 'does not exist' : `can't be read (${code})`,
      'Put the file where the worker runs, readable by its user only, and retry.',
    );
  }
}
