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

export async function readVaultSecret(reference: string, access: VaultAccess): Promise<string> {
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
  try {
    const version = location.version === undefined ? {} : { version: location.version };
    return (await client.getSecret(location.name, version)).value ?? '';
  } catch (error) {
    const refused = refusal(error, access.cloud);
    if (refused) throw unavailable(reference, refused.why, refused.remedy);
    throw toFailure(error, { resource: reference, doing: 'reading a secret from the vault' });
  }
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

function refusal(error: unknown, cloud: Cloud): { why: string; remedy: string } | undefined {
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (statusCode === 404) {
    return { why: 'is not in the vault', remedy: 'Create it, or correct the reference, and retry.' };
  }
  if (statusCode === 401 || statusCode === 403) {
    return {
      why: `is refused by the vault (HTTP ${statusCode})`,
      remedy:
        "Give the worker's identity the role Key Vault Secrets User on the vault, let the vault's firewall admit the worker, and retry.",
    };
  }
  if (code === 'ENOTFOUND') {
    return {
      why: 'is in a vault whose name does not resolve',
      remedy: `Check the vault's name; vaults of this cloud end in ${vaultSuffixes[cloud]}.`,
    };
  }
  return undefined;
}
