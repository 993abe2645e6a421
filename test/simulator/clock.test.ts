import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../simulator/core/clock';
import { armUrl, gateway, group, id, machine, makeNetwork, quick } from './arm.support';
import type { Bench } from './core.support';
import { bench, fakeSite } from './core.support';

const hour = 60 * 60_000;

describe('simulator: stopping and stepping the clock', () => {
  it('stands still while stopped, and goes by the steps only', () => {
    const clock = createClock(60);
    clock.set({ stopped: true });
    const before = clock.now();
    clock.step(90);
    assert.equal(clock.now() - before, clock.minutes(90));
    assert.equal(clock.minutes(90), 90_000);
    assert.equal(clock.view().stopped, true);
  });

  it('goes on from where it stood, without a leap', () => {
    const section = {};
    const clock = createClock(1, section);
    clock.set({ stopped: true });
    clock.step(60);
    clock.set({ stopped: false });
    const ahead = clock.now() - Date.now();
    assert.ok(Math.abs(ahead - hour) < 1000, `${ahead}`);
  });

  it('keeps the same unit at another speed, so that what has begun goes faster too', () => {
    const clock = createClock(60);
    const due = clock.now() + clock.minutes(30);
    clock.set({ speed: 600 });
    assert.equal(clock.minutes(30), 30_000);
    const left = due - clock.now();
    assert.ok(left > 29_000 && left <= 30_000, `${left}`);
    assert.equal(clock.retryAfter(6000), 10);
  });

  it('is kept over a restart; another speed in the options takes precedence', () => {
    const section: { clock?: unknown } = {};
    const first = createClock(60, section);
    first.set({ stopped: true, speed: 10 });
    first.step(5);
    const kept = { clock: JSON.parse(JSON.stringify(section.clock)) as unknown };
    const second = createClock(60, kept);
    assert.deepEqual(second.view(), first.view());
    assert.equal(createClock(600, kept).view().speed, 600);
    assert.equal(createClock(600, kept).minutes(1), 1000);
  });

  it('waits in real time for answers that take their time, stopped or not', async () => {
    const clock = createClock(60_000);
    clock.set({ stopped: true });
    await clock.pass(10);
  });

  for (const speed of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`refuses the speed ${speed}`, () => {
      assert.throws(() => createClock(speed), /positive/);
      assert.throws(() => createClock(1).set({ speed }), /positive/);
    });
  }
});

describe('simulator: the clock of the site, over HTTPS', function () {
  this.timeout(60_000);
  let directory: string;
  let b: Bench;
  const staff = (method: string, path: string, body?: object) =>
    b.call(method, `${b.simulator.endpoints.site}${path}`, body);
  const status = async (url: string) => ((await b.call('GET', url)).body as { status: string }).status;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'simulator-'));
    b = await bench({ directory });
    await makeNetwork(b);
  });
  afterEach(async () => {
    await b.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('holds every operation while stopped, over a restart, until it is stepped past the end', async () => {
    assert.equal((await staff('PUT', '/clock', { stopped: true })).status, 200);
    await b.network.virtualNetworkGateways.beginCreateOrUpdate(group, 'vng1', gateway(), quick);
    const { location, ...properties } = machine();
    const made = await b.call('PUT', armUrl(b, id('Microsoft.Compute/virtualMachines', 'sync1')), {
      location,
      properties,
    });
    const operation = made.headers.get('azure-asyncoperation')!;
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal(await status(operation), 'InProgress');

    await b.close();
    b = await bench({ directory });
    assert.equal(await status(operation), 'InProgress');
    await staff('POST', '/clock/step', { minutes: 3.9 });
    assert.equal(await status(operation), 'InProgress');
    await staff('POST', '/clock/step', { minutes: 0.2 });
    assert.equal(await status(operation), 'Succeeded');
    assert.equal((await b.network.virtualNetworkGateways.get(group, 'vng1')).provisioningState, 'Updating');
    await staff('POST', '/clock/step', { minutes: 26 });
    assert.equal((await b.network.virtualNetworkGateways.get(group, 'vng1')).provisioningState, 'Succeeded');
  });

  it('steps minute by minute, with a look at what became due after each', async () => {
    let looks = 0;
    await b.close();
    b = await bench({ directory, site: fakeSite({ settle: () => void looks++ }) });
    const before = (await staff('GET', '/clock')).body as { now: string };
    await staff('PUT', '/clock', { stopped: true });
    const after = (await staff('POST', '/clock/step', { minutes: 2.5 })).body as { now: string };
    assert.equal(looks, 3);
    assert.ok(Date.parse(after.now) - Date.parse(before.now) >= 50);
  });

  for (const [path, method, body] of [
    ['/clock', 'PUT', {}],
    ['/clock', 'PUT', { speed: 0 }],
    ['/clock', 'PUT', { stopped: 'yes' }],
    ['/clock', 'PUT', { colour: 'blue' }],
    ['/clock/step', 'POST', {}],
    ['/clock/step', 'POST', { minutes: -1 }],
    ['/clock/step', 'POST', { minutes: 1_000_000 }],
  ] as const) {
    it(`refuses ${method} ${path} ${JSON.stringify(body)}`, async () => {
      const answer = await staff(method, path, body);
      assert.equal(answer.status, 400);
      assert.equal((answer.body as { error: { code: string } }).error.code, 'InvalidRequest');
    });
  }
});

/** Real time is left to what is real: files, certificates, tokens and sign-ins, which clients time themselves, and the dates of a log. */
const realTime: Record<string, RegExp> = {
  'core/clock.ts': /./,
  'core/store.ts': /writeDelay/,
  'core/certificates.ts': /notBefore|notAfter/,
  'core/journal.ts': /at: new Date/,
  'graph/errors.ts': /date: new Date/,
  'signin/failure.ts': /timestamp/,
  'signin/bearer.ts': /expiry, now/,
  'signin/deviceCode.ts': /expiresAt/,
};

it('simulator: nothing in it measures real time but the clock', () => {
  const root = join(__dirname, '../../simulator');
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  assert.ok(sources.length > 60);
  const measures = /Date\.now\(|new Date\(\)|setTimeout|setInterval|setImmediate|timers\/promises/;
  const offences = sources.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .filter((line) => measures.test(line) && !realTime[file]?.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  assert.deepEqual(offences, []);
});
