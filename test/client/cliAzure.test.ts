import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '../../roadmap/plan';
import { neededKinds } from '../../roadmap/resources';
import { readJournal, type Simulator } from '../../simulator';
import { makeAll, secrets, workerOn, worksheetIn } from '../activities/azure/rig';
import { application } from '../simulator/core.support';
import { ownerOf } from '../support/access';
import { openExample } from '../support/simulated';
import { cli } from './cliRun';

const worksheet = worksheetIn((input) =>
  Object.assign(input.connection, { device: { vendor: 'Cisco', family: 'ISR-G2', firmware: 'IOS 15.x' } }),
);
const key = secrets['env:DIRSYNC_VPN_SHARED_KEY']!;

describe("dirsync with the operator's own rights", () => {
  let folder: string;
  let file: string;
  let example: Awaited<ReturnType<typeof openExample>>;
  let simulator: Simulator;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dirsync-cli-'));
    file = join(folder, 'worksheet.json');
    writeFileSync(file, JSON.stringify(worksheet));
    example = await openExample();
    simulator = example.simulator;
    const { authority, arm, graph, dns, caFile } = simulator.endpoints;
    env = {
      ...Object.fromEntries(
        Object.entries(secrets).map(([name, value]) => [name.slice('env:'.length), value]),
      ),
      DIRSYNC_CREDENTIAL: 'clientSecret',
      ...example.settings.env,
      AZURE_AUTHORITY_HOST: authority,
      DIRSYNC_ARM_ENDPOINT: arm,
      DIRSYNC_GRAPH_ENDPOINT: graph,
      DIRSYNC_CA_FILE: caFile,
      DIRSYNC_DNS_ENDPOINTS: Object.entries(dns)
        .map((pair) => pair.join('='))
        .join(','),
    };
  });
  after(async () => {
    await example?.stop();
    rmSync(folder, { recursive: true });
  });

  it('shows the plan, writes nothing, and ends with 1 where it can not be carried out', async () => {
    const { code, stdout, stderr } = await cli(['plan', file], { env });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^Plan of contoso: westeurope/);
    assert.match(stdout, /\+ create +virtual network gateway +vgw-contoso/);
    assert.ok(!stdout.includes(key));

    const people = ownerOf(simulator);
    await people.giveOnly(application.clientId, ['*/read']);
    const blocked = await cli(['plan', file, '--json'], { env });
    await people.giveOnly(application.clientId, ['*']);
    await people.close();
    assert.equal(blocked.code, 1, blocked.stderr);
    const plan = JSON.parse(blocked.stdout) as Plan;
    assert.equal(plan.checks.find(({ id }) => id === 'rights')?.result, 'failed');
    // The owner's roles were this test's.
    const writes = readJournal(example.directory, { service: 'arm' }).filter(
      ({ method, url }) => method !== 'GET' && !url.includes('/Microsoft.Authorization/role'),
    );
    assert.deepEqual(writes, []);
  });

  it('says what Azure refused and what to do, without a stack', async () => {
    const output = join(folder, 'early.txt');
    const { code, stderr } = await cli(['vpn-script', file, '--output', output], { env });
    assert.equal(code, 1);
    assert.match(stderr, /^error: .+\nWhat to do: .+\n$/);
    const refused = await cli(['plan', file], { env: { ...env, AZURE_CLIENT_SECRET: 'wrong' } });
    assert.equal(refused.code, 1, refused.stdout);
    assert.match(refused.stderr, /^error: .+/);
    assert.doesNotMatch(refused.stderr, /\n\s+at \S+ \(/);
  });

  it('writes the device script to a file for its owner alone, and says where the key is kept', async () => {
    const worker = workerOn(example);
    await worker.ensureProviders({ worksheet });
    const kinds = neededKinds(worksheet);
    await makeAll(worker, worksheet, kinds.slice(0, kinds.indexOf('connection') + 1));

    const output = join(folder, 'device.txt');
    const written = await cli(['vpn-script', file, '--output', output], { env });
    const sharedKey = 'env:DIRSYNC_VPN_SHARED_KEY';
    const said = `Wrote ${output}. It holds the shared key, which is kept at ${sharedKey}.\n`;
    assert.deepEqual(written, { code: 0, stdout: said, stderr: '' });
    assert.equal(statSync(output).mode & 0o777, 0o600);
    assert.ok(readFileSync(output, 'utf8').includes(key));

    assert.equal((await cli(['vpn-script', file, '--output', output], { env })).code, 2);
    writeFileSync(output, 'old', { mode: 0o644 });
    const again = await cli(['vpn-script', file, '--output', output, '--force', '--json'], { env });
    assert.deepEqual(JSON.parse(again.stdout), { file: output, sharedKey });
    assert.equal(statSync(output).mode & 0o777, 0o600);
    assert.ok(readFileSync(output, 'utf8').includes(key));
  });
});
