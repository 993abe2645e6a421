import assert from 'node:assert/strict';
import { defaultPayloadConverter, METADATA_ENCODING_KEY } from '@temporalio/common';
import { EncryptionCodec } from '../../temporal/payloadCodec';

const key = Buffer.alloc(32, 1);
const plain = [
  defaultPayloadConverter.toPayload({ deployment: 'contoso' }),
  defaultPayloadConverter.toPayload(7),
];

describe('payload codec', () => {
  const codec = new EncryptionCodec([{ id: '2026', key }]);

  it('gives back what it encrypted, and hides it in between', async () => {
    const encrypted = await codec.encode(plain);
    for (const payload of encrypted) {
      assert.equal(Buffer.from(payload.metadata![METADATA_ENCODING_KEY]!).toString(), 'binary/encrypted');
      assert.equal(Buffer.from(payload.metadata!['encryption-key-id']!).toString(), '2026');
      assert.ok(!Buffer.from(payload.data!).includes('contoso'));
    }
    const decrypted = await codec.decode(encrypted);
    const values = decrypted.map((payload) => defaultPayloadConverter.fromPayload(payload));
    assert.deepEqual(values, [{ deployment: 'contoso' }, 7]);
  });

  it('never encrypts twice alike', async () => {
    const [one, two] = await codec.encode([plain[0]!, plain[0]!]);
    assert.notDeepEqual(one!.data, two!.data);
  });

  it('refuses what was encrypted with another key under the same name', async () => {
    const encrypted = await codec.encode(plain);
    await assert.rejects(
      new EncryptionCodec([{ id: '2026', key: Buffer.alloc(32, 2) }]).decode(encrypted),
      /authenticate/,
    );
  });

  it('refuses what was tampered with, wherever', async () => {
    const [payload] = await codec.encode(plain);
    for (const at of [0, 15, payload!.data!.length - 1]) {
      const data = Buffer.from(payload!.data!);
      data[at]! ^= 1;
      await assert.rejects(codec.decode([{ ...payload, data }]), /authenticate/, `byte ${at}`);
    }
    await assert.rejects(codec.decode([{ ...payload, data: Buffer.alloc(10) }]), /too short/);
  });

  it('names the key that it would need', async () => {
    const encrypted = await new EncryptionCodec([{ id: '2025', key }]).encode(plain);
    await assert.rejects(codec.decode(encrypted), /encrypted with key 2025, this process has 2026/);
  });

  it('leaves alone what was never encrypted', async () => {
    assert.deepEqual(await codec.decode(plain), plain);
    assert.equal(Buffer.from(plain[0]!.metadata![METADATA_ENCODING_KEY]!).toString(), 'json/plain');
  });

  it('writes with the first key, and reads with every one', async () => {
    const rotated = new EncryptionCodec([
      { id: '2027', key: Buffer.alloc(32, 2) },
      { id: '2026', key },
    ]);
    const [before, after] = [(await codec.encode(plain))[0]!, (await rotated.encode(plain))[0]!];
    assert.equal(Buffer.from(after.metadata!['encryption-key-id']!).toString(), '2027');
    const values = (await rotated.decode([before, after])).map((one) =>
      defaultPayloadConverter.fromPayload(one),
    );
    assert.deepEqual(values, [{ deployment: 'contoso' }, { deployment: 'contoso' }]);
    await assert.rejects(codec.decode([after]), /encrypted with key 2027, this process has 2026/);
  });
});
