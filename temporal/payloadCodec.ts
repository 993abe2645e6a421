import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { ValueError } from '@temporalio/common';
import { temporal } from '@temporalio/proto';

/** Value of the `encoding` metadata, as in Temporal's encryption samples. */
const encoding = 'binary/encrypted';
const ivBytes = 12;
const tagBytes = 16;

/** AES-256-GCM over whole payloads: IV, ciphertext, tag. The key's id is in clear, so that a key can be found again. */
export class EncryptionCodec implements PayloadCodec {
  constructor(
    private readonly keyId: string,
    private readonly key: Buffer,
  ) {
    if (key.length !== 32) throw new Error(`the payload key has ${key.length} bytes; AES-256 needs 32`);
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', this.key, iv);
      const plain = temporal.api.common.v1.Payload.encode(payload).finish();
      const data = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      return {
        metadata: { encoding: Buffer.from(encoding), 'encryption-key-id': Buffer.from(this.keyId) },
        data,
      };
    });
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      if (metadata(payload, 'encoding') !== encoding) return payload;
      const keyId = metadata(payload, 'encryption-key-id');
      if (keyId !== this.keyId)
        throw new ValueError(`a payload is encrypted with key ${keyId}, this process has ${this.keyId}`);
      const data = Buffer.from(payload.data ?? []);
      if (data.length < ivBytes + tagBytes) throw new ValueError('an encrypted payload is too short');
      const decipher = createDecipheriv('aes-256-gcm', this.key, data.subarray(0, ivBytes));
      decipher.setAuthTag(data.subarray(-tagBytes));
      const plain = Buffer.concat([decipher.update(data.subarray(ivBytes, -tagBytes)), decipher.final()]);
      return temporal.api.common.v1.Payload.decode(plain);
    });
  }
}

function metadata(payload: Payload, name: string): string | undefined {
  const value = payload.metadata?.[name];
  return value && Buffer.from(value).toString();
}
