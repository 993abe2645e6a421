import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { ValueError } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { PayloadKey } from './payloadKeys';

/** Value of the `encoding` metadata, as in Temporal's encryption samples. */
const encoding = 'binary/encrypted';
const ivBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM over whole payloads: IV, ciphertext, tag. The key's id is in clear, so that a key can be found again.
 * The first key writes, every key reads.
 */
export class EncryptionCodec implements PayloadCodec {
  constructor(private readonly keys: readonly PayloadKey[]) {}

  async encode(payloads: Payload[]): Promise<Payload[]> {
    const { id, key } = this.keys[0]!;
    return payloads.map((payload) => {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const plain = temporal.api.common.v1.Payload.encode(payload).finish();
      const data = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      return {
        metadata: { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(id) },
        data,
      };
    });
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      if (metadata(payload, 'encoding') !== encoding) return payload;
      const { key } = this.keyFor(metadata(payload, 'encryption-key-id'));
      const data = Buffer.from(payload.data ?? []);
      if (data.length < ivBytes + tagBytes) throw new ValueError('an encrypted payload is too short');
      const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, ivBytes));
      decipher.setAuthTag(data.subarray(-tagBytes));
      const plain = Buffer.concat([decipher.update(data.subarray(ivBytes, -tagBytes)), decipher.final()]);
      return temporal.api.common.v1.Payload.decode(plain);
    });
  }

  private keyFor(id: string | undefined): PayloadKey {
    const found = this.keys.find((key) => key.id === id);
    if (found) return found;
    const ids = this.keys.map((key) => key.id).join(', ');
    throw new ValueError(`a payload is encrypted with key ${id}, this process has ${ids}`);
  }
}

function metadata(payload: Payload, name: string): string | undefined {
  const value = payload.metadata?.[name];
  return value && Buffer.from(value).toString();
}
