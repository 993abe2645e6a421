import assert from 'node:assert/strict';
import { connectClient, connectConfig, isServerGiven } from '../../temporal/connect';
import { freePorts } from '../../temporal/processes';

/** No profile file of whoever runs the tests. */
const none = { TEMPORAL_CONFIG_FILE: '/not/there' };

describe('connection to Temporal', () => {
  it('takes address and namespace from the environment, else the usual ones', () => {
    const { address, namespace } = connectConfig(none);
    assert.deepEqual([address, namespace], ['127.0.0.1:7233', 'default']);
    const given = connectConfig({ ...none, TEMPORAL_ADDRESS: 'temporal:1', TEMPORAL_NAMESPACE: 'tenants' });
    assert.deepEqual([given.address, given.namespace], ['temporal:1', 'tenants']);
    assert.equal(isServerGiven(none), false);
    assert.equal(isServerGiven({ ...none, TEMPORAL_ADDRESS: 'temporal:1' }), true);
  });

  it('says at once that a server is not there', async () => {
    const [port] = await freePorts(1);
    const asked = Date.now();
    await assert.rejects(
      connectClient({ ...none, DIRSYNC_PAYLOAD_KEY: 'none', TEMPORAL_ADDRESS: `127.0.0.1:${port}` }),
      (error: Error) => {
        assert.match(
          error.message,
          new RegExp(`^No Temporal server answers at 127.0.0.1:${port} \\(connection refused\\)`),
        );
        assert.match(error.message, /npx dirsync dev.*TEMPORAL_ADDRESS.*TEMPORAL_PROFILE/);
        return true;
      },
    );
    assert.ok(Date.now() - asked < 2_000);
  });

  it('reports a bad payload key as that, and not as a server that does not answer', async () => {
    await assert.rejects(
      connectClient({ ...none, DIRSYNC_PAYLOAD_KEY: 'env:NOT_THERE' }),
      /^Error: DIRSYNC_PAYLOAD_KEY/,
    );
  });

  it('says which settings are wrong', () => {
    assert.throws(() => connectConfig({ ...none, TEMPORAL_PROFILE: 'elsewhere' }), /TEMPORAL_.*elsewhere/);
  });
});
