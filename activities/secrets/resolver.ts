import type { Worksheet } from '../../worksheet/schema';
import { createCredential, transportOptions } from '../azure/clients';
import type { OutsideSettings } from '../environment';
import { readSecretFile, writeSecretFile } from './file';
import { unavailable } from './unavailable';
import { readVaultSecret, writeVaultSecret, type VaultAccess } from './vault';

/**
 * Turns a reference (`env:`, `file:`, `keyvault:`) into the secret, at the moment of use; nothing is cached.
 * Where nothing is behind a `file:` or `keyvault:` reference, what `whenAbsent` makes is put there first; undefined leaves it so.
 * Fails with SecretUnavailable, whose message names the reference and never the value.
 */
export type SecretResolver = (
  reference: string,
  worksheet: Worksheet,
  whenAbsent?: () => string | undefined,
) => Promise<string>;

interface Place {
  /** undefined where nothing is there. */
  read(): Promise<string | undefined>;
  /** Never replaces what is there. */
  write?(value: string): Promise<void>;
  /** What to do where nothing is there. */
  absent: [why: string, remedy: string];
}

export interface SecretDependencies {
  settings: OutsideSettings;
  /** Told each value before anybody uses it. */
  noteSecret?: (value: string) => void;
}

export function createSecretResolver({ settings, noteSecret }: SecretDependencies): SecretResolver {
  return async (reference, worksheet, whenAbsent) => {
    const place = placeOf(reference, worksheet, settings);
    let value = await place.read();
    if (value === undefined && place.write) {
      const made = whenAbsent?.();
      if (made !== undefined) {
        noteSecret?.(made);
        await place.write(made);
        // Not `made`: two attempts at once must end with the same one.
        value = await place.read();
      }
    }
    if (value === undefined) throw unavailable(reference, ...place.absent);
    if (value === '') throw unavailable(reference, 'is empty', 'Put the secret where the reference points.');
    noteSecret?.(value);
    return value;
  };
}

function placeOf(reference: string, worksheet: Worksheet, settings: OutsideSettings): Place {
  const [scheme, rest] = splitReference(reference);
  switch (scheme) {
    case 'env':
      return {
        read: async () => settings.env[rest],
        absent: [
          'is not set in the environment of this process',
          'Set the variable where the worker runs, restart the worker, and retry.',
        ],
      };
    case 'file':
      return {
        read: () => readSecretFile(reference, rest),
        write: (value) => writeSecretFile(reference, rest, value),
        absent: [
          'does not exist',
          'Put the file where the worker runs, readable by its user only, and retry.',
        ],
      };
    case 'keyvault': {
      const access: VaultAccess = {
        credential: createCredential(worksheet, settings),
        cloud: worksheet.azure.cloud,
        transport: transportOptions(worksheet.azure.cloud, settings),
      };
      return {
        read: () => readVaultSecret(reference, access),
        write: (value) => writeVaultSecret(reference, value, access),
        absent: ['is not in the vault', 'Create it, or correct the reference, and retry.'],
      };
    }
    default:
      throw unavailable(
        reference,
        'is not a reference to a secret',
        'Write env:NAME, file:/path or keyvault:https://<vault>/secrets/<name>.',
      );
  }
}

function splitReference(reference: string): [string, string] {
  const colon = reference.indexOf(':');
  return [reference.slice(0, colon), reference.slice(colon + 1)];
}
