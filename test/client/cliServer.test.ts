import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Output } from '../../client/io';
import type { Progress } from '../../roadmap/progress';
import type { Worksheet } from '../../worksheet/schema';
import { failure } from '../support/activities';
import { openDevServer, taskQueue, worksheetFor } from './apiServer';
import { cli, screen } from './cliRun';

describe('dirsync against a server', () => {
  let server: Awaited<ReturnType<typeof openDevServer>>;
  let worker: { stop(): Promise<void> };
  let folder: string;
  const env = { DIRSYNC_USER: 'anna@contoso.com', DIRSYNC_TASK_QUEUE: taskQueue };
  const run = (argv: string[], stdout?: Output) =>
    cli(argv, { env, connect: server.connect, ...(stdout && { stdout }) });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dirsync-cli-'));
    server = await openDevServer();
    worker = await server.startWorker({
      checkNameResolution: async () => {
        throw failure('DnsNotAnswering', 'dc1 does not answer');
      },
    });
  });
  after(async () => {
    await worker?.stop();
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  function fileOf(worksheet: Worksheet): string {
    const file = join(folder, `${worksheet.deployment}.json`);
    writeFileSync(file, JSON.stringify(worksheet));
    return file;
  }

  it('deploys, waits, is answered at gates and a parked step, and reports', async () => {
    const worksheet = worksheetFor((w) => delete w.proxy);
    const { deployment } = worksheet;
    const file = fileOf(worksheet);

    const deployed = await run(['deploy', file, '--wait']);
    assert.equal(deployed.code, 3, deployed.stderr);
    assert.match(
      deployed.stdout,
      new RegExp(`^Started ${deployment} .*\nWatch it with: npx dirsync status ${deployment} --watch\n`),
    );
    assert.match(deployed.stdout, /Approval of the plan \(gate plan\)/);

    const twice = await run(['deploy', file, '--json']);
    assert.equal(twice.code, 1);
    assert.equal((JSON.parse(twice.stdout) as { error: { code: string } }).error.code, 'AlreadyRunning');

    const early = await run(['approve', deployment, 'licensing']);
    assert.equal(early.code, 1);
    assert.match(early.stderr, /^error: The gate licensing is not open yet/);
    const notThere = await run(['approve', deployment, 'proxy']);
    assert.equal(notThere.code, 1);
    assert.match(notThere.stderr, /has no gate proxy/);

    const approved = await run(['approve', deployment, 'plan', '--comment', 'as agreed']);
    assert.deepEqual(approved, { code: 0, stdout: 'The gate plan is approved.\n', stderr: '' });
    assert.match(
      (await run(['approve', deployment, 'plan'])).stderr,
      /approved already \(by anna@contoso\.com/,
    );

    for (const gate of ['on-premises-route', 'vpn-device']) {
      await waitFor(deployment, ({ gates }) =>
        gates.some(({ id, status }) => id === gate && status === 'open'),
      );
      assert.equal((await run(['approve', deployment, gate])).code, 0);
    }
    const json = await waitFor(deployment, (progress) =>
      progress.steps.some(({ status }) => status === 'parked'),
    );
    assert.equal(json.gates.find(({ id }) => id === 'plan')?.decisions[0]?.comment, 'as agreed');

    const correction = ['--worksheet', file, '--comment', 'as it should be'];
    const retried = await run(['retry', deployment, 'name-resolution', ...correction, '--json']);
    assert.match((JSON.parse(retried.stdout) as { message: string }).message, /tried again/);
    await waitFor(deployment, parked('name-resolution'));
    const skipped = await run([
      'skip',
      deployment,
      'name-resolution',
      '--comment',
      'asked by hand',
      '--by',
      'noor@contoso.com',
    ]);
    assert.deepEqual(skipped, { code: 0, stdout: 'The step name-resolution is skipped.\n', stderr: '' });

    const listed = await untilListed(deployment);
    assert.match(listed, /^Deployment +Started/);

    const output = join(folder, 'out');
    const reported = await run(['report', deployment, '--output', output]);
    assert.equal(reported.code, 0, reported.stderr);
    assert.deepEqual(readdirSync(output).sort(), ['report.html', 'report.json']);
    assert.match(reported.stdout, /Wrote .*report\.html/);
    const report = JSON.parse((await run(['report', deployment, '--json'])).stdout) as {
      outcome: null;
      gates: unknown[];
    };
    assert.equal(report.outcome, null);
    assert.ok(report.gates.length > 0);

    const abandoned = await run(['abandon', deployment, '--comment', 'the test is over']);
    assert.equal(abandoned.code, 0, abandoned.stderr);
    const ended = await run(['status', deployment, '--watch', '--json']);
    assert.equal(ended.code, 1);
    assert.equal((JSON.parse(ended.stdout.trim().split('\n').at(-1)!) as Progress).outcome, 'abandoned');
    const late = await run(['approve', deployment, 'plan']);
    assert.equal(late.code, 1);
    assert.match(late.stderr, /has ended already/);
  });

  it('redraws on a terminal, in colour only where it is wanted, and prints plainly elsewhere', async () => {
    const worksheet = worksheetFor();
    const { deployment } = worksheet;
    assert.equal((await run(['deploy', fileOf(worksheet)])).code, 0);
    await waitFor(deployment, (progress) => progress.gates.some(({ status }) => status === 'open'));
    const terminal = screen({ isTTY: true, columns: 100, rows: 30 });
    const aborted = new AbortController();
    const watching = cli(['status', deployment, '--watch'], {
      env: { ...env, NO_COLOR: '1' },
      connect: server.connect,
      stdout: terminal,
      signal: aborted.signal,
    });
    await until(async () => terminal.text.includes('gate plan') || undefined).finally(() => aborted.abort());
    assert.equal((await watching).code, 3);
    // eslint-disable-next-line no-control-regex
    assert.match(terminal.text, /^\x1b\[H\x1b\[2J/);
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(terminal.text, /\x1b\[\d+m/);

    const plain = await run(['status', deployment]);
    assert.equal(plain.code, 3);
    assert.ok(!plain.stdout.includes('\x1b'));
    await run(['reject', deployment, 'plan', '--comment', 'the test is over']);
  });

  it('says that there is no such deployment', async () => {
    for (const argv of [
      ['status', 'nowhere'],
      ['report', 'nowhere'],
      ['abandon', 'nowhere', '--comment', 'x'],
    ]) {
      const { code, stderr } = await run(argv);
      assert.equal(code, 1);
      assert.equal(
        stderr,
        'error: There is no deployment nowhere. `npx dirsync list` shows those that there are.\n',
      );
    }
  });

  const parked = (step: string) => (progress: Progress) =>
    progress.steps.some(({ id, status }) => id === step && status === 'parked');

  const waitFor = (deployment: string, holds: (progress: Progress) => boolean): Promise<Progress> =>
    until(async () => {
      const { stdout } = await run(['status', deployment, '--json']);
      const progress = JSON.parse(stdout) as Progress;
      return holds(progress) ? progress : undefined;
    });

  const untilListed = (deployment: string): Promise<string> =>
    until(async () => {
      const { code, stdout } = await run(['list', '--waiting']);
      assert.equal(code, 0);
      return stdout.includes(deployment) ? stdout : undefined;
    });
});

/** Looks until there is something, for 20 seconds at the most. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('not seen in 20 seconds');
}
