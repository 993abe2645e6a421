import assert from 'node:assert/strict';
import { machines } from '../../simulator/arm/facts';
import {
  armUrl,
  codeOf,
  domainJoin,
  group,
  id,
  location,
  machine as machineOf,
  machineBody,
  makeNetwork,
  quick,
  stopped,
} from './arm.support';
import type { Bench } from './core.support';
import { bench, fakeSite } from './core.support';

const machine = id('Microsoft.Compute/virtualMachines', 'sync1');
interface View {
  vmAgent?: { vmAgentVersion: string; statuses: { displayStatus: string }[] };
  disks?: { name: string; statuses: { code: string }[] }[];
  bootDiagnostics?: object;
  extensions?: {
    name: string;
    type: string;
    statuses: { code: string; level: string; message?: string }[];
  }[];
  statuses: { code: string }[];
}

describe('simulated ARM: a machine off and on', function () {
  this.timeout(60_000);
  let b: Bench;
  let time: ReturnType<typeof stopped>;
  const site = fakeSite();
  before(async () => {
    b = await bench({ site });
    await makeNetwork(b);
    time = stopped(b);
    await time.done(
      'PUT',
      machine,
      machineBody({ diagnosticsProfile: { bootDiagnostics: { enabled: true } } }),
    );
  });
  after(() => b.close());

  const act = (action: string, body?: unknown) => b.call('POST', armUrl(b, `${machine}/${action}`), body);
  const codes = async () =>
    (await time.get<View>(`${machine}/instanceView`)).statuses.map(({ code }) => code);
  const power = async () => (await codes()).find((code) => code.startsWith('PowerState/'));

  const way: { action: string; onTheWay: string; then: string; site: string }[] = [
    { action: 'powerOff', onTheWay: 'stopping', then: 'stopped', site: 'stopped' },
    { action: 'start', onTheWay: 'starting', then: 'running', site: 'running' },
    { action: 'restart', onTheWay: 'running', then: 'running', site: 'running' },
    { action: 'deallocate', onTheWay: 'deallocating', then: 'deallocated', site: 'deallocated' },
    { action: 'start', onTheWay: 'starting', then: 'running', site: 'running' },
  ];
  for (const { action, onTheWay, then, site: seen } of way) {
    it(`${action}: ${onTheWay}, then ${then}`, async () => {
      const begun = await act(action);
      assert.equal(begun.status, 202);
      assert.ok(begun.headers.get('location'));
      assert.deepEqual(await codes(), ['ProvisioningState/updating', `PowerState/${onTheWay}`]);
      assert.equal((await b.call('GET', begun.headers.get('location')!)).status, 202);
      assert.deepEqual(codeOf(await act('start')), [409, 'Conflict'], 'one operation at a time');
      time.step(5);
      assert.deepEqual(await codes(), ['ProvisioningState/succeeded', `PowerState/${then}`]);
      assert.equal((await time.status(begun)).status, 'Succeeded');
      assert.equal((await b.call('GET', begun.headers.get('location')!)).status, 200);
      assert.equal(machines(b.simulator.world)[0]?.powerState, seen);
    });
  }

  it('does nothing inside a machine that is off', async () => {
    await time.done('POST', `${machine}/deallocate`);
    const script = { location, properties: { source: { script: 'Get-Date' } } };
    const { location: at, typePropertiesType: type, ...join } = domainJoin();
    const refused = [
      await b.call('PUT', armUrl(b, `${machine}/runCommands/run1`), script),
      await b.call('PUT', armUrl(b, `${machine}/extensions/join`), {
        location: at,
        properties: { type, ...join },
      }),
      await act('runCommand', { commandId: 'RunPowerShellScript', script: ['Get-Date'] }),
      await act('restart'),
      await act('powerOff'),
    ];
    for (const one of refused) assert.deepEqual(codeOf(one), [409, 'OperationNotAllowed']);
    const view = await time.get<View>(`${machine}/instanceView`);
    assert.deepEqual(
      [view.vmAgent?.vmAgentVersion, view.vmAgent?.statuses[0]?.displayStatus],
      ['Unknown', 'Not Ready'],
    );
    await time.done('POST', `${machine}/start`);
    assert.equal(await power(), 'PowerState/running');
  });

  it('shows disks, boot diagnostics and agent in the instance view', async () => {
    const whole = await time.get<{ properties: { instanceView: View } }>(machine, '$expand=instanceView');
    const view = await time.get<View>(`${machine}/instanceView`);
    assert.deepEqual(whole.properties.instanceView, view);
    assert.match(view.disks?.[0]?.name ?? '', /^sync1_OsDisk_1_/);
    assert.deepEqual(
      [view.disks?.[0]?.statuses[0]?.code, view.bootDiagnostics],
      ['ProvisioningState/succeeded', {}],
    );
  });

  it('says in the instance view why a domain join failed, and that the agent is away meanwhile', async () => {
    site.joinDomain = () => ({ joined: false, code: 1355, message: 'no such domain' });
    const { location: at, typePropertiesType: type, ...join } = domainJoin();
    const body = { location: at, properties: { type, ...join } };
    const begun = await b.call('PUT', armUrl(b, `${machine}/extensions/join`), body);
    const meanwhile = await time.get<View>(`${machine}/instanceView`);
    assert.equal(meanwhile.vmAgent?.statuses[0]?.displayStatus, 'Not Ready');
    assert.equal(meanwhile.extensions?.[0]?.statuses[0]?.code, 'ProvisioningState/transitioning');
    time.step(60);
    const { status, error } = await time.status(begun);
    assert.deepEqual([status, error?.code], ['Failed', 'VMExtensionProvisioningError']);
    assert.match(error?.message ?? '', /occured while joining Domain 'corp\.contoso\.com'.*Error code 1355/);
    const view = await time.get<View>(`${machine}/instanceView`);
    const [failed] = view.extensions ?? [];
    assert.equal(failed?.type, 'Microsoft.Compute.JsonADDomainExtension');
    assert.deepEqual(
      [failed?.statuses[0]?.code, failed?.statuses[0]?.level],
      ['ProvisioningState/failed/1', 'Error'],
    );
    const own = await time.get<{ properties: { instanceView: object } }>(
      `${machine}/extensions/join`,
      '$expand=instanceView',
    );
    assert.deepEqual(own.properties.instanceView, failed);
    const second = await b.call('PUT', armUrl(b, `${machine}/extensions/again`), body);
    assert.deepEqual(codeOf(second), [400, 'BadRequest'], 'a second extension of the same type');
    assert.match(JSON.stringify(second.body), /Multiple VMExtensions per handler not supported/);
  });
});

