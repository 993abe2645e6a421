import assert from 'node:assert/strict';
import { entraTokens, readToken } from '../../client/codecServer';
import { cli } from './cliRun';

const env = {
  DIRSYNC_PAYLOAD_KEY: 'env:KEY',
  KEY: Buffer.alloc(32, 9).toString('base64'),
  TOKEN: 'x'.repeat(32),
  SHORT: 'x',
};
const ui = ['--ui', 'http://127.0.0.1:8080'];
const token = ['--token', 'env:TOKEN'];

describe('dirsync codec-server', () => {
  const bad: [string, string[], NodeJS.ProcessEnv, RegExp][] = [
    ['no UI', [...token], env, /--ui/],
    ['a UI with a path', ['--ui', 'http://host/namespaces', ...token], env, /scheme, host and port/],
    ['nobody who may ask', ui, env, /either --token, or --tenant and --client-id/],
    [
      'two kinds of who may ask',
      [...ui, ...token, '--tenant', 'a', '--client-id', 'b'],
      env,
      /either --token/,
    ],
    ['a tenant without application', [...ui, '--tenant', 'a'], env, /either --token/],
    [
      'a token in place of its reference',
      [...ui, '--token', 'y'.repeat(40)],
      env,
      /--token: must be env:NAME or file/,
    ],
    [
      'a short token',
      [...ui, '--token', 'env:SHORT'],
      env,
      /--token: has 1 characters.*openssl rand -hex 32/,
    ],
    [
      'an address for others without TLS',
      [...ui, ...token, '--address', '0.0.0.0:8089'],
      env,
      /--tls-cert and --tls-key/,
    ],
    ['half of TLS', [...ui, ...token, '--tls-key', '/none'], env, /one is missing/],
    [
      'a key that is not there',
      [...ui, ...token, '--tls-key', '/no', '--tls-cert', '/no'],
      env,
      /--tls-cert: \/no can't be read/,
    ],
    ['nothing to decode', [...ui, ...token], { ...env, DIRSYNC_PAYLOAD_KEY: 'none' }, /nothing to decode/],
    ['no key', [...ui, ...token], {}, /DIRSYNC_PAYLOAD_KEY is missing/],
  ];
  for (const [name, args, given, words] of bad) {
    it(`refuses ${name} with exit code 2`, async () => {
      const { code, stderr } = await cli(['codec-server', ...args], { env: given });
      assert.equal(code, 2, stderr);
      assert.match(stderr, words);
      assert.ok(!stderr.includes('y'.repeat(40)));
    });
  }

  it('takes a token of 32 characters', () => {
    assert.equal(readToken('env:TOKEN', env), env.TOKEN);
  });

  it('judges tokens of Entra by the tenant, and says when the tenant can not be asked', async () => {
    const served = { tenantId: '7c1d6e0a-3b52-4a86-9d8e-51f6c2a4b7d1', clientId: 'a' };
    const check = entraTokens(served, { AZURE_AUTHORITY_HOST: 'https://127.0.0.1:9' });
    await assert.rejects(check('a.b.c'));
  });
});
