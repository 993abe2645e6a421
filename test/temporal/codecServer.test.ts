import assert from 'node:assert/strict';
import { defaultPayloadConverter } from '@temporalio/common';
import type { CodecServer } from '../../temporal/codecServer';
import { serveCodec, sharedToken } from '../../temporal/codecServer';
import { Sessions } from '../../temporal/codecServer/access';
import { EncryptionCodec } from '../../temporal/payloadCodec';

const token = 'a-token-of-thirty-two-characters!';
const ui = 'http://127.0.0.1:8080';
const codec = new EncryptionCodec([{ id: 'now', key: Buffer.alloc(32, 1) }]);
const strange = new EncryptionCodec([{ id: 'other', key: Buffer.alloc(32, 2) }]);

interface Json {
  payloads: { metadata: Record<string, string>; data: string }[];
}

/** As the UI sends them: bytes in base64. */
const written = async (by: EncryptionCodec, value: unknown): Promise<Json> => {
  const payloads = await by.encode([defaultPayloadConverter.toPayload(value)]);
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return {
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(Object.entries(metadata!).map(([name, bytes]) => [name, base64(bytes)])),
      data: base64(data!),
    })),
  };
};
const textOf = (json: unknown) => Buffer.from((json as Json).payloads[0]!.data, 'base64').toString();

