import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Progress } from '../../roadmap/progress';
import { resourceId } from '../../roadmap/resources';
import type { Ledger } from '../../roadmap/ledger';
import { failure, mockActivities } from '../support/activities';
import { openDevServer, taskQueue, worksheetFor } from './apiServer';
import { cli } from './cliRun';

const by = 'anna@contoso.com';

/** The command line and the typed client against a server, with activities that do nothing. */
describe('dirsync teardown', () => {
  let server: Awaited<ReturnType<typeof openDevServer>>;
  let worker: { stop(): Promise<void> };
  let folder: string;
  const ledgers: Ledger[] = [];
  const env = { DIRSYNC_USER: by, DIRSYNC_TASK_QUEUE: taskQueue };
  const run = (...argv: string[]) =>
    cli(argv, { env: { ...env, DIRSYNC_RUNS_DIR: folder }, connect: server.connect });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dirsync-teardown-'));
    server = await openDevServer();
    const { activities } = mockActivities();
    worker = await server.startWorker({
      beginResource: async (input) => {
        if (input.kind === 'localNetworkGateway') throw failure('PolicyDenied');
        return activities.beginResource(input);
      },
      planTeardown: async (input) => {
        ledgers.push(input.ledger);
        return activities.planTeardown(input);
      },
    });
  });
  after(async () => {
    await worker?.stop();
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  async function until(deployment: string, holds: (progress: Progress) => boolean): Promise<void> {
    const signal = AbortSignal.timeout(20_000);
    for await (const progress of server.dirsync.watch(deployment, { everyMs: 50, signal })) {
      if (holds(progress)) return;
    }
    throw new Error('ended, or 20 seconds passed, before what the test waits for');
  }
  const isOpen = (gate: string) => (progress: Progress) =>
    progress.gates.some(({ id, status }) => id === gate && status === 'open');
  const kindsIn = (ledger: Ledger) => ledger.map(({ kind }) => kind).sort();

  const worksheet = worksheetFor();
  const { deployment } = worksheet;

  it('is refused while the deployment runs, and offered when it is abandoned', async () => {
    assert.match((await run('teardown', deployment)).stderr, /There is no deployment/);
    await server.dirsync.deploy({ worksheet, requestedBy: by });
    await until(deployment, isOpen('plan'));
    const refused = await run('teardown', deployment);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /is still running\. End it first: `npx dirsync abandon/);
    await server.dirsync.decide({ deployment, gate: 'plan', decision: 'approve', by });
    await until(deployment, ({ steps }) => steps.some(({ status }) => status === 'parked'));
    await until(
      deployment,
      ({ steps }) => steps.find(({ id }) => id === 'virtual-machine')!.status === 'done',
    );
    const abandoned = await run('abandon', deployment, '--comment', 'another provider');
    assert.match(abandoned.stdout, new RegExp(`To remove it: npx dirsync teardown ${deployment} --by <you>`));
    await server.dirsync.result(deployment);
    const status = await run('status', deployment);
    assert.match(status.stdout, new RegExp(`To remove what was made: npx dirsync teardown ${deployment}`));
  });

  it('goes by what the runs made, once at a time, and reports', async () => {
    const started = await run('teardown', deployment, '--wait');
    assert.equal(started.code, 3, started.stderr);
    assert.match(started.stdout, /Approval of the teardown \(gate teardown\)/);
    assert.match((await run('teardown', deployment)).stderr, /The teardown of .* runs already/);
    assert.match((await run('deploy', fileOf())).stderr, /running already/);
    const made = kindsIn(ledgers.at(-1)!);
    assert.ok(made.includes('gateway') && made.includes('virtualMachine'), made.join());
    assert.ok(!made.includes('localNetworkGateway') && !made.includes('connection'), made.join());

    assert.equal((await run('approve', deployment, 'teardown')).code, 0);
    const { outcome, removals } = await server.dirsync.teardownResult(deployment);
    assert.equal(outcome, 'succeeded');
    assert.deepEqual(removals.map(({ kind }) => kind).sort(), made);
    const ended = await run('status', deployment);
    assert.equal(ended.code, 0);
    assert.match(ended.stdout, /teardown succeeded/);
    const reported = await run('report', deployment);
    assert.equal(reported.code, 0, reported.stderr);
    assert.match(reported.stdout, new RegExp(`^${made.length} resources removed, 0 gone already, 0 left\\.`));
    assert.deepEqual(readdirSync(join(folder, deployment)).sort(), ['teardown.html', 'teardown.json']);
    assert.match((await run('list')).stdout, new RegExp(`${deployment} .*Teardown report +succeeded`));
  });

  it('run again, knows that nothing is left; with --from-tag it asks for everything of the worksheet', async () => {
    await server.dirsync.teardown({ deployment, requestedBy: by });
    await until(deployment, isOpen('teardown'));
    assert.deepEqual(ledgers.at(-1), []);
    await server.dirsync.decide({ deployment, gate: 'teardown', decision: 'reject', by });
    assert.equal((await server.dirsync.teardownResult(deployment)).outcome, 'cancelled');

    assert.equal((await run('teardown', deployment, '--from-tag', fileOf())).code, 0);
    await until(deployment, isOpen('teardown'));
    assert.ok(
      ledgers
        .at(-1)!
        .some(({ id, origin }) => id === resourceId('connection', worksheet) && origin === 'created'),
    );
    await run('abandon', deployment, '--comment', 'the test is over');
    const other = await run('teardown', 'another', '--from-tag', fileOf());
    assert.equal(other.code, 2);
    assert.match(other.stderr, /--from-tag: .* is the worksheet of/);
  });

  it('works for a run that was terminated, before and after it began', async () => {
    const next = worksheetFor();
    const id = `dirsync/${next.deployment}`;
    const idle = await server.client.workflow.start('deployDirectorySync', {
      workflowId: id,
      taskQueue: 'nobody-serves-this',
      args: [{ worksheet: next, requestedBy: by }],
    });
    await idle.terminate();
    assert.match((await run('teardown', next.deployment)).stderr, /ever began/);
    await server.dirsync.deploy({ worksheet: next, requestedBy: by });
    await until(next.deployment, isOpen('plan'));
    await server.dirsync.decide({ deployment: next.deployment, gate: 'plan', decision: 'approve', by });
    await until(next.deployment, ({ steps }) => steps.some(({ status }) => status === 'parked'));
    await server.client.workflow.getHandle(id).terminate();
    assert.equal((await run('teardown', next.deployment)).code, 0);
    await until(next.deployment, isOpen('teardown'));
    assert.ok(kindsIn(ledgers.at(-1)!).includes('resourceGroup'));
    await run('abandon', next.deployment, '--comment', 'the test is over');
  });

  function fileOf(): string {
    const file = join(folder, `${deployment}.json`);
    writeFileSync(file, JSON.stringify(worksheet));
    return file;
  }
});
