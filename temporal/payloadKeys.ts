import { readFileSync, statSync } from 'node:fs';

/** One AES-256 key, and the name under which payloads ask for it. */
export interface PayloadKey {
  id: string;
  key: Buffer;
}

/** Settings of the payload encryption that can't be used. Names no value: what was given may be the key itself, by mistake. */
export class PayloadKeyError extends Error {
  readonly code = 'BadInput';
}

const how =
  'Make one with `openssl rand -base64 32 > payload-key && chmod 600 payload-key` and set DIRSYNC_PAYLOAD_KEY=file:<its path>, ' +
  'the same for workers and command line; or set DIRSYNC_PAYLOAD_KEY=none to have worksheets and evidence stored in clear';

/** True where somebody has chosen that Temporal stores everything in clear. */
export const isEncryptionOff = (env: NodeJS.ProcessEnv): boolean => env.DIRSYNC_PAYLOAD_KEY === 'none';

/**
 * DIRSYNC_PAYLOAD_KEY refers to 32 bytes in base64 (`env:NAME` or `file:/path`), DIRSYNC_PAYLOAD_KEY_ID names them;
 * DIRSYNC_PAYLOAD_OLD_KEYS is a list of `<id>=<reference>` that are still read, but never written with.
 * The first key is the one to write with; empty where DIRSYNC_PAYLOAD_KEY is `none`.
 */
export function readPayloadKeys(env: NodeJS.ProcessEnv): PayloadKey[] {
  const { DIRSYNC_PAYLOAD_KEY: reference, DIRSYNC_PAYLOAD_OLD_KEYS: oldKeys } = env;
  if (!reference) throw new PayloadKeyError(`DIRSYNC_PAYLOAD_KEY is missing. ${how}`);
  if (isEncryptionOff(env)) {
    if (!oldKeys) return [];
    throw new PayloadKeyError(
      'DIRSYNC_PAYLOAD_OLD_KEYS is set, and DIRSYNC_PAYLOAD_KEY is none: old keys are read beside a present one. Give it, or take both away',
    );
  }
  const current = {
    id: env.DIRSYNC_PAYLOAD_KEY_ID || 'dirsync',
    key: keyAt(reference, env, 'DIRSYNC_PAYLOAD_KEY'),
  };
  const old = (oldKeys ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map((entry, at) => oldKey(entry, at + 1, env));
  const keys = [current, ...old];
  const twice = keys.find(({ id }, at) => keys.findIndex((one) => one.id === id) !== at);
  if (!twice) return keys;
  throw new PayloadKeyError(
    `DIRSYNC_PAYLOAD_OLD_KEYS has the id ${twice.id} a second time: give each key an id of its own, the present one by DIRSYNC_PAYLOAD_KEY_ID`,
  );
}

function oldKey(entry: string, number: number, env: NodeJS.ProcessEnv): PayloadKey {
  const [, id, reference] = /^([A-Za-z0-9._-]+)=((?:env|file):.+)$/.exec(entry) ?? [];
  if (!id || !reference) {
    throw new PayloadKeyError(
      `DIRSYNC_PAYLOAD_OLD_KEYS, entry ${number}, is not <id>=env:NAME or <id>=file:/path; separate entries by commas`,
    );
  }
  return { id, key: keyAt(reference, env, `DIRSYNC_PAYLOAD_OLD_KEYS, entry ${number} (${id}),`) };
}

export function keyAt(reference: string, env: NodeJS.ProcessEnv, name: string): Buffer {
  try {
    const key = Buffer.from(readReference(reference, env).trim(), 'base64');
    if (key.length === 32) return key;
    throw new Error(`it has ${key.length} bytes, and AES-256 needs 32`);
  } catch (error) {
    throw new PayloadKeyError(
      `${name} must be env:NAME or file:/path of 32 bytes in base64, e.g. from \`openssl rand -base64 32\`: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** What `env:NAME` or `file:/path` refers to. The error names no value. */
export function readReference(reference: string, env: NodeJS.ProcessEnv): string {
  const [, kind, name = ''] = /^(env|file):(.+)$/.exec(reference) ?? [];
  if (kind === 'env') {
    const value = env[name];
    if (value) return value;
    throw new Error(`the variable ${name} is not set`);
  }
  if (kind !== 'file') throw new Error('it is no such reference');
  // Windows has no such mode bits; there the file's access list protects it.
  if (process.platform !== 'win32' && (statSync(name).mode & 0o077) !== 0) {
    throw new Error(`${name} can be read by others than its owner; run chmod 600 on it`);
  }
  return readFileSync(name, 'utf8');
}
