import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startWorker } from '../../client/dev/processes';
import type { Running } from '../../client/dev/processes';
import type { Report } from '../../roadmap/report';
import { workflowId } from '../../roadmap/messages';
import type { JournalEntry } from '../../simulator/world';
import { findTemporalCli } from '../../temporal/programs';
import type { Scene } from './scene';
import { gateIsOpen, openScene, problemOf, puts, statusOf, textsIn } from './scene';

const anna = 'anna.berg@contoso.com';
const nils = 'nils.holm@contoso.com';
const pieter = 'pieter.vos@contoso.com';

/** One deployment from worksheet to licensed users; each test goes on where the one before it stopped. */
describe('the roadmap, end to end', function () {
  this.timeout(120_000);
  let scene: Scene;
  let secondWorker: Running | undefined;

  before(async () => {
    scene = await openScene(
      'e2e',
      (input) => Object.assign(input.connection, { connectWithin: '5 seconds' }),
      240,
    );
  });
  after(async () => {
    await secondWorker?.stop();
    await scene.close();
  });

  const approve = async (gate: string, by: string) => {
    const { code, stderr } = await scene.cli('approve', 'e2e', gate, '--by', by);
    assert.equal(code, 0, stderr);
  };
  const retry = async (step: string) => {
    const { code, stderr } = await scene.cli('retry', 'e2e', step, '--by', anna, '--comment', 'put right');
    assert.equal(code, 0, stderr);
  };
  const parked = (step: string) =>
    scene.until(`${step} parked`, (progress) => statusOf(progress, step) === 'parked');
  const done = (step: string) =>
    scene.until(`${step} done`, (progress) => statusOf(progress, step) === 'done');

  it('starts with `dirsync deploy`, once only', async () => {
    const started = await scene.cli('deploy', scene.worksheetFile, '--by', pieter);
    assert.equal(started.code, 0, started.stderr);
    const again = await scene.cli('deploy', scene.worksheetFile, '--by', pieter);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /e2e runs already|already/);
  });

  it('waits at the plan with nothing made, says so, and is approved by `dirsync approve`', async () => {
    await scene.until('plan gate', gateIsOpen('plan'));
    const status = await scene.cli('status', 'e2e');
    assert.equal(status.code, 3);
    assert.match(status.stdout, /npx dirsync approve e2e plan --by/);
    const journal = (await scene.site('GET', '/journal?service=arm')) as JournalEntry[];
    assert.deepEqual(
      journal.filter((entry) => !['GET', 'HEAD'].includes(entry.method)).map((entry) => entry.url),
      [],
    );
    const refused = await scene.cli('approve', 'e2e', 'plan', '--by', 'eve@contoso.com');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /may not decide/);
    await approve('plan', anna);
  });

  it('takes an approval by `temporal workflow signal`', async () => {
    await scene.until('route gate', gateIsOpen('on-premises-route'));
    await scene.site('PUT', '/site/routes', { prefix: '10.24.64.0/20' });
    await scene.site('PUT', '/site/firewall', { open: true });
    const { path } = await findTemporalCli();
    const input = JSON.stringify({ gate: 'on-premises-route', decision: 'approve', by: nils });
    const args = [
      'workflow',
      'signal',
      '--address',
      scene.enterprise.temporal.address,
      '--workflow-id',
      workflowId('e2e'),
    ];
    await promisify(execFile)(path, [...args, '--name', 'decide', '--input', input]);
    await done('on-premises-route');
  });

  it('goes on after its worker was killed while the gateway is built, with one PUT of the gateway', async () => {
    await scene.until('gateway under way', (progress) => statusOf(progress, 'gateway') === 'running');
    const gatewayPuts = async () =>
      puts(
        (await scene.site('GET', '/journal?service=arm')) as JournalEntry[],
        /\/virtualNetworkGateways\/[^/?]+\?/,
      );
    while ((await gatewayPuts()).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    const log = readFileSync(scene.enterprise.worker.log, 'utf8').trim().split('\n');
    process.kill((JSON.parse(log[0]!) as { pid: number }).pid, 'SIGKILL');
    secondWorker = await startWorker(scene.enterprise.env, join(scene.directory, 'worker-2.log'));
    await done('gateway');
    assert.equal((await gatewayPuts()).length, 1);
  });

  it('parks on a wrong key, says what to check, and goes on when it is put right', async () => {
    const progress = await scene.until('device gate', gateIsOpen('vpn-device'));
    const peer = progress.steps.find((step) => step.id === 'gateway-address')!.evidence.address;
    await scene.site('PUT', '/site/vpn-device', { peer, sharedKey: 'not-the-key' });
    await approve('vpn-device', nils);
    const problem = problemOf(await parked('tunnel'), 'tunnel');
    assert.equal(problem.code, 'TunnelNotConnected');
    assert.match(problem.remedy, /UDP 500/);
    await scene.site('PUT', '/site/vpn-device', { peer, sharedKey: scene.enterprise.secrets.vpnSharedKey });
    await retry('tunnel');
    await done('tunnel');
  });

  it('writes the device script of Azure to a file of the operator alone', async () => {
    const file = join(scene.directory, 'vpn.txt');
    const { code, stdout, stderr } = await scene.cli('vpn-script', scene.worksheetFile, '--output', file);
    assert.equal(code, 0, stderr);
    assert.ok(readFileSync(file, 'utf8').includes(scene.enterprise.secrets.vpnSharedKey));
    assert.ok(!`${stdout}${stderr}`.includes(scene.enterprise.secrets.vpnSharedKey));
  });

  it('parks on a wrong join password, and goes on when it is put right', async () => {
    await scene.until('join gate', gateIsOpen('domain-join'));
    const account = '/site/directory/accounts/svc-dirsync-join';
    await scene.site('PUT', account, { password: 'Another-one-1' });
    await approve('domain-join', anna);
    assert.equal(problemOf(await parked('domain-join'), 'domain-join').code, 'DomainCredentialsRefused');
    await scene.site('PUT', account, { password: scene.enterprise.secrets.joinPassword });
    await retry('domain-join');
    await done('membership');
  });

  it('does not believe an approval where nobody ran the wizard', async () => {
    await scene.until('wizard gate', gateIsOpen('entra-connect'));
    await approve('entra-connect', anna);
    assert.equal(problemOf(await parked('sync-proof'), 'sync-proof').code, 'SynchronisationNotRunning');
    await scene.site('PUT', '/tenant/skus/SPE_E3', { enabled: 0 });
    await scene.site('POST', '/site/entra-connect-wizard', { server: 'CONTOSO-SYNC01' });
    await retry('sync-proof');
    await done('tenant-sync');
  });

  it('parks when no seat is left, and goes on when some were bought', async () => {
    assert.equal(problemOf(await parked('licence-preview'), 'licence-preview').code, 'NoSeats');
    await scene.site('PUT', '/tenant/skus/SPE_E3', { enabled: 195 });
    await retry('licence-preview');
    await scene.until('licensing gate', gateIsOpen('licensing'));
    const own = await scene.cli('approve', 'e2e', 'licensing', '--by', pieter);
    assert.match(own.stderr, /somebody else/);
    await approve('licensing', anna);
  });

  it('ends with a report: the users that got licences, and those that did not with the reason', async () => {
    assert.deepEqual(await scene.dirsync.result('e2e').then(({ outcome }) => outcome), 'succeeded');
    const { code, stdout } = await scene.cli(
      'report',
      'e2e',
      '--json',
      '--output',
      join(scene.directory, 'report'),
    );
    assert.equal(code, 0);
    const report = JSON.parse(stdout) as Report;
    assert.equal(report.outcome, 'succeeded');
    assert.deepEqual(
      report.steps.filter((step) => !['done', 'notNeeded'].includes(step.status)).map((step) => step.id),
      [],
    );
    assert.equal(report.users.synchronised, 240);
    assert.equal(report.users.licensed + report.users.failed.length, 240);
    assert.ok(report.users.failed.length > 0);
    assert.ok(
      report.users.failed.every(({ reason }) => /seat|licence/i.test(reason)),
      JSON.stringify(report.users.failed[0]),
    );
    const written = readFileSync(join(scene.directory, 'runs/e2e/report.json'), 'utf8');
    assert.equal((JSON.parse(written) as Report).outcome, 'succeeded');
  });

  it('tells every step in the history, each with a summary, and no secret in it or in any log', async () => {
    const history = await scene.client.workflow.getHandle(workflowId('e2e')).fetchHistory();
    const activities = history.events!.filter((event) => event.activityTaskScheduledEventAttributes);
    assert.ok(activities.length > 30);
    assert.ok(
      activities.every((event) => event.userMetadata?.summary),
      'an activity without summary',
    );
    const logs = ['worker.log', 'worker-2.log', 'simulator.log'].map((file) =>
      readFileSync(join(scene.directory, file), 'utf8'),
    );
    const payloads = textsIn(history).join('\n');
    assert.ok(payloads.includes('vgw-e2e'), 'payloads are not readable, so this would prove nothing');
    const { vpnSharedKey, administratorPassword, joinPassword, clientSecret } = scene.enterprise.secrets;
    const secrets = { vpnSharedKey, administratorPassword, joinPassword, clientSecret };
    for (const [name, secret] of Object.entries(secrets)) {
      for (const text of [payloads, ...logs]) assert.ok(!text.includes(secret), name);
    }
  });

  it('refuses a worksheet with errors by exit code 2, with nothing started', async () => {
    const file = join(scene.directory, 'bad.yaml');
    writeFileSync(
      file,
      readFileSync(scene.worksheetFile, 'utf8').replace('deployment: e2e', 'deployment: Bad Name'),
    );
    const { code, stderr } = await scene.cli('deploy', file);
    assert.equal(code, 2);
    assert.match(stderr, /deployment/);
    await assert.rejects(scene.dirsync.progress('Bad Name'));
  });
});