describe('simulated ARM: action run command', function () {
  this.timeout(60_000);
  let b: Bench;
  let time: ReturnType<typeof stopped>;
  const site = fakeSite();
  before(async () => {
    b = await bench({ site });
    await makeNetwork(b);
    b.simulator.world.clock.retryAfter = () => 0;
    await b.compute.virtualMachines.createOrUpdate(group, 'sync1', machineOf(), quick);
  });
  after(() => b.close());

  const run = (body: unknown) => b.call('POST', armUrl(b, `${machine}/runCommand`), body);
  const command = { commandId: 'RunPowerShellScript', script: ['param($Name)', 'Get-Date'] };

  it('gives the last 4096 bytes of both streams to the SDK', async () => {
    site.runScript = (_machine, script, parameters) => {
      site.calls.scripts.push({ script, ...parameters });
      return { exitCode: 1, output: `${'x'.repeat(5000)}END`, error: 'went wrong', minutes: 1 };
    };
    const parameters = [{ name: 'Name', value: 'it' }];
    const { value } = await b.compute.virtualMachines.runCommand(
      group,
      'sync1',
      { ...command, parameters },
      quick,
    );
    assert.deepEqual(
      value?.map(({ code }) => code),
      ['ComponentStatus/StdOut/succeeded', 'ComponentStatus/StdErr/succeeded'],
    );
    assert.match(value?.[0]?.message ?? '', /^x{4093}END$/);
    assert.equal(value?.[1]?.message, 'went wrong');
    assert.deepEqual(site.calls.scripts.at(-1), { script: 'param($Name)\nGet-Date', Name: 'it' });
  });

  it('takes one at a time, and managed ones beside it', async () => {
    time = stopped(b);
    const first = await run(command);
    assert.equal(first.status, 202);
    const second = await run(command);
    assert.deepEqual(codeOf(second), [409, 'Conflict']);
    assert.match(JSON.stringify(second.body), /Run command extension execution is in progress/);
    const managed = { location, properties: { source: { script: 'Get-Date' } } };
    for (const name of ['a', 'b']) {
      assert.equal((await b.call('PUT', armUrl(b, `${machine}/runCommands/${name}`), managed)).status, 201);
    }
    assert.equal((await time.status(first)).status, 'InProgress');
    time.step(10);
    const ended = await time.status(first);
    assert.equal(ended.status, 'Succeeded');
    assert.deepEqual(ended.properties?.output, (await b.call('GET', first.headers.get('location')!)).body);
    const again = await run(command);
    assert.equal(again.status, 202);
    time.step(10);
  });

  it('loses the result after 90 minutes, the longest that a script may take', async () => {
    site.runScript = () => ({ exitCode: 0, output: 'late', error: '', minutes: 100 });
    const begun = await run(command);
    time.step(89);
    assert.equal((await time.status(begun)).status, 'InProgress');
    time.step(2);
    const { status, error } = await time.status(begun);
    assert.deepEqual([status, error?.code], ['Failed', 'VMExtensionProvisioningTimeout']);
    assert.equal(
      codeOf(await b.call('GET', begun.headers.get('location')!))[1],
      'VMExtensionProvisioningTimeout',
    );
  });

  const refused: [string, unknown, [number, string]][] = [
    ['a shell script on Windows', { ...command, commandId: 'RunShellScript' }, [400, 'BadRequest']],
    ['an unknown command', { ...command, commandId: 'Dance' }, [404, 'NotFound']],
    ['no script', { commandId: 'RunPowerShellScript' }, [400, 'InvalidParameter']],
    ['an unknown member', { ...command, colour: 'blue' }, [400, 'BadRequest']],
  ];
  for (const [what, body, code] of refused) {
    it(`refuses ${what}`, async () => assert.deepEqual(codeOf(await run(body)), code));
  }
});
