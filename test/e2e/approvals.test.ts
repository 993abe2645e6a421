import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { delimiter, join } from 'node:path';
import { Agent, fetch } from 'undici';
import { runCli } from '../../client/cli';
import { workflowId, workflowType } from '../../roadmap/messages';
import { anna, approvalsApp, pieter, signIn } from '../support/people';
import { contosoInput } from '../support/worksheet';
import type { Ended, Scene } from './scene';
import { gateIsOpen, openScene, textsIn } from './scene';

const nils = 'nils.holm@contoso.com';
/** What every token of the tenant begins with: the header of RS256. */
const tokenHead = Buffer.from('{"alg":"RS256"').toString('base64url').slice(0, -1);

/** The command line as a person has it, who enters the code that it shows in a browser. */
async function cliAs(
  scene: Scene,
  person: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const ended = { stdout: '', stderr: '' };
  let entering: Promise<unknown> | undefined;
  const code = await runCli(args, {
    env: { ...scene.enterprise.env, NO_COLOR: '1', ...env },
    stdout: { write: (text) => (ended.stdout += text) },
    stderr: {
      write(text) {
        ended.stderr += text;
        const userCode = /enter the code (\w+)/.exec(text)?.[1];
        if (userCode) entering = scene.site('POST', '/site/sign-in', { userCode, userPrincipalName: person });
      },
    },
  });
  await entering;
  return { ...ended, code };
}