describe('codec server', () => {
  let server: CodecServer;
  const said: string[] = [];
  before(async () => {
    const one = sharedToken(token);
    const check = (given: string) => (given === 'down' ? Promise.reject(new Error('no answer')) : one(given));
    const access = { check, signsIn: true, say: (line: string) => void said.push(line) };
    server = await serveCodec({ codec, uiOrigin: ui, host: '127.0.0.1', port: 0, ...access });
  });
  after(() => server.close());

  const ask = (path: string, headers: Record<string, string>, body?: unknown, method = 'POST') =>
    fetch(`${server.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const known = { authorization: `Bearer ${token}` };

  it('decodes what was encrypted, and leaves alone what was not', async () => {
    const { payloads } = await written(codec, { deployment: 'contoso' });
    const data = Buffer.from('"typed into a form"').toString('base64');
    const clear = { metadata: { encoding: Buffer.from('json/plain').toString('base64') }, data };
    const answer = await ask('/decode', known, { payloads: [...payloads, clear] });
    const decoded = (await answer.json()) as Json;
    assert.equal(textOf(decoded), '{"deployment":"contoso"}');
    assert.deepEqual(decoded.payloads[1], clear);
  });

  it('encodes what is typed into a form of the UI, so that a worker can read it', async () => {
    const data = Buffer.from('"typed into a form"').toString('base64');
    const clear = { metadata: { encoding: Buffer.from('json/plain').toString('base64') }, data };
    const encoded = await (await ask('/encode', known, { payloads: [clear] })).json();
    assert.ok(!textOf(encoded).includes('typed into'));
    assert.deepEqual(await (await ask('/decode', known, encoded)).json(), { payloads: [clear] });
  });

  const refused: [string, string, Record<string, string>, number][] = [
    ['nobody', '/decode', {}, 401],
    ['nobody, who wants to encode', '/encode', {}, 401],
    ['a wrong token', '/decode', { authorization: `Bearer ${token}x` }, 401],
    ['an empty token', '/decode', { authorization: 'Bearer ' }, 401],
    ['another scheme', '/decode', { authorization: `Basic ${token}` }, 401],
    ['a made-up session', '/decode', { cookie: 'dirsync-codec=AAAA' }, 401],
    [
      'a page of another origin, with the token',
      '/decode',
      { ...known, origin: 'https://evil.example' },
      403,
    ],
    ['a page of a near origin', '/decode', { ...known, origin: `${ui}0` }, 403],
    ['a sandboxed page', '/decode', { ...known, origin: 'null' }, 403],
    ['a token that can not be judged', '/decode', { authorization: 'Bearer down' }, 503],
    ['another path', '/', known, 404],
  ];
  for (const [who, path, headers, status] of refused) {
    it(`gives ${who} ${status} and no payload`, async () => {
      const answer = await ask(path, headers, await written(codec, 'secret-of-this-test'));
      const text = await answer.text();
      assert.equal(answer.status, status, text);
      assert.doesNotMatch(text, /secret-of-this-test|payloads/);
      if (headers.origin) assert.equal(answer.headers.get('access-control-allow-origin'), null);
      if (status === 401) assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
    });
  }

  it('lets pages of the UI ask, with token or cookie', async () => {
    const asked = { origin: ui, 'access-control-request-method': 'POST' };
    const preflight = await ask('/decode', asked, undefined, 'OPTIONS');
    assert.equal(preflight.status, 204);
    const headers = preflight.headers;
    assert.equal(headers.get('access-control-allow-origin'), ui);
    assert.equal(headers.get('access-control-allow-credentials'), 'true');
    assert.match(headers.get('access-control-allow-headers')!, /content-type, x-namespace, authorization/);
    const answer = await ask('/decode', { ...known, origin: ui }, await written(codec, 1));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('access-control-allow-origin'), ui);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  it('signs a browser in by its page, with a cookie that no script reads and no other site uses', async () => {
    const page = await ask('/', {}, undefined, 'GET');
    assert.match(await page.text(), /<form method="post" action="\/session">/);
    assert.match(page.headers.get('content-security-policy')!, /default-src 'none'/);
    const signIn = (given: string) =>
      fetch(`${server.url}/session`, {
        method: 'POST',
        body: new URLSearchParams({ token: given }),
        headers: { origin: server.url },
      });
    const wrong = await signIn('wrong');
    assert.deepEqual([wrong.status, wrong.headers.get('set-cookie')], [401, null]);
    const cookie = (await signIn(token)).headers.get('set-cookie')!;
    assert.match(cookie, /HttpOnly; SameSite=Strict/);
    const headers = { origin: ui, cookie: cookie.split(';')[0]! };
    const decoded = await (await ask('/decode', headers, await written(codec, 'text'))).json();
    assert.equal(textOf(decoded), '"text"');
  });

  it('ends a session after ten hours', () => {
    let now = 0;
    const sessions = new Sessions(true, () => now);
    const cookie = sessions.open();
    assert.match(cookie, /; Secure$/);
    assert.equal(sessions.knows(`a=b; ${cookie.split(';')[0]}`), true);
    now = 10 * 60 * 60 * 1000;
    assert.equal(sessions.knows(cookie.split(';')[0]), false);
  });

  const unusable: [string, () => unknown, number, RegExp][] = [
    [
      'what is encrypted with a key that it lacks',
      () => written(strange, 1),
      400,
      /encrypted with key other, this process has now/,
    ],
    ['what is no list of payloads', () => ({ payloads: 'x' }), 400, /no list of payloads/],
    ['what is nothing at all', () => [], 400, /no list of payloads/],
  ];
  for (const [what, body, status, words] of unusable) {
    it(`says what is wrong with ${what}`, async () => {
      const answer = await ask('/decode', known, await body());
      assert.equal(answer.status, status);
      assert.match(await answer.text(), words);
    });
  }

  it('does not tell what a changed payload held', async () => {
    const json = await written(codec, 'secret-of-this-test');
    const bytes = Buffer.from(json.payloads[0]!.data, 'base64');
    bytes[20]! ^= 1;
    json.payloads[0]!.data = bytes.toString('base64');
    const answer = await ask('/decode', known, json);
    assert.equal(answer.status, 500);
    assert.match(await answer.text(), /could not be converted: it was changed/);
    assert.match(
      said.join('\n'),
      /token could not be checked: no answer\na payload could not be converted: /,
    );
    assert.doesNotMatch(said.join(), /secret-of-this-test/);
  });
});
