import assert from 'node:assert/strict';
import { armUrl, codeOf, id, location, machineBody, makeNetwork, stopped } from './arm.support';
import type { Bench } from './core.support';
import { bench, fakeSite } from './core.support';

const machine = id('Microsoft.Compute/virtualMachines', 'sync1');
type View = { executionState: string; exitCode: number; output: string; error: string; endTime?: string };
type Command = { properties: { provisioningState: string; instanceView: View } };

describe('simulated ARM: managed run commands', function () {
  this.timeout(60_000);
  let b: Bench;
  let time: ReturnType<typeof stopped>;
  const site = fakeSite();
  before(async () => {
    b = await bench({ site });
    await makeNetwork(b);
    time = stopped(b);
    await time.done('PUT', machine, machineBody());
  });
  after(() => b.close());

  const path = (name: string) => `${machine}/runCommands/${name}`;
  const put = (name: string, over: object = {}) =>
    b.call('PUT', armUrl(b, path(name)), {
      location,
      properties: { source: { script: 'Get-Date' }, ...over },
    });
  const states = async (name: string): Promise<[string, string]> => {
    const { properties } = await time.get<Command>(path(name), '$expand=instanceView');
    return [properties.provisioningState, properties.instanceView.executionState];
  };
  const script = (exitCode: number, minutes: number) => {
    site.runScript = () => ({ exitCode, output: `out ${exitCode}`, error: '', minutes });
  };

  const table: {
    what: string;
    exitCode?: number;
    minutes?: number;
    over?: object;
    soon: [string, string];
    then: [string, string];
    operation: string;
    code?: string;
  }[] = [
    {
      what: 'one that succeeds',
      soon: ['Creating', 'Running'],
      then: ['Succeeded', 'Succeeded'],
      operation: 'Succeeded',
    },
    {
      what: 'one that fails: the resource is made all the same',
      exitCode: 3,
      soon: ['Creating', 'Running'],
      then: ['Succeeded', 'Failed'],
      operation: 'Succeeded',
    },
    {
      what: 'one that fails, with treatFailureAsDeploymentFailure',
      exitCode: 3,
      over: { treatFailureAsDeploymentFailure: true },
      soon: ['Creating', 'Running'],
      then: ['Failed', 'Failed'],
      operation: 'Failed',
      code: 'VMExtensionProvisioningError',
    },
    {
      what: 'one that takes longer than timeoutInSeconds',
      minutes: 5,
      over: { timeoutInSeconds: 120 },
      soon: ['Creating', 'Running'],
      then: ['Failed', 'TimedOut'],
      operation: 'Failed',
      code: 'VMExtensionProvisioningTimeout',
    },
    {
      what: 'one that nobody waits for (asyncExecution)',
      exitCode: 3,
      over: { asyncExecution: true, treatFailureAsDeploymentFailure: true },
      soon: ['Succeeded', 'Running'],
      then: ['Succeeded', 'Failed'],
      operation: 'Succeeded',
    },
  ];
  table.forEach(({ what, exitCode = 0, minutes = 2, over, soon, then, operation, code }, index) => {
    it(what, async () => {
      script(exitCode, minutes);
      const name = `run${index}`;
      const begun = await put(name, over);
      assert.equal(begun.status, 201);
      assert.equal((await states(name))[1], 'Pending');
      time.step(0.5);
      assert.deepEqual(await states(name), soon);
      time.step(10);
      assert.deepEqual(await states(name), then);
      const { status, error } = await time.status(begun);
      assert.deepEqual([status, error?.code], [operation, code]);
    });
  });

  it('runs several side by side, and shows what each did', async () => {
    script(0, 2);
    await put('left');
    script(7, 2);
    await put('right');
    time.step(1);
    assert.deepEqual(
      [await states('left'), await states('right')],
      [
        ['Creating', 'Running'],
        ['Creating', 'Running'],
      ],
    );
    time.step(10);
    for (const [name, exitCode] of [
      ['left', 0],
      ['right', 7],
    ] as const) {
      const { instanceView } = (await time.get<Command>(path(name), '$expand=instanceView')).properties;
      assert.deepEqual([instanceView.exitCode, instanceView.output], [exitCode, `out ${exitCode}`]);
    }
    const { properties } = await time.get<{ properties: { instanceView?: View } }>(path('left'));
    assert.equal(properties.instanceView, undefined, 'only where it is asked for');
  });

  it('ends with its deletion, also while it runs', async () => {
    script(0, 30);
    const begun = await put('long');
    time.step(1);
    assert.equal((await b.call('DELETE', armUrl(b, path('long')))).status, 202);
    assert.deepEqual(await states('long'), ['Deleting', 'Canceled']);
    const { status, error } = await time.status(begun);
    assert.deepEqual([status, error?.code], ['Canceled', 'OperationPreempted']);
    time.step(1);
    assert.deepEqual(codeOf(await b.call('GET', armUrl(b, path('long')))), [404, 'ResourceNotFound']);
  });

  const refused: [string, object, [number, string]][] = [
    ['no script', { source: {} }, [400, 'InvalidParameter']],
    ['an empty script', { source: { script: ' ' } }, [400, 'InvalidParameter']],
    ['a time-out below two minutes', { timeoutInSeconds: 60 }, [400, 'InvalidParameter']],
  ];
  for (const [what, over, [status]] of refused) {
    it(`refuses ${what}`, async () => assert.equal((await put('bad', over)).status, status));
  }
});
