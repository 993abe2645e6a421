import assert from 'node:assert/strict';
import { SecretClient } from '@azure/keyvault-secrets';
import type { Bench } from './core.support';
import { bench } from './core.support';
import { readJournal } from '../../simulator/core/journal';

describe('simulated Key Vault', () => {
  let b: Bench;
  let client: SecretClient;
  before(async () => {
    b = await bench();
    client = new SecretClient(b.simulator.endpoints.vault, b.credential, {
      disableChallengeResourceVerification: true,
      tlsOptions: { ca: b.ca },
      retryOptions: { maxRetries: 0 },
    });
  });
  after(() => b.close());

  it('challenges, keeps secrets and their versions, and gives them back', async () => {
    const first = await client.setSecret('shared-key', 'one');
    await client.setSecret('shared-key', 'two');
    assert.equal((await client.getSecret('shared-key')).value, 'two');
    assert.equal((await client.getSecret('shared-key', { version: first.properties.version })).value, 'one');
    const [challenge] = readJournal(b.directory, { service: 'vault' });
    assert.equal(challenge?.status, 401);
  });

  it('says SecretNotFound for what is not there', async () => {
    await assert.rejects(client.getSecret('absent'), { statusCode: 404, code: 'SecretNotFound' });
  });
});
