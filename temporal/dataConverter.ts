import { readFileSync } from 'node:fs';
import type { DataConverter } from '@temporalio/common';
import { EncryptionCodec } from './payloadCodec';

export const failureConverterPath = require.resolve('./failureConverter');

/**
 * DIRSYNC_PAYLOAD_KEY refers to 32 bytes in base64 (`env:NAME` or `file:/path`), DIRSYNC_PAYLOAD_KEY_ID names them. With a key,
 * every payload that worker and client send is encrypted, failure messages and stack traces included.
 */
export function dataConverterFrom(env: NodeJS.ProcessEnv): DataConverter | undefined {
  const reference = env.DIRSYNC_PAYLOAD_KEY;
  if (!reference) return undefined;
  try {
    const key = Buffer.from(read(reference, env).trim(), 'base64');
    return {
      payloadCodecs: [new EncryptionCodec(env.DIRSYNC_PAYLOAD_KEY_ID || 'dirsync', key)],
      failureConverterPath,
    };
  } catch (error) {
    throw new Error(
      `DIRSYNC_PAYLOAD_KEY must be env:NAME or file:/path of 32 bytes in base64, e.g. from \`openssl rand -base64 32\`: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** Names no value: what was given may be the key itself, by mistake. */
function read(reference: string, env: NodeJS.ProcessEnv): string {
  const [, kind, name = ''] = /^(env|file):(.+)$/.exec(reference) ?? [];
  if (kind === 'env') {
    const value = env[name];
    if (value) return value;
    throw new Error(`the variable ${name} is not set`);
  }
  if (kind === 'file') return readFileSync(name, 'utf8');
  throw new Error('it is no such reference');
}
