import assert from 'node:assert/strict';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { GateId, WorksheetInput } from '../../worksheet/schema';
import { gateIds } from '../../worksheet/schema';
import { contoso } from '../support/worksheet';
import { failure, mockActivities } from '../support/activities';
import type { Handle } from '../support/timeSkipping';
import { isOpen, isParked, openTimeSkipping, progressOf, say, until } from '../support/timeSkipping';

const anna = 'anna.berg@contoso.com';
const pieter = 'pieter.vos@contoso.com';

/** Every gate automatic but those that the test decides; gates that the worksheet does not ask for stay so. */
const automaticBut = (...open: GateId[]) =>
  contoso((input: WorksheetInput) => {
    const asked = gateIds.filter((id) => input.gates?.[id] || !['proxy', 'domain-join'].includes(id));
    input.gates = Object.fromEntries(
      asked.map((id) => [id, open.includes(id) ? input.gates?.[id] : { automatic: true }]),
    );
  });

async function refusalOf(saying: Promise<unknown>): Promise<string> {
  try {
    await saying;
  } catch (error) {
    assert.ok(error instanceof WorkflowUpdateFailedError, String(error));
    assert.ok(error.cause instanceof ApplicationFailure);
    assert.equal(error.cause.type, 'Refused');
    return error.cause.message;
  }
  throw new Error('it counted');
}

