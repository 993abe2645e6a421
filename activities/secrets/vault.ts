import type { TokenCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import type { TransportOptions } from '../azure/clients';
import type { Cloud } from '../environment';
import { toFailure } from '../failures';
import { unavailable } from './unavailable';

/** Where the vaults of each cloud live (Azure Key Vault documentation, DNS suffixes for object identifiers). */
const vaultSuffixes: Record<Cloud, string> = {
  public: '.vault.azure.net',
  usgovernment: '.vault.usgovcloudapi.net',
  china: '.vault.azure.cn',
};

export interface VaultAccess {
  credential: TokenCredential;
  cloud: Cloud;
  transport: TransportOptions;
}

/** undefined where the vault has no such secret. */
export async function readVaultSecret(reference: string, access: VaultAccess): Promise<string | undefined> {
  const { client, name, version } = openVault(reference, access);
  try {
    return (await client.getSecret(name, version === undefined ? {} : { version })).value ?? '';
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw failureOf(error, reference, access.cloud, reading);
  }
}

/** A vault has no "only if absent": the caller has looked. Tagged, so that its owners know where it came from. */
export async function writeVaultSecret(reference: string, value: string, access: VaultAccess): Promise<void> {
  const { client, name } = openVault(reference, access);
  try {
    await client.setSecret(name, value, { contentType: 'text/plain', tags: { 'made-by': 'dirsync' } });
  } catch (error) {
    throw failureOf(error, reference, access.cloud, writing, [value]);
  }
}

function openVault(
  reference: string,
  access: VaultAccess,
): { client: SecretClient; name: string; version?: string } {
  const location = parseVaultReference(reference);
  if (!location) {
    throw unavailable(
      reference,
      'does not name a secret of a vault',
      'Write keyvault:https://<vault>/secrets/<name>, optionally with /<version>.',
    );
  }
  const client = new SecretClient(location.vault, access.credential, {
    ...access.transport,
    disableChallengeResourceVerification: !isCloudVault(location.vault, access.cloud),
  });
  return { client, name: location.name, version: location.version };
}

export function parseVaultReference(
  reference: string,
): { vault: string; name: string; version?: string } | undefined {
  const match = /^keyvault:(https:\/\/[^/]+)\/secrets\/([0-9A-Za-z-]+)(?:\/([0-9a-f]+))?$/.exec(reference);
  if (!match) return undefined;
  return { vault: match[1]!, name: match[2]!, version: match[3] };
}

/**
 * The client compares the vault's host with the resource of its challenge, so that a token never goes to a stranger.
 * Only a vault outside the cloud's own domain (private cloud, simulator) may answer with another resource.
 */
export function isCloudVault(vault: string, cloud: Cloud): boolean {
  return new URL(vault).hostname.endsWith(vaultSuffixes[cloud]);
}

interface Doing {
  words: string;
  /** The built-in role that lets do it (Azure built-in roles, "Security"). */
  role: string;
}
const reading: Doing = { words: 'reading a secret from the vault', role: 'Key Vault Secrets User' };
const writing: Doing = { words: 'writing the new key to the vault', role: 'Key Vault Secrets Officer' };

function failureOf(error: unknown, reference: string, cloud: Cloud, doing: Doing, secrets?: string[]): Error {
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (statusCode === 401 || statusCode === 403) {
    return unavailable(
      reference,
      `is refused by the vault (HTTP ${statusCode})`,
      `Give the worker's identity the role ${doing.role} on the vault, let the vault's firewall admit the worker, and retry.`,
    );
  }
  // ObjectIsDeletedButRecoverable: a name is taken until its deleted secret is purged (Key Vault, "Soft-delete").
  if (statusCode === 409 && doing === writing) {
    return unavailable(
      reference,
      'was deleted from the vault, which still keeps it',
      'Recover the deleted secret or purge it, or give another name at connection.sharedKey, and retry.',
    );
  }
  if (code === 'ENOTFOUND') {
    return unavailable(
      reference,
      'is in a vault whose name does not resolve',
      `Check the vault's name; vaults of this cloud end in ${vaultSuffixes[cloud]}.`,
    );
  }
  return toFailure(error, { resource: reference, doing: doing.words, secrets });
}
