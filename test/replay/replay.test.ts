import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowBundle } from '@temporalio/worker';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { licencesWorkflowId, workflowId } from '../../roadmap/messages';
import { quieten } from '../support/timeSkipping';
import { flows } from './flows';
import { recordedIdentity } from './scrub';

interface RecordedEvent {
  eventType: string;
  [attributes: string]: unknown;
}
interface Recorded {
  events: RecordedEvent[];
}

const directory = join(__dirname, 'histories');
const names = readdirSync(directory).map((file) => file.replace(/\.json$/, ''));
const textOf = (name: string) => readFileSync(join(directory, `${name}.json`), 'utf8');
const read = (name: string) => JSON.parse(textOf(name)) as Recorded;
const idOf = (name: string) =>
  name.startsWith('licences') ? licencesWorkflowId('recorded') : workflowId(name);

/** Deployments run for weeks: what they have lived through must still lead today's workflows to the same commands. */
describe('replay of recorded histories', () => {
  let workflowBundle: WorkflowBundle;
  before(async () => {
    quieten();
    workflowBundle = await bundleWorkflowCode({
      workflowsPath: require.resolve('../../workflows'),
      logger: new DefaultLogger('ERROR'),
    });
  });
  const replay = (name: string, history: Recorded) =>
    Worker.runReplayHistory({ workflowBundle }, history, idOf(name));

  it('has a history of each flow, and of licences that continued as new', () => {
    const wanted = [
      ...flows.map(({ name }) => name),
      'licences',
      'licences-continued',
      'licences-continuation',
    ];
    assert.deepEqual([...names].sort(), wanted.sort());
    assert.equal(
      read('licences-continued').events.at(-1)!.eventType,
      'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
    );
  });

  it('replays each of them', async () => {
    const histories = names.map((name) => ({ workflowId: idOf(name), history: read(name) }));
    let replayed = 0;
    for await (const { workflowId: id, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
      assert.equal(error, undefined, `${id}: ${error?.message}`);
      replayed++;
    }
    assert.equal(replayed, names.length);
  });

  const tampered: { what: string; name: string; tamper: (history: Recorded) => void }[] = [
    {
      what: 'an activity of another type',
      name: 'approved',
      tamper({ events }) {
        const scheduled = events.filter(
          ({ eventType }) => eventType === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED',
        );
        Object.assign(scheduled[5]!.activityTaskScheduledEventAttributes!, {
          activityType: { name: 'deleteResource' },
        });
      },
    },
    {
      what: 'an approval that was never given',
      name: 'approved',
      tamper({ events }) {
        const at = events.findIndex(
          ({ eventType }) => eventType === 'EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED',
        );
        events.splice(at, 2);
        events.forEach((event, index) => (event.eventId = `${index + 1}`));
      },
    },
    {
      what: 'a child of another type',
      name: 'approved',
      tamper({ events }) {
        const child = events.find(
          ({ eventType }) => eventType === 'EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED',
        )!;
        Object.assign(child.startChildWorkflowExecutionInitiatedEventAttributes!, {
          workflowType: { name: 'removeLicences' },
        });
      },
    },
  ];
  for (const { what, name, tamper } of tampered) {
    it(`refuses a history with ${what}`, async () => {
      const history = read(name);
      tamper(history);
      await assert.rejects(replay(name, history), DeterminismViolationError);
    });
  }

  it('keeps nothing of the machine that recorded them', () => {
    for (const name of names) {
      const identities = new Set([...textOf(name).matchAll(/"identity":"([^"]*)"/g)].map(([, who]) => who));
      assert.deepEqual([...identities], [recordedIdentity], name);
      assert.doesNotMatch(textOf(name), /stackTrace|"[^"]*node_modules|\d+@/, name);
    }
  });
});
