import { strict as assert } from 'node:assert';
import { awaitOperation } from '../../../activities/azure/awaitOperation';
import { beginResource } from '../../../activities/azure/engine';
import { registry } from '../../../activities/azure/registry';
import type { EngineDeps } from '../../../activities/azure/target';
import { CancelledFailure } from '@temporalio/common';
import type { ApplicationFailure } from '@temporalio/common';
import { resourceId } from '../../../roadmap/resources';
import { contoso } from '../../support/worksheet';
import { armError, fakeArm, fakePulse, type Answer, type Sent } from './fakeArm';
import { problemIn } from './rig';

const w = contoso();
const id = resourceId('natGateway', w);
const operationUrl = 'https://management.azure.com/operations/one?api-version=1';
const poller = JSON.stringify({
  state: {
    status: 'running',
    config: {
      operationLocation: operationUrl,
      resourceLocation: id,
      metadata: { mode: 'OperationLocation' },
    },
  },
});
const handle = { kind: 'natGateway', resourceId: id, poller } as const;

/** What ARM returns for the NAT gateway as wanted. */
function resource(provisioningState: string) {
  const { sku, publicIpAddresses, idleTimeoutInMinutes, ...top } = registry.natGateway.spec.body(w, {
    zones: [],
  }) as Record<string, unknown>;
  return {
    id,
    ...top,
    sku,
    properties: { provisioningState, publicIpAddresses, idleTimeoutInMinutes },
  };
}

function rig(answer: (sent: Sent, count: number) => Answer) {
  let count = 0;
  const { clients, sent } = fakeArm(w, (one) => answer(one, ++count));
  const pulse = fakePulse();
  const deps: EngineDeps = { clients, pulse, pollIntervalMs: 1, resolveSecret: async () => 'unused' };
  return { deps, sent, pulse };
}

const isOperation = (sent: Sent) => sent.path === '/operations/one';

describe('ends of an operation', () => {
  it('falls back to the resource when the operation is forgotten', async () => {
    let reads = 0;
    const { deps } = rig((sent) => {
      if (isOperation(sent)) return armError(404, 'NotFound');
      return { status: 200, body: resource(++reads < 3 ? 'Updating' : 'Succeeded') };
    });
    assert.deepEqual(await awaitOperation(deps, w, handle), { sku: 'Standard' });
  });

  for (const code of ['AnotherOperationInProgress', 'InternalServerError']) {
    it(`asks to begin anew when the operation failed with ${code}`, async () => {
      const { deps, sent } = rig(() => ({
        status: 200,
        body: { status: 'Failed', error: { code, message: 'Not our fault.' } },
      }));
      const found = await problemIn(awaitOperation(deps, w, handle));
      assert.equal(found.code, 'OperationLost');
      assert.match(found.message, /^the operation on the NAT gateway ended badly: Not our fault\.$/);
      assert.ok(sent.every((one) => one.method === 'GET'));
    });
  }

  it('sends again what failed', async () => {
    const { deps, sent } = rig((one) => ({
      status: 200,
      body:
        one.method === 'PUT' || sent.some((s) => s.method === 'PUT')
          ? resource('Succeeded')
          : resource('Failed'),
    }));
    const { action, evidence } = await beginResource(deps, { worksheet: w, kind: 'natGateway' });
    assert.deepEqual([action, evidence], ['created', { sku: 'Standard' }]);
    assert.equal(sent.filter((one) => one.method === 'PUT').length, 1);
  });

  it("passes the service's own delay on when it throttles", async () => {
    const { deps } = rig(() => ({
      ...armError(429, 'SubscriptionRequestsThrottled', 'Slow down.'),
      headers: { 'retry-after': '17' },
    }));
    const failure = await beginResource(deps, { worksheet: w, kind: 'natGateway' }).then(
      () => assert.fail('nothing failed'),
      (error: unknown) => error as ApplicationFailure,
    );
    assert.equal(failure.type, 'Throttled');
    assert.equal(failure.nonRetryable, false);
    assert.equal(failure.nextRetryDelay, 17_000);
  });

  it('says so when somebody deleted the resource meanwhile', async () => {
    const { deps } = rig((one) =>
      isOperation(one) ? { status: 200, body: { status: 'Succeeded' } } : armError(404, 'ResourceNotFound'),
    );
    const found = await problemIn(awaitOperation(deps, w, handle));
    assert.equal(found.code, 'OperationLost');
    assert.match(found.message, /left no resource/);
  });

  it("asks a person when somebody else's operation left the resource different", async () => {
    const { deps } = rig(() => {
      const other = resource('Succeeded');
      other.properties.idleTimeoutInMinutes = 30;
      return { status: 200, body: other };
    });
    const found = await problemIn(awaitOperation(deps, w, { ...handle, poller: '' }));
    assert.equal(found.code, 'ConflictingChange');
    assert.match(found.message, /idleTimeoutInMinutes: 30 → 4/);
  });

  it('shows at each poll that it is alive', async () => {
    let polls = 0;
    const { deps, pulse } = rig((one) =>
      isOperation(one)
        ? { status: 200, body: { status: ++polls < 3 ? 'InProgress' : 'Succeeded' } }
        : { status: 200, body: resource('Succeeded') },
    );
    await awaitOperation(deps, w, handle);
    assert.deepEqual(pulse.beats.at(-1), { waitingFor: 'NAT gateway', status: 'succeeded' });
  });

  it('ends as cancelled when the activity is', async () => {
    const { deps, pulse } = rig(() => ({ status: 200, body: { status: 'InProgress' } }));
    const controller = new AbortController();
    pulse.signal = controller.signal;
    const waiting = awaitOperation({ ...deps, pollIntervalMs: 60_000 }, w, handle);
    setTimeout(() => controller.abort(), 20);
    await assert.rejects(waiting, CancelledFailure);
  });

  it('never shows a secret that the service echoes', async () => {
    const { deps } = rig((one) => {
      if (one.method === 'PUT')
        return armError(400, 'InvalidParameter', 'The value Hunter2Hunter2xyz is bad.');
      return one.path.includes('permissions') ? { status: 200, body: {} } : armError(404, 'ResourceNotFound');
    });
    const found = await problemIn(
      beginResource(
        { ...deps, resolveSecret: async () => 'Hunter2Hunter2xyz' },
        { worksheet: w, kind: 'connection' },
      ),
    );
    assert.equal(found.code, 'InvalidRequest');
    assert.match(found.message, /The value \*\*\* is bad/);
  });

  it('refuses an unsuitable secret before anything is sent', async () => {
    const { deps, sent } = rig(() => armError(404, 'ResourceNotFound'));
    const found = await problemIn(
      beginResource(
        { ...deps, resolveSecret: async () => 'has a space' },
        { worksheet: w, kind: 'connection' },
      ),
    );
    assert.equal(found.code, 'SecretUnsuitable');
    assert.doesNotMatch(found.message, /has a space/);
    assert.equal(sent.filter((one) => one.method === 'PUT').length, 0);
  });
});
