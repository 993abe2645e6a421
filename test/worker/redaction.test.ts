import assert from 'node:assert/strict';
import pino from 'pino';
import { createSecretResolver } from '../../activities/secrets';
import { redactedMark, Redaction, redactedPaths } from '../../worker/redaction';
import { contoso } from '../support/worksheet';

const secret = 'S3cret "of" <this> test&more';

function logged(write: (logger: pino.Logger) => void, redaction = new Redaction()): string {
  let text = '';
  const destination = redaction.before({ write: (line) => void (text += line) });
  write(pino({ redact: { paths: redactedPaths, censor: redactedMark } }, destination));
  return text;
}

describe("redaction of the worker's log", () => {
  const redaction = new Redaction();
  redaction.note(secret);
  const nested = { inner: JSON.stringify({ message: `no: ${secret}` }) };
  const lines: [string, (logger: pino.Logger) => void][] = [
    ['in a message', (logger) => logger.info(`wrong ${secret}`)],
    ['in a member', (logger) => logger.info({ said: secret }, 'x')],
    ['in JSON inside of JSON', (logger) => logger.info(nested, 'x')],
    ['in an error and its stack', (logger) => logger.warn({ err: new Error(`about ${secret}`) }, 'x')],
    ['in a URL', (logger) => logger.info(`GET /?q=${encodeURIComponent(secret)}`)],
    ...[0, 1, 2].map((before): [string, (logger: pino.Logger) => void] => [
      `in base64 after ${before} bytes`,
      (logger) => logger.info(Buffer.from(`${'.'.repeat(before)}${secret}.`).toString('base64')),
    ]),
  ];
  for (const [where, write] of lines) {
    it(`blackens a value that is known, ${where}`, () => {
      const clear = logged(write);
      const text = logged(write, redaction);
      assert.ok(!clear.includes(redactedMark));
      assert.ok(text.includes(redactedMark));
      for (const part of ['S3cret', 'this%3E', Buffer.from('of" <this').toString('base64').slice(0, 8)])
        assert.ok(!text.includes(part), text);
      JSON.parse(text);
    });
  }

  it('blackens members that hold secrets, known or not', () => {
    const request = {
      body: { properties: { sharedKey: 'a-key' } },
      protectedSettings: { Password: 'a-key' },
    };
    const text = logged((logger) => logger.warn({ sharedKey: 'a-key', request }, 'x'));
    assert.ok(!text.includes('a-key'), text);
  });

  it('knows the credentials of the environment', () => {
    const env = { AZURE_CLIENT_SECRET: 'client~secret', TEMPORAL_API_KEY: 'an.api.key' };
    const text = new Redaction(env).of('client~secret and an.api.key');
    assert.equal(text, `${redactedMark} and ${redactedMark}`);
  });

  it('is told each secret as it is resolved', async () => {
    const known = new Redaction();
    const settings = { overrides: {}, credential: 'default' as const, env: { GIVEN: secret } };
    await createSecretResolver({ settings, noteSecret: known.note })('env:GIVEN', contoso());
    assert.equal(known.of(secret), redactedMark);
  });

  it('leaves alone what is too short to be one', () => {
    const short = new Redaction();
    short.note('in');
    assert.equal(short.of('line'), 'line');
  });
});
