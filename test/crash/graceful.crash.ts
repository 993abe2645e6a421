import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { licencesWorkflowId, workflowId } from '../../roadmap/messages';
import type { Progress } from '../../roadmap/progress';
import type { DevServer } from '../../temporal/devServer';
import { startDevServer } from '../../temporal/devServer';
import { freePorts } from '../../temporal/processes';
import { endState, writes } from './endState';
import type { Lane } from './lane';
import { openLane } from './lane';
import type { Program } from './processes';
import { healthy, startWorker } from './processes';

const speed = 120;

/** A fleet of two is restarted one after the other, again and again, while a deployment runs. */
describe('workers that are asked to stop', function () {
  this.timeout('5 minutes');
  let server: DevServer;
  let calm: Lane;
  let rolling: Lane;
  let second: Program;
  const codes: (number | null)[] = [];

  before(async () => {
    server = await startDevServer();
    calm = await openLane({ name: 'calm', temporal: server, speed });
    rolling = await openLane({ name: 'rolling', temporal: server, speed });
    const other = await besides(rolling);
    second = startWorker(other, rolling.logOf('worker-2'));
    await Promise.all([rolling.start(), calm.start()]);
    await Promise.all([calm.untilEnded(), rolling.untilEnded(restartEach)]);
    codes.push(await rolling.programs.worker.stop(), await second.stop());

    async function restartEach({ outcome }: Progress): Promise<void> {
      if (outcome) return;
      codes.push(await rolling.programs.worker.stop());
      await rolling.restartWorker();
      await healthy(rolling.env);
      codes.push(await second.stop());
      second = startWorker(other, rolling.logOf('worker-2'));
      await healthy(other);
    }
  });
  after(async () => {
    await second?.kill();
    for (const lane of [calm, rolling]) await lane?.close();
    await server.stop();
  });

  it('end with exit code 0, each of them', () => {
    assert.ok(codes.length >= 6, `only ${codes.length} stops`);
    assert.deepEqual([...new Set(codes)], [0]);
  });

  it('hand their activities over: none is found dead by a missing heartbeat', async () => {
    const failures = await Promise.all(
      [workflowId(rolling.name), licencesWorkflowId(rolling.name)].map(async (run) => {
        const { events } = await rolling.client.workflow.getHandle(run).fetchHistory();
        return (events ?? []).flatMap(({ activityTaskStartedEventAttributes: started }) =>
          started?.lastFailure?.timeoutFailureInfo ? [started.lastFailure.message] : [],
        );
      }),
    );
    assert.deepEqual(failures.flat(), []);
  });

  it('leave what a fleet leaves that runs on', () => {
    assert.deepEqual(endState(rolling), endState(calm));
    assert.deepEqual(writes(rolling), writes(calm));
  });

  it('say that they have shut down', () => {
    assert.match(readFileSync(rolling.logOf('worker-2'), 'utf8'), /worker has shut down/);
  });
});

/** The environment of a second worker on the same machine. */
async function besides({ env }: Lane): Promise<NodeJS.ProcessEnv> {
  const [health, metrics] = await freePorts(2);
  return {
    ...env,
    DIRSYNC_HEALTH_ADDRESS: `127.0.0.1:${health}`,
    DIRSYNC_METRICS_ADDRESS: `127.0.0.1:${metrics}`,
  };
}
