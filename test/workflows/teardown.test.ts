import assert from 'node:assert/strict';
import type { WorkflowUpdateFailedError } from '@temporalio/client';
import type { Activities } from '../../activities/api';
import type { Ledger } from '../../roadmap/ledger';
import { neededKinds, resourceId } from '../../roadmap/resources';
import type { Removal, RemovableKind, TeardownPlan } from '../../roadmap/teardown';
import { withHolders } from '../../roadmap/teardown';
import { failure, mockActivities } from '../support/activities';
import { isOpen, isParked, openTimeSkipping, progressOf, say, until } from '../support/timeSkipping';
import { contoso } from '../support/worksheet';

const anna = 'anna.berg@contoso.com';
const pieter = 'pieter.vos@contoso.com';
const worksheet = contoso();
const ledger: Ledger = neededKinds(worksheet).map((kind) => ({
  kind,
  id: resourceId(kind, worksheet),
  origin: 'created',
}));

/** What the mock plans, with some of it staying. */
const planWith =
  (
    staying: Partial<Record<RemovableKind, string>>,
    more: Partial<TeardownPlan> = {},
  ): Activities['planTeardown'] =>
  async (input) => {
    const plan = await mockActivities().activities.planTeardown(input);
    const order: RemovableKind[] = ['gateway', 'gatewayAddress', 'virtualNetwork', 'natGateway'];
    const removals = [...plan.removals]
      .sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
      .map((one) =>
        staying[one.kind] ? { ...one, fate: 'stays' as const, reason: staying[one.kind] } : one,
      );
    return { ...plan, removals: withHolders(removals), ...more };
  };

const resultsOf = (removals: Removal[]) =>
  Object.fromEntries(
    removals.map(({ kind, result, reason }) => [kind, reason ? `${result}: ${reason}` : result]),
  );

