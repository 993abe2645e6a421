import assert from 'node:assert/strict';
import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import type { Activities } from '../../activities/api';
import type { WorksheetInput } from '../../worksheet/schema';
import { gateIds } from '../../worksheet/schema';
import { contoso, contosoInput } from '../support/worksheet';
import { failure, mockActivities } from '../support/activities';
import type { Handle } from '../support/timeSkipping';
import { isParked, openTimeSkipping, progressOf, say, until } from '../support/timeSkipping';

const by = 'anna.berg@contoso.com';
const automatic = (input: WorksheetInput) => {
  input.gates = Object.fromEntries(gateIds.map((id) => [id, { automatic: true }]));
};

describe('steps that a person must mend', () => {
  let server: Awaited<ReturnType<typeof openTimeSkipping>>;
  before(async () => (server = await openTimeSkipping()));
  after(() => server.close());

  const run = (changes: Partial<Activities>, test: (handle: Handle, calls: string[]) => Promise<void>) => {
    const { activities, calls } = mockActivities(changes);
    const worksheet = contoso(automatic);
    return server.deployment({ worksheet, requestedBy: by }, activities, (handle) => test(handle, calls));
  };

  it('parks with cause and remedy, and goes on after retry', () => {
    let seats = 0;
    const previewLicences: Activities['previewLicences'] = async () => {
      if (seats === 0) throw failure('NoSeats', 'SPE_E3 has no free seat');
      return {
        synchronised: 3,
        selected: 3,
        seats: [{ sku: 'SPE_E3', needed: 3, free: seats }],
        warnings: [],
      };
    };
    return run({ previewLicences }, async (handle) => {
      const parked = await until(handle, isParked('licence-preview'));
      const step = parked.steps.find((one) => one.id === 'licence-preview')!;
      assert.deepEqual(step.problem, {
        code: 'NoSeats',
        message: 'SPE_E3 has no free seat',
        remedy: 'Mend NoSeats.',
      });
      seats = 5;
      await say(handle, 'retryStep', { step: 'licence-preview', by, comment: 'bought five' });
      assert.equal((await handle.result()).outcome, 'succeeded');
      assert.equal((await progressOf(handle)).steps.find((one) => one.id === 'licence-preview')!.attempts, 2);
    });
  });

  it('counts users anew when the list of them had to be begun anew', () => {
    const pages = [
      { cursor: '/users?1', licensed: 2, unselected: 1, failed: [{ user: 'a', reason: 'b' }] },
      { cursor: '/users?2', restarted: true, licensed: 3, unselected: 0, failed: [] },
      { licensed: 4, unselected: 0, failed: [] },
    ];
    const asked: (string | undefined)[] = [];
    const assignLicencePage: Activities['assignLicencePage'] = async ({ cursor }) => {
      asked.push(cursor);
      return pages[asked.length - 1]!;
    };
    return run({ assignLicencePage }, async (handle) => {
      assert.equal((await handle.result()).outcome, 'succeeded');
      const { users } = await progressOf(handle);
      assert.deepEqual([users?.licensed, users?.failed], [7, []]);
      assert.deepEqual(asked, [undefined, '/users?1', '/users?2']);
    });
  });

  it('takes a corrected worksheet at retry, and refuses one that would change what is built', () => {
    const awaitOperation: Activities['awaitOperation'] = async ({ worksheet, operation }) => {
      if (operation.kind === 'virtualMachine' && worksheet.server.size === 'Standard_D2s_v5') {
        throw failure('SkuNotAvailable', 'Standard_D2s_v5 is not offered');
      }
      return { evidence: { size: worksheet.server.size } };
    };
    const corrected = contosoInput();
    automatic(corrected);
    return run({ awaitOperation }, async (handle) => {
      await until(handle, isParked('virtual-machine'));
      const refused = async (worksheet: object, comment: string | undefined, why: RegExp) =>
        assert.rejects(
          say(handle, 'retryStep', { step: 'virtual-machine', by, comment, worksheet }),
          (error) => {
            assert.ok(error instanceof WorkflowUpdateFailedError);
            assert.match(error.cause!.message, why);
            return true;
          },
        );
      const moved = { ...corrected, azure: { ...corrected.azure, location: 'northeurope' } };
      await refused(moved, 'nearer', /azure\.location: resources do not move to another region/);
      const impossible = { ...corrected, server: { ...corrected.server, size: 'Standard_A2' } };
      await refused(impossible, 'smaller', /server\.size: .*retired/);
      corrected.server.size = 'Standard_D4s_v5';
      await refused(corrected, undefined, /comment: must say why the worksheet is corrected/);
      const receipt = await say(handle, 'retryStep', {
        step: 'virtual-machine',
        by,
        comment: 'other size',
        worksheet: corrected,
      });
      assert.equal(
        receipt.message,
        'The step virtual-machine is tried again, corrected: server.size: Standard_D2s_v5 → Standard_D4s_v5.',
      );
      assert.equal((await handle.result()).outcome, 'succeeded');
      const { corrections } = await progressOf(handle);
      assert.deepEqual(
        corrections.map((one) => [one.by, one.comment, one.changes]),
        [[by, 'other size', ['server.size: Standard_D2s_v5 → Standard_D4s_v5']]],
      );
    });
  });

  it('skips only what may be skipped', () => {
    let connected = false;
    return run(
      {
        checkNameResolution: async ({ when }) => {
          if (when === 'beforeJoin') throw failure('DnsNotAnswering');
          return { evidence: {} };
        },
        awaitTunnel: async () => {
          if (!connected) throw failure('TunnelNotConnected');
          return { evidence: {} };
        },
      },
      async (handle) => {
        await until(handle, isParked('tunnel'));
        const skip = (step: string) => say(handle, 'skipStep', { step, by, comment: 'known' });
        await assert.rejects(skip('tunnel'), (error: Error) => /can't be skipped/.test(String(error.cause)));
        await assert.rejects(skip('report'), (error: Error) => /not parked/.test(String(error.cause)));
        connected = true;
        await say(handle, 'retryStep', { step: 'tunnel', by });
        await until(handle, isParked('name-resolution'));
        await skip('name-resolution');
        const progress = await until(handle, (one) => !isParked('name-resolution')(one));
        const step = progress.steps.find((one) => one.id === 'name-resolution')!;
        assert.deepEqual([step.status, step.note], ['skipped', `skipped by ${by}: known`]);
        // To the end: the test server skips no more time after a run was terminated with an activity under way.
        assert.equal((await handle.result()).outcome, 'succeeded');
      },
    );
  });

  it('retries by itself what passes, without a person', () => {
    let tries = 0;
    const good = mockActivities().activities;
    return run(
      {
        beginResource: async (input) => {
          if (input.kind === 'gateway' && ++tries < 4) throw failure('Throttled');
          return good.beginResource(input);
        },
      },
      async (handle) => {
        assert.equal((await handle.result()).outcome, 'succeeded');
        assert.equal(tries, 4);
      },
    );
  });

  it('begins anew when Azure has lost the operation, and asks again when a server is not ready yet', () => {
    let lost = 0;
    let asked = 0;
    return run(
      {
        awaitOperation: async ({ operation }) => {
          if (operation.kind === 'connection' && ++lost === 1) throw failure('OperationLost');
          return { evidence: {} };
        },
        awaitGuestScript: async ({ handle: { script } }) => {
          if (script === 'verify-synchronisation' && ++asked < 3) throw failure('NotReadyYet');
          return { evidence: {} };
        },
      },
      async (handle, calls) => {
        assert.equal((await handle.result()).outcome, 'succeeded');
        assert.equal(calls.filter((call) => call === 'beginResource connection').length, 2);
        assert.equal(asked, 3);
      },
    );
  });

  it('says what the last attempt said when it gives up', () =>
    run(
      { checkNameResolution: () => Promise.reject(failure('NotReadyYet', 'no A record yet')) },
      async (handle) => {
        await until(handle, (progress) =>
          progress.steps.some((one) => one.id === 'name-resolution' && one.status === 'running'),
        );
        await server.environment.sleep('30 minutes');
        const parked = await until(handle, isParked('name-resolution'));
        const { problem } = parked.steps.find((one) => one.id === 'name-resolution')!;
        assert.deepEqual([problem!.code, problem!.message], ['NotReadyYet', 'no A record yet']);
      },
    ));

  it('abandons at any time, leaves what is there, and writes the report', () => {
    const reports: string[] = [];
    return run(
      {
        awaitTunnel: () => Promise.reject(failure('TunnelNotConnected')),
        writeReport: async ({ progress }) => {
          reports.push(progress.outcome!);
          return { files: [] };
        },
      },
      async (handle) => {
        await until(handle, isParked('tunnel'));
        await assert.rejects(say(handle, 'abandon', { by, comment: '' }), (error: Error) =>
          /must say why/.test(String(error.cause)),
        );
        await say(handle, 'abandon', { by, comment: 'another provider' });
        assert.equal((await handle.result()).outcome, 'abandoned');
        const progress = await progressOf(handle);
        assert.equal(progress.abandoned?.comment, 'another provider');
        assert.equal(progress.steps.find((one) => one.id === 'tunnel')!.status, 'stopped');
        assert.deepEqual(reports, ['abandoned']);
      },
    );
  });

  it('takes an answer to a report that failed after the deployment was abandoned', () => {
    let full = true;
    return run(
      {
        awaitTunnel: () => Promise.reject(failure('TunnelNotConnected')),
        writeReport: async () => {
          if (full) throw failure('ResourceFailed', 'no space is left on the disk');
          return { files: [] };
        },
      },
      async (handle) => {
        await until(handle, isParked('tunnel'));
        await say(handle, 'abandon', { by, comment: 'another provider' });
        await until(handle, isParked('report'));
        full = false;
        await say(handle, 'retryStep', { step: 'report', by, comment: 'made room' });
        assert.equal((await handle.result()).outcome, 'abandoned');
      },
    );
  });

  it('obeys a cancellation from Temporal, with a report', () =>
    run({ awaitTunnel: () => Promise.reject(failure('TunnelNotConnected')) }, async (handle) => {
      await until(handle, isParked('tunnel'));
      await handle.cancel();
      await assert.rejects(
        handle.result(),
        (error) => error instanceof WorkflowFailedError && error.cause instanceof CancelledFailure,
      );
      assert.equal((await progressOf(handle)).outcome, 'cancelled');
    }));

  it('refuses a worksheet with errors before anything is done', async () => {
    const { activities, calls } = mockActivities();
    const worksheet = contoso();
    worksheet.subnets.gateway.name = 'gateway';
    await server.deployment({ worksheet, requestedBy: by }, activities, async (handle) => {
      await assert.rejects(
        handle.result(),
        (error) => error instanceof WorkflowFailedError && /subnets\.gateway\.name/.test(String(error.cause)),
      );
      assert.deepEqual(calls, []);
    });
  });
});
