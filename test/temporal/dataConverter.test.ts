import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import {
  decodeOptionalFailureToOptionalError,
  encodeErrorToFailure,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow';
import { dataConverterFrom } from '../../temporal/dataConverter';

const key = Buffer.alloc(32, 3).toString('base64');

describe('data converter from the environment', () => {
  it('is none where somebody chose so, and nowhere else', () => {
    assert.equal(dataConverterFrom({ DIRSYNC_PAYLOAD_KEY: 'none' }), undefined);
    for (const env of [{}, { DIRSYNC_PAYLOAD_KEY: '' }]) {
      assert.throws(
        () => dataConverterFrom(env),
        /^Error: DIRSYNC_PAYLOAD_KEY is missing\. .*openssl.*DIRSYNC_PAYLOAD_KEY=none/,
      );
    }
  });

  it('reads with old keys too, and no longer when they are taken away', async () => {
    const old = Buffer.alloc(32, 4).toString('base64');
    const before = dataConverterFrom({
      DIRSYNC_PAYLOAD_KEY: 'env:OLD',
      OLD: old,
      DIRSYNC_PAYLOAD_KEY_ID: 'a',
    })!;
    const env = { DIRSYNC_PAYLOAD_KEY: 'env:NEW', NEW: key, OLD: old, DIRSYNC_PAYLOAD_KEY_ID: 'b' };
    const rotated = dataConverterFrom({ ...env, DIRSYNC_PAYLOAD_OLD_KEYS: 'z=env:NEW, a=env:OLD' })!;
    const written = await before.payloadCodecs![0]!.encode([{ data: Buffer.from('text') }]);
    const [again] = await rotated.payloadCodecs![0]!.decode(written);
    assert.equal(Buffer.from(again!.data!).toString(), 'text');
    await assert.rejects(dataConverterFrom(env)!.payloadCodecs![0]!.decode(written), /encrypted with key a/);
  });

  it('reads the key from a variable or a file, and goes on reading what an earlier process wrote', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'dirsync-key-'));
    try {
      const file = join(directory, 'key');
      writeFileSync(file, `${key}\n`, { mode: 0o600 });
      const one = dataConverterFrom({
        DIRSYNC_PAYLOAD_KEY: 'env:KEY',
        KEY: key,
        DIRSYNC_PAYLOAD_KEY_ID: 'a',
      });
      const two = dataConverterFrom({ DIRSYNC_PAYLOAD_KEY: `file:${file}`, DIRSYNC_PAYLOAD_KEY_ID: 'a' });
      const [payload] = await one!.payloadCodecs![0]!.encode([{ data: Buffer.from('text') }]);
      const [again] = await two!.payloadCodecs![0]!.decode([payload!]);
      assert.equal(Buffer.from(again!.data!).toString(), 'text');
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('encrypts messages and stack traces of failures', async () => {
    const converter = loadDataConverter(dataConverterFrom({ DIRSYNC_PAYLOAD_KEY: 'env:KEY', KEY: key }));
    const failure = await encodeErrorToFailure(
      converter,
      ApplicationFailure.create({ message: 'about contoso' }),
    );
    assert.ok(!JSON.stringify(failure).includes('contoso'));
    assert.equal(failure.message, 'Encoded failure');
    assert.equal((await decodeOptionalFailureToOptionalError(converter, failure))?.message, 'about contoso');
  });

  const bad: [string, NodeJS.ProcessEnv, RegExp][] = [
    ['no reference', { DIRSYNC_PAYLOAD_KEY: key }, /no such reference/],
    ['a variable that is not set', { DIRSYNC_PAYLOAD_KEY: 'env:KEY' }, /KEY is not set/],
    ['a file that is not there', { DIRSYNC_PAYLOAD_KEY: 'file:/not/there' }, /ENOENT/],
    ['a short key', { DIRSYNC_PAYLOAD_KEY: 'env:KEY', KEY: 'AAAA' }, /3 bytes/],
  ];
  it('refuses a key file that others can read', () => {
    const directory = mkdtempSync(join(tmpdir(), 'dirsync-key-'));
    const file = join(directory, 'key');
    writeFileSync(file, key, { mode: 0o644 });
    assert.throws(
      () => dataConverterFrom({ DIRSYNC_PAYLOAD_KEY: `file:${file}` }),
      /read by others.*chmod 600/,
    );
    rmSync(directory, { recursive: true });
  });

  const badOld: [string, string, RegExp][] = [
    ['an old key without an id', 'env:KEY', /entry 1, is not <id>=/],
    ['a second one that is no reference', `a=env:KEY,b=${key}`, /entry 2, is not <id>=/],
    ['the id of the present key', 'dirsync=env:KEY', /id dirsync a second time/],
    ['an old key that is not there', 'a=env:NONE', /entry 1 \(a\), must be.*NONE is not set/],
  ];
  for (const [name, list, why] of badOld) {
    it(`refuses ${name}, without showing what was given`, () => {
      const env = { DIRSYNC_PAYLOAD_KEY: 'env:KEY', KEY: key, DIRSYNC_PAYLOAD_OLD_KEYS: list };
      assert.throws(
        () => dataConverterFrom(env),
        (error: Error) => why.test(error.message) && !error.message.includes(key),
      );
    });
  }

  it('refuses old keys beside none', () => {
    const env = { DIRSYNC_PAYLOAD_KEY: 'none', DIRSYNC_PAYLOAD_OLD_KEYS: 'a=env:KEY', KEY: key };
    assert.throws(
      () => dataConverterFrom(env),
      /DIRSYNC_PAYLOAD_OLD_KEYS is set, and DIRSYNC_PAYLOAD_KEY is none/,
    );
  });

  for (const [name, env, why] of bad) {
    it(`refuses ${name}, and says what is wanted`, () => {
      assert.throws(
        () => dataConverterFrom(env),
        (error: Error) => {
          assert.match(error.message, /^DIRSYNC_PAYLOAD_KEY must be env:NAME or file:\/path/);
          assert.match(error.message, why);
          assert.ok(!error.message.includes(key));
          return true;
        },
      );
    });
  }
});