describe('a deployment in which people sign in, end to end', function () {
  this.timeout(120_000);
  let scene: Scene;
  let tokenOfAnna: string;
  before(async () => {
    scene = await openScene(
      'vouched',
      (input) => {
        const { clientId } = approvalsApp;
        input.approvals = { trust: 'entra', clientId, operators: [anna] };
        input.gates!.plan = { approvers: [anna, pieter], requesterMayApprove: false };
      },
      1000,
    );
  });
  after(() => scene.close());

  const progress = () => scene.dirsync.progress('vouched');

  it('is started by somebody who signs in, whatever name is declared', async () => {
    const declared = await cliAs(scene, pieter, ['deploy', scene.worksheetFile, '--by', pieter]);
    assert.equal(declared.code, 2, declared.stderr);
    assert.match(declared.stderr, /--by: is not taken here/);
    const { code, stderr } = await cliAs(scene, anna, ['deploy', scene.worksheetFile]);
    assert.equal(code, 0, stderr);
    const { requester, requestedBy } = await scene.until('the plan', gateIsOpen('plan'));
    assert.equal(requestedBy, anna);
    assert.equal(requester!.userPrincipalName, anna);
  });

  it('takes no word that nobody vouches for', async () => {
    const message = { gate: 'plan', decision: 'approve', by: pieter };
    const handle = scene.client.workflow.getHandle(workflowId('vouched'));
    await assert.rejects(handle.executeUpdate('decide', { args: [message] }), (error: Error) => {
      assert.match((error.cause as Error).message, /people who signed in only/);
      return true;
    });
    await handle.signal('decide', message);
    await scene.until('the refusal', ({ refusals }) => refusals.some(({ by }) => by === pieter));
    assert.ok(gateIsOpen('plan')(await progress()));
  });

  it('does nothing for a worksheet by which anybody may decide, whoever starts it', async () => {
    const worksheet = { ...contosoInput(), deployment: 'sneaked' };
    await scene.client.workflow.start(workflowType, {
      workflowId: workflowId('sneaked'),
      taskQueue: 'dirsync-e2e',
      args: [{ worksheet, requestedBy: 'eve' }],
    });
    const parked = async () => {
      const { steps } = await scene.dirsync.progress('sneaked');
      return steps.find(({ id, status }) => id === 'preflight' && status === 'parked');
    };
    while (!(await parked())) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.match((await parked())!.problem!.message, /DIRSYNC_REQUIRE_SIGN_IN/);
    await scene.dirsync.abandon({ deployment: 'sneaked', by: 'eve', comment: 'caught' });
    assert.equal((await scene.dirsync.result('sneaked')).outcome, 'abandoned');
  });

  it('counts who may decide by device code, and nobody else', async () => {
    const approve = ['approve', 'vouched', 'plan'];
    const other = await cliAs(scene, nils, approve);
    assert.deepEqual([other.code, other.stdout], [1, '']);
    assert.match(other.stderr, /nils\.holm@contoso\.com may not decide the gate plan/);
    const requester = await cliAs(scene, anna, approve);
    assert.match(requester.stderr, /must be approved by somebody else/);
    const { code, stdout, stderr } = await cliAs(scene, pieter, [...approve, '--comment', 'read it']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /The gate plan is approved/);
    const [vote] = (await progress()).gates.find(({ id }) => id === 'plan')!.decisions;
    assert.deepEqual([vote!.by, vote!.comment, vote!.person!.userPrincipalName], [pieter, 'read it', pieter]);
    assert.ok(vote!.person!.objectId && vote!.person!.tokenId);
  });

  it("takes the Azure CLI's sign-in as well; the report names who signed in", async () => {
    const { authority, site, caFile } = scene.enterprise.endpoints;
    const dispatcher = new Agent({ connect: { ca: readFileSync(caFile, 'utf8') } });
    const { tenantId } = await progress();
    tokenOfAnna = (await signIn({ authority, site, tenantId, dispatcher }, anna)).access_token;
    await dispatcher.close();
    const bin = join(scene.directory, 'bin');
    mkdirSync(bin);
    // As `az account get-access-token` prints it.
    const printed = JSON.stringify({ accessToken: tokenOfAnna, expires_on: 4102444800, tokenType: 'Bearer' });
    writeFileSync(join(bin, 'az'), `#!/bin/sh\ncat <<'END'\n${printed}\nEND\n`);
    chmodSync(join(bin, 'az'), 0o755);
    const path = process.env.PATH;
    process.env.PATH = `${bin}${delimiter}${path}`;
    const abandon = ['abandon', 'vouched', '--comment', 'enough'];
    const { code, stderr } = await cliAs(scene, anna, abandon, { DIRSYNC_SIGN_IN: '' });
    process.env.PATH = path;
    assert.equal(code, 0, stderr);
    assert.equal((await scene.dirsync.result('vouched')).outcome, 'abandoned');
    const report = readFileSync(join(scene.directory, 'runs/vouched/report.html'), 'utf8');
    for (const { person } of (await progress()).gates.flatMap(({ decisions }) => decisions))
      assert.ok(report.includes(`object id ${person!.objectId}, token ${person!.tokenId}`));
    assert.match(report, /Everybody named here signed in/);
  });

  /** What docs/security.md says of each socket. */
  it('gives a caller without credentials nothing at any socket of the worker, and other machines no socket', async () => {
    const { env, endpoints } = scene.enterprise;
    const dispatcher = new Agent({ connect: { ca: readFileSync(env.DIRSYNC_CA_FILE!, 'utf8') } });
    const ask = async (url: string, method = 'GET') => {
      const response = await fetch(url, { method, dispatcher });
      return { status: response.status, text: await response.text() };
    };
    const health = `http://${env.DIRSYNC_HEALTH_ADDRESS}`;
    for (const path of ['/', '/config', '/../worker'])
      assert.deepEqual(await ask(health + path), { status: 200, text: '{"status":"RUNNING"}' });
    const metrics = await ask(`http://${env.DIRSYNC_METRICS_ADDRESS}/metrics`);
    assert.match(metrics.text, /^temporal_/m);
    const names = [anna, pieter, nils, 'vouched', scene.enterprise.secrets.clientId, 'contoso'];
    for (const name of names) assert.ok(!metrics.text.includes(name), name);
    assert.equal((await ask(`http://${env.DIRSYNC_METRICS_ADDRESS}/other`)).status, 404);
    const vouchers = await ask(`${env.DIRSYNC_VOUCHER_URL}/vouchers`, 'POST');
    assert.deepEqual(
      [vouchers.status, (JSON.parse(vouchers.text) as { error: object }).error],
      [401, { code: 'NoToken', message: 'A token of Entra ID is needed: Authorization: Bearer <token>.' }],
    );
    await dispatcher.close();

    const listening = [
      env.DIRSYNC_HEALTH_ADDRESS!,
      env.DIRSYNC_METRICS_ADDRESS!,
      env.DIRSYNC_VOUCHER_ADDRESS!,
      scene.enterprise.temporal.address,
      new URL(scene.enterprise.temporal.ui!).host,
      ...[endpoints.authority, endpoints.arm, endpoints.graph, endpoints.site].map(
        (url) => new URL(url).host,
      ),
    ].map((address) => Number(address.split(':').at(-1)));
    const outward = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);
    for (const { address } of outward)
      for (const port of listening) assert.equal(await connects(address, port), false, `${address}:${port}`);
    for (const port of listening) assert.equal(await connects('127.0.0.1', port), true, `127.0.0.1:${port}`);
  });

  it('leaves no token in the history, on disk or in a log', async () => {
    const history = await scene.client.workflow.getHandle(workflowId('vouched')).fetchHistory();
    const vouchers = textsIn(history).filter((text) => text.includes('"voucher":"eyJ'));
    assert.ok(vouchers.length > 0, 'vouchers are in the history');
    const own = join(scene.directory, 'bin');
    const simulator = join(scene.directory, 'simulator');
    const places = { history: textsIn(history).join('\n'), ...filesIn(scene.directory, [own, simulator]) };
    assert.ok(Object.keys(places).some((name) => name.endsWith('temporal.db')));
    assert.ok(tokenOfAnna.startsWith(tokenHead));
    const [, , signature] = tokenOfAnna.split('.');
    for (const [place, text] of Object.entries(places)) {
      assert.ok(!text.includes(tokenHead), `a token's header in ${place}`);
      assert.ok(!text.includes(signature!), `a token's signature in ${place}`);
    }
  });
});

const connects = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port }, () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });

/** Every file under a folder, as text byte for byte; what the simulator and the test itself keep is theirs. */
function filesIn(directory: string, without: string[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(directory)) {
    const file = join(directory, name);
    if (without.includes(file)) continue;
    if (statSync(file).isDirectory()) Object.assign(files, filesIn(file, without));
    else files[file] = readFileSync(file, 'latin1');
  }
  return files;
}
