import type { DataConverter } from '@temporalio/common';
import { EncryptionCodec } from './payloadCodec';
import { readPayloadKeys } from './payloadKeys';

export const failureConverterPath = require.resolve('./failureConverter');

/**
 * With a key (payloadKeys.ts), every payload that worker and client send is encrypted, failure messages and stack traces included.
 * undefined where the environment says that nothing is to be encrypted. Fails with PayloadKeyError.
 */
export function dataConverterFrom(env: NodeJS.ProcessEnv): DataConverter | undefined {
  const keys = readPayloadKeys(env);
  if (keys.length === 0) return undefined;
  return { payloadCodecs: [new EncryptionCodec(keys)], failureConverterPath };
}