describe('teardown', () => {
  let server: Awaited<ReturnType<typeof openTimeSkipping>>;
  before(async () => (server = await openTimeSkipping()));
  after(() => server.close());

  type Test = Parameters<typeof server.teardown>[2];
  const run = (
    test: (handle: Parameters<Test>[0], calls: string[]) => Promise<void>,
    changes: Partial<Activities> = {},
    on = worksheet,
    requestedBy = pieter,
  ) => {
    const { activities, calls } = mockActivities(changes);
    const input = { worksheet: on, ledger, source: 'history' as const, requestedBy };
    return server.teardown(input, activities, (handle) => test(handle, calls));
  };
  const approve = async (handle: Parameters<Test>[0]) => {
    await until(handle, isOpen('teardown'));
    await say(handle, 'decide', { gate: 'teardown', decision: 'approve', by: anna });
  };

  it('deletes nothing before its gate is approved, then everything after what uses it', () =>
    run(async (handle, calls) => {
      const { gates } = await until(handle, isOpen('teardown'));
      const text = gates[0]!.instructions.join('\n');
      assert.match(text, /Goes: virtual machine CONTOSO-SYNC01 with its extensions/);
      assert.match(text, /Users and licences are not touched/);
      assert.deepEqual(
        calls.filter((call) => call !== 'notify'),
        ['planTeardown'],
      );
      await approve(handle);
      const { outcome, removals } = await handle.result();
      assert.equal(outcome, 'succeeded');
      assert.ok(removals.every(({ result }) => result === 'removed'));
      assert.equal(removals.length, ledger.length - 1);
      const at = (call: string) => calls.indexOf(call);
      const before: [string, string][] = [
        ['awaitRemoval virtualMachine', 'beginRemoval networkInterface'],
        ['awaitRemoval connection', 'beginRemoval gateway'],
        ['awaitRemoval connection', 'beginRemoval localNetworkGateway'],
        ['awaitRemoval gateway', 'beginRemoval gatewayAddress'],
        ['awaitRemoval networkInterface', 'beginRemoval virtualNetwork'],
        ['awaitRemoval gateway', 'beginRemoval virtualNetwork'],
        ['awaitRemoval virtualNetwork', 'beginRemoval natGateway'],
        ['awaitRemoval natGateway', 'beginRemoval natAddress'],
        ['awaitRemoval virtualNetwork', 'beginRemoval networkSecurityGroup'],
        ['awaitRemoval natAddress', 'beginRemoval resourceGroup'],
        ['awaitRemoval networkSecurityGroup', 'beginRemoval resourceGroup'],
      ];
      for (const [first, second] of before) {
        assert.ok(at(first) >= 0 && at(first) < at(second), `${first} before ${second}`);
      }
      assert.ok(calls.includes('writeReport'));
      const { steps } = await progressOf(handle);
      assert.ok(steps.every(({ status }) => status === 'done'));
    }));

  it('ends with nothing deleted when it is rejected, or when nobody decides', async () => {
    const deleted = (calls: string[]) => calls.filter((call) => call.startsWith('beginRemoval'));
    await run(async (handle, calls) => {
      await until(handle, isOpen('teardown'));
      await say(handle, 'decide', {
        gate: 'teardown',
        decision: 'reject',
        by: anna,
        comment: 'still in use',
      });
      assert.deepEqual(await handle.result(), { outcome: 'cancelled', removals: [] });
      assert.deepEqual(deleted(calls), []);
    });
    const expiring = contoso((input) => (input.gates = { teardown: { expireAfter: '1 day' } }));
    await run(
      async (handle, calls) => {
        assert.equal((await handle.result()).outcome, 'cancelled');
        assert.equal((await progressOf(handle)).gates[0]!.status, 'expired');
        assert.deepEqual(deleted(calls), []);
      },
      {},
      expiring,
    );
  });

  it('is decided by those who decide the plan, and by two where that is asked for', () => {
    const two = contoso((input) => {
      input.gates = { plan: { approvers: [anna, pieter], requesterMayApprove: false, automatic: true } };
    });
    return run(
      async (handle) => {
        await until(handle, isOpen('teardown'));
        const own = say(handle, 'decide', { gate: 'teardown', decision: 'approve', by: pieter });
        await assert.rejects(own, (error: WorkflowUpdateFailedError) =>
          /somebody else/.test(error.cause!.message),
        );
        await handle.signal('decide', { gate: 'teardown', decision: 'approve', by: 'eve@contoso.com' });
        const { refusals } = await until(handle, (progress) => progress.refusals.length > 0);
        assert.match(refusals[0]!.reason, /may not decide/);
        await handle.signal('decide', { gate: 'teardown', decision: 'approve', by: anna });
        assert.equal((await handle.result()).outcome, 'succeeded');
      },
      {},
      two,
    );
  });

  it('leaves what is planned to stay, and says why', () =>
    run(
      async (handle, calls) => {
        const { gates } = await until(handle, isOpen('teardown'));
        const text = gates[0]!.instructions.join('\n');
        assert.match(text, /Stays: virtual network gateway vgw-contoso: locked by keep\./);
        assert.match(text, /Stays: 1 resource not of this deployment: vm-of-others \(Microsoft.Compute/);
        await approve(handle);
        const results = resultsOf((await handle.result()).removals);
        assert.equal(results.gateway, 'left: locked by keep');
        assert.equal(results.virtualNetwork, 'left: vgw-contoso stays and needs it');
        assert.equal(results.natGateway, `left: ${worksheet.virtualNetwork.name} stays and needs it`);
        assert.equal(results.connection, 'removed');
        assert.ok(!calls.includes('beginRemoval gateway') && !calls.includes('beginRemoval virtualNetwork'));
        const { steps } = await progressOf(handle);
        const gateway = steps.find(({ id }) => id === 'remove-gateway')!;
        assert.deepEqual([gateway.status, gateway.note], ['notNeeded', 'vgw-contoso stays: locked by keep']);
      },
      {
        planTeardown: planWith(
          { gateway: 'locked by keep' },
          { foreign: [{ id: '/x', name: 'vm-of-others', type: 'Microsoft.Compute/virtualMachines' }] },
        ),
      },
    ));

  it('leaves what turns out to be locked or not ours any more, with what stands on it', () =>
    run(
      async (handle, calls) => {
        await approve(handle);
        const results = resultsOf((await handle.result()).removals);
        assert.match(results.networkInterface!, /^left: ResourceLocked happened/);
        assert.match(results.localNetworkGateway!, /^left: its tag is gone/);
        assert.match(results.virtualNetwork!, /^left: nic-contoso stays and needs it/);
        assert.match(results.resourceGroup!, /^left: .* stays and needs it/);
        assert.equal(results.gateway, 'removed');
        assert.ok(
          !calls.includes('beginRemoval virtualNetwork') && !calls.includes('beginRemoval resourceGroup'),
        );
      },
      {
        beginRemoval: async ({ target: { kind } }) => {
          if (kind === 'networkInterface') throw failure('ResourceLocked');
          if (kind === 'localNetworkGateway')
            return { result: 'left', poller: '', reason: 'its tag is gone' };
          return { result: 'removing', poller: '{}' };
        },
      },
    ));

  it('parks on what a person must mend: retried it goes on, skipped it is left', () => {
    let refused = 0;
    return run(
      async (handle) => {
        await approve(handle);
        const parked = await until(handle, isParked('remove-gateway'));
        const { problem } = parked.steps.find(({ id }) => id === 'remove-gateway')!;
        assert.equal(problem!.code, 'AuthorizationFailed');
        const corrected = say(handle, 'retryStep', {
          step: 'remove-gateway',
          by: anna,
          comment: 'why not',
          worksheet: {},
        });
        await assert.rejects(corrected, (error: WorkflowUpdateFailedError) =>
          /takes no other worksheet/.test(error.cause!.message),
        );
        await say(handle, 'retryStep', { step: 'remove-gateway', by: anna });
        await until(handle, isParked('remove-nat-gateway'));
        await say(handle, 'skipStep', { step: 'remove-nat-gateway', by: anna, comment: 'shared now' });
        const results = resultsOf((await handle.result()).removals);
        assert.equal(results.gateway, 'removed');
        assert.match(results.natGateway!, /^left: skipped by .*: shared now/);
        assert.match(results.natAddress!, /^left: skipped by/);
        assert.match(results.resourceGroup!, /^left: ng-contoso stays/);
      },
      {
        beginRemoval: async ({ target: { kind } }) => {
          if (kind === 'gateway' && refused++ === 0) throw failure('AuthorizationFailed');
          if (kind === 'natGateway') throw failure('ResourceInUse');
          return { result: 'removing', poller: '{}' };
        },
      },
    );
  });

  it('begins again when a deletion came to nothing, and parks when a check of its plan failed', async () => {
    let lost = 0;
    await run(
      async (handle, calls) => {
        await approve(handle);
        assert.equal((await handle.result()).outcome, 'succeeded');
        assert.equal(calls.filter((call) => call === 'beginRemoval gateway').length, 2);
      },
      {
        awaitRemoval: async ({ target: { kind } }) => {
          if (kind === 'gateway' && lost++ === 0) throw failure('OperationLost');
        },
      },
    );
    const check = {
      id: 'rights',
      title: 'Rights',
      result: 'failed' as const,
      finding: 'missing: x',
      remedy: 'Give it.',
    };
    await run(
      async (handle, calls) => {
        const parked = await until(handle, isParked('teardown-plan'));
        assert.match(parked.steps[0]!.problem!.message, /Rights: missing: x/);
        await say(handle, 'abandon', { by: anna, comment: 'later' });
        assert.equal((await handle.result()).outcome, 'abandoned');
        assert.ok(!calls.some((call) => call.startsWith('beginRemoval')));
      },
      { planTeardown: planWith({}, { checks: [check] }) },
    );
  });

  it('removes nothing of an empty ledger', () =>
    run(
      async (handle, calls) => {
        await approve(handle);
        assert.deepEqual((await handle.result()).removals, []);
        assert.ok(!calls.some((call) => call.startsWith('beginRemoval')));
      },
      { planTeardown: async () => ({ removals: [], foreign: [], checks: [], tenant: [] }) },
    ));
});