describe('gates', () => {
  let server: Awaited<ReturnType<typeof openTimeSkipping>>;
  before(async () => (server = await openTimeSkipping()));
  after(() => server.close());

  const run = (
    worksheet: ReturnType<typeof contoso>,
    test: (handle: Handle, calls: string[]) => Promise<void>,
    changes: Parameters<typeof mockActivities>[0] = {},
    requestedBy = anna,
  ) => {
    const { activities, calls } = mockActivities(changes);
    return server.deployment({ worksheet, requestedBy }, activities, (handle) => test(handle, calls));
  };

  it('carries out the whole roadmap when every gate is automatic', () =>
    run(automaticBut(), async (handle, calls) => {
      const result = await handle.result();
      assert.deepEqual(result, { outcome: 'succeeded', users: { synchronised: 3, licensed: 3, failed: [] } });
      const { steps } = await progressOf(handle);
      const expected = steps.map((step) => [step.id, step.id === 'proxy-approval' ? 'notNeeded' : 'done']);
      assert.deepEqual(
        steps.map((step) => [step.id, step.status]),
        expected,
      );
      assert.ok(calls.indexOf('beginResource virtualMachine') < calls.indexOf('awaitTunnel'));
    }));

  it('ends as cancelled with nothing made when the plan is rejected', () =>
    run(automaticBut('plan'), async (handle, calls) => {
      await until(handle, isOpen('plan'));
      await say(handle, 'decide', {
        gate: 'plan',
        decision: 'reject',
        by: pieter,
        comment: 'wrong subscription',
      });
      assert.equal((await handle.result()).outcome, 'cancelled');
      assert.deepEqual(
        calls.filter((call) => call.startsWith('begin')),
        [],
      );
      const progress = await progressOf(handle);
      assert.equal(progress.outcome, 'cancelled');
      assert.equal(progress.gates[0]!.decisions[0]!.comment, 'wrong subscription');
    }));

  it('parks when a later gate is rejected, and opens it again on retry', () =>
    run(automaticBut('domain-join'), async (handle) => {
      await until(handle, isOpen('domain-join'));
      await say(handle, 'decide', {
        gate: 'domain-join',
        decision: 'reject',
        by: anna,
        comment: 'not today',
      });
      const parked = await until(handle, isParked('domain-join-approval'));
      assert.equal(
        parked.steps.find((step) => step.id === 'domain-join-approval')!.problem!.code,
        'GateRejected',
      );
      await say(handle, 'retryStep', { step: 'domain-join-approval', by: anna });
      await until(handle, isOpen('domain-join'));
      await say(handle, 'decide', { gate: 'domain-join', decision: 'approve', by: anna });
      assert.equal((await handle.result()).outcome, 'succeeded');
    }));

  const refusals: { name: string; message: unknown; reason: RegExp }[] = [
    {
      name: 'a gate that is not open',
      message: { gate: 'licensing', decision: 'approve', by: anna },
      reason: /not open yet/,
    },
    {
      name: 'a gate that nobody asked for',
      message: { gate: 'proxy', decision: 'approve', by: anna },
      reason: /no gate proxy/,
    },
    { name: 'an unknown gate', message: { gate: 'plna', decision: 'approve', by: anna }, reason: /^gate: / },
    {
      name: 'somebody who may not',
      message: { gate: 'plan', decision: 'approve', by: 'eve@contoso.com' },
      reason: /may not decide/,
    },
    { name: 'nobody', message: { gate: 'plan', decision: 'approve', by: ' ' }, reason: /^by: must say who/ },
    {
      name: 'a word that is no decision',
      message: { gate: 'plan', decision: 'yes', by: anna },
      reason: /^decision: /,
    },
    { name: 'no message at all', message: undefined, reason: /^the message: / },
  ];
  it('refuses, at once and with the reason, what does not count', () =>
    run(automaticBut('plan', 'licensing'), async (handle) => {
      await until(handle, isOpen('plan'));
      for (const { name, message, reason } of refusals) {
        assert.match(await refusalOf(say(handle, 'decide', message)), reason, name);
      }
      await say(handle, 'decide', { gate: 'plan', decision: 'approve', by: pieter });
      assert.match(
        await refusalOf(say(handle, 'decide', { gate: 'plan', decision: 'reject', by: anna })),
        /approved already \(by pieter/,
      );
      await until(handle, isOpen('licensing'));
      const own = say(handle, 'decide', { gate: 'licensing', decision: 'approve', by: anna });
      assert.match(await refusalOf(own), /must be approved by somebody else/);
      await say(handle, 'decide', { gate: 'licensing', decision: 'approve', by: pieter });
      assert.equal((await handle.result()).outcome, 'succeeded');
    }));

  it('wants two different people where the worksheet says so', () => {
    const worksheet = automaticBut('plan');
    worksheet.gates.plan!.approvals = 2;
    return run(worksheet, async (handle) => {
      await until(handle, isOpen('plan'));
      const first = await say(handle, 'decide', { gate: 'plan', decision: 'approve', by: anna });
      assert.match(first.message, /1 of 2/);
      assert.match(
        await refusalOf(say(handle, 'decide', { gate: 'plan', decision: 'approve', by: anna.toUpperCase() })),
        /different people/,
      );
      await say(handle, 'decide', { gate: 'plan', decision: 'approve', by: pieter });
      assert.equal((await handle.result()).outcome, 'succeeded');
    });
  });

  it('takes the same by signal, and records a signal that does not count', () =>
    run(automaticBut('plan'), async (handle) => {
      await until(handle, isOpen('plan'));
      await handle.signal('decide', { gate: 'plan', decision: 'approve', by: 'eve@contoso.com' });
      await handle.signal('decide', 'approve');
      await until(handle, (progress) => progress.refusals.length === 2);
      await handle.signal('decide', { gate: 'plan', decision: 'approve', by: anna });
      assert.equal((await handle.result()).outcome, 'succeeded');
      const { refusals } = await progressOf(handle);
      assert.deepEqual(
        refusals.map((one) => [one.by, one.what]),
        [
          ['eve@contoso.com', 'decide'],
          ['unknown', 'decide'],
        ],
      );
    }));

  it('reminds, and expires at the deadline: the plan ends as cancelled, a later gate parks', async () => {
    const worksheet = automaticBut('plan');
    Object.assign(worksheet.gates.plan!, { remindEvery: '1 hour', expireAfter: '150 minutes' });
    const subjects: string[] = [];
    const notify = async ({ notice }: { notice: { subject: string } }) => void subjects.push(notice.subject);
    await run(
      worksheet,
      async (handle) => {
        assert.equal((await handle.result()).outcome, 'cancelled');
        assert.equal((await progressOf(handle)).gates[0]!.status, 'expired');
        const waiting = subjects.filter((subject) => subject.includes('waits for a decision'));
        assert.equal(waiting.length, 3);
        assert.match(waiting[2]!, /reminder 2/);
      },
      { notify },
    );
    const later = automaticBut('vpn-device');
    later.gates['vpn-device']!.expireAfter = '1 hour';
    await run(later, async (handle) => {
      await until(handle, isOpen('vpn-device'));
      await server.environment.sleep('2 hours');
      const parked = await until(handle, isParked('vpn-device'));
      assert.equal(parked.steps.find((step) => step.id === 'vpn-device')!.problem!.code, 'GateExpired');
    });
  });

  it('does not let a notice that fails hold up the roadmap', () =>
    run(
      automaticBut('plan'),
      async (handle) => {
        await until(handle, isOpen('plan'));
        await say(handle, 'decide', { gate: 'plan', decision: 'approve', by: anna });
        assert.equal((await handle.result()).outcome, 'succeeded');
        assert.ok((await progressOf(handle)).refusals.every((one) => one.what.startsWith('notice ')));
      },
      { notify: () => Promise.reject(failure('NetworkFailure')) },
    ));
});
