import { strict as assert } from 'node:assert';
import { awaitOperation } from '../../../activities/azure/awaitOperation';
import { beginResource, type EngineDeps } from '../../../activities/azure/engine';
import { registry } from '../../../activities/azure/registry';
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
    const { deps, pulse } = rig((sent) => {
      if (isOperation(sent)) return armError(404, 'NotFound');
      return { status: 200, body: resource(++reads < 3 ? 'Updating' : 'Succeeded') };
    });
    assert.deepEqual(await awaitOperation(deps, w, handle), { sku: 'Standard' });
    assert.ok(pulse.beats.length > 0);
  });

  it('sends again what Azure itself failed at, after reading', async () => {
    let failed = false;
    const { deps, sent } = rig((one) => {
      if (isOperation(one)) {
        failed = true;
        return {
          status: 200,
          body: {
            status: 'Failed',
            error: { code: 'AnotherOperationInProgress', message: 'Busy with something else.' },
          },
        };
      }
      if (one.method === 'PUT') return { status: 200, body: resource('Succeeded') };
      return {
        status: 200,
        body: resource(failed && !sent.some((s) => s.method === 'PUT') ? 'Failed' : 'Succeeded'),
      };
    });
    assert.deepEqual(await awaitOperation(deps, w, handle), { sku: 'Standard' });
    assert.equal(sent.filter((one) => one.method === 'PUT').length, 1);
  });

  it('gives up after some repeats and asks a person', async () => {
    const { deps, sent } = rig((one) => {
      const justSent = sent.at(-2)?.method === 'PUT';
      if (isOperation(one) && justSent) return { status: 200, body: { status: 'InProgress' } };
      const failedOperation = {
        status: 200,
        body: { status: 'Failed', error: { code: 'InternalServerError', message: 'An error occurred.' } },
      };
      if (isOperation(one)) return failedOperation;
      if (one.method === 'PUT') {
        return { status: 201, body: resource('Updating'), headers: { 'azure-asyncoperation': operationUrl } };
      }
      return { status: 200, body: resource('Failed') };
    });
    const found = await problemIn(awaitOperation(deps, w, handle));
    assert.equal(found.code, 'ResourceFailed');
    assert.match(found.message, /4 times.*An error occurred/);
    assert.equal(sent.filter((one) => one.method === 'PUT').length, 3);
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
    assert.equal(found.code, 'ResourceFailed');
    assert.match(found.message, /was not there after the operation/);
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
