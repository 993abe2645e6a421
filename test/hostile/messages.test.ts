import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  abandonSchema,
  decisionSchema,
  messageNames,
  messageProblem,
  retryStepSchema,
  skipStepSchema,
} from '../../roadmap/messages';
import { gateIds } from '../../worksheet/schema';
import { mockActivities } from '../support/activities';
import type { Handle } from '../support/timeSkipping';
import { isOpen, openTimeSkipping, progressOf, say, until } from '../support/timeSkipping';
import { contoso } from '../support/worksheet';
import { anyJson, cases, settings } from './cases';

const schemas = {
  decide: decisionSchema,
  retryStep: retryStepSchema,
  skipStep: skipStepSchema,
  abandon: abandonSchema,
};
const names = Object.keys(schemas) as (keyof typeof schemas)[];

/** Nearly right: the members of a message, each with any value or with a right one. */
const nearlyRight = fc.record(
  {
    gate: fc.oneof(anyJson, fc.constantFrom(...gateIds, 'no-such-gate')),
    decision: fc.oneof(anyJson, fc.constantFrom('approve', 'reject')),
    step: fc.oneof(anyJson, fc.constantFrom('preflight', 'gateway', 'no-such-step')),
    by: fc.oneof(anyJson, fc.constantFrom('eve@contoso.com', ' ', 'x'.repeat(300))),
    comment: fc.oneof(anyJson, fc.constant('y'.repeat(3000))),
    worksheet: anyJson,
  },
  { requiredKeys: [] },
);
const message = fc.oneof(anyJson, nearlyRight);

/** In a row to one deployment; the long suite asks as many deployments as it takes. */
const inARow = Math.min(1000, cases);

describe(`hostile messages, ${cases} cases`, function () {
  this.timeout('20 minutes');
  let server: Awaited<ReturnType<typeof openTimeSkipping>>;
  before(async () => (server = await openTimeSkipping()));
  after(() => server.close());

  it('are read by the schemas, or answered with the field that is wrong', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), message, (name, value) => {
        const problem = messageProblem(schemas[name], value);
        assert.equal(problem === undefined, schemas[name].safeParse(value).success);
        if (problem !== undefined) assert.match(problem, /^[^:]+: ./s);
      }),
      settings,
    );
  });

  const waiting = (test: (handle: Handle) => Promise<void>) => {
    const { activities } = mockActivities();
    const input = { worksheet: contoso(), requestedBy: 'anna.berg@contoso.com' };
    return server.deployment(input, activities, async (handle) => {
      await until(handle, isOpen('plan'));
      await test(handle);
    });
  };

  it(`as signals, ${inARow} in a row: none counts, each is recorded, and the deployment goes on`, async () => {
    const stranger = message.filter((value) => !mayCount(value));
    for (let done = 0; done < cases; done += inARow) {
      await waiting(async (handle) => {
        const sample = fc.sample(fc.tuple(fc.constantFrom(...names), stranger), {
          numRuns: inARow,
          seed: done + 1,
        });
        for (const [name, value] of sample) await handle.signal<[unknown]>(messageNames[name], value);
        const progress = await progressOf(handle);
        assert.ok(isOpen('plan')(progress));
        assert.equal(progress.outcome, undefined);
        for (const { what, reason, by } of progress.refusals) {
          assert.ok(what.length > 0 && reason.length > 0 && by.length > 0);
          assert.ok(reason.length < 2000, `${reason.length} characters`);
          assert.doesNotMatch(reason, /\n\s+at |node_modules/);
        }
        await assertNoFailedTask(handle);
      });
    }
  });

  it('as updates: each is refused with a sentence', async () => {
    await waiting(async (handle) => {
      const stranger = message.filter((value) => !mayCount(value));
      const sample = fc.sample(fc.tuple(fc.constantFrom(...names), stranger), {
        numRuns: Math.min(cases, 500),
        seed: 7,
      });
      for (const [name, value] of sample) {
        await assert.rejects(say(handle, name, value), (error: Error) => {
          assert.ok(error instanceof WorkflowUpdateFailedError, String(error));
          assert.ok(error.cause instanceof ApplicationFailure);
          assert.equal(error.cause.type, 'Refused');
          assert.ok(error.cause.message.length > 0 && error.cause.message.length < 2000);
          return true;
        });
      }
      await assertNoFailedTask(handle);
      assert.ok(isOpen('plan')(await progressOf(handle)));
    });
  });

  it('huge ones are refused, by us or by the server', async () => {
    await waiting(async (handle) => {
      const huge = {
        gate: 'plan',
        decision: 'approve',
        by: 'eve@contoso.com',
        comment: 'z'.repeat(1024 * 1024),
      };
      await assert.rejects(say(handle, 'decide', huge), (error: Error) => {
        assert.match(
          String((error.cause as Error | undefined)?.message ?? error.message),
          /comment|limit|size/i,
        );
        return true;
      });
      await handle.signal<[unknown]>(messageNames.decide, huge);
      assert.ok(isOpen('plan')(await progressOf(handle)));
      await assertNoFailedTask(handle);
    });
  });
});

/** Whoever may signal may abandon, so a message of that shape would count; nobody of the cases is an approver. */
const mayCount = (value: unknown): boolean => abandonSchema.safeParse(value).success;

async function assertNoFailedTask(handle: Handle): Promise<void> {
  const { events } = await handle.fetchHistory();
  const failed = (events ?? []).filter(({ workflowTaskFailedEventAttributes: task }) => task);
  assert.deepEqual(failed, []);
  assert.equal((await handle.describe()).status.name, 'RUNNING');
}
