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
  it('is none without a key', () => {
    assert.equal(dataConverterFrom({}), undefined);
    assert.equal(dataConverterFrom({ DIRSYNC_PAYLOAD_KEY: '' }), undefined);
  });

  it('reads the key from a variable or a file, and goes on reading what an earlier process wrote', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'dirsync-key-'));
    try {
      const file = join(directory, 'key');
      writeFileSync(file, `${key}\n`);
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
