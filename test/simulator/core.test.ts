import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fetch } from 'undici';
import { createClock } from '../../simulator/core/clock';
import { readJournal } from '../../simulator/core/journal';
import type { SimulatorEndpoints } from '../../simulator/world';
import { application, bench, optionsIn } from './core.support';

describe('simulator: clock', () => {
  for (const [speed, minutes, seconds] of [
    [1, 60_000, 10],
    [3000, 20, 1],
    [4, 15_000, 3],
  ] as const) {
    it(`divides by ${speed}`, () => {
      const clock = createClock(speed);
      assert.equal(clock.minutes(1), minutes);
      assert.equal(clock.retryAfter(10), seconds);
    });
  }
  it('refuses a speed of nought', () => assert.throws(() => createClock(0), /positive/));
});

describe('simulator: process', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'simulator-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('keeps ports, certificate authority and state over a restart, for the owner alone', async () => {
    const first = await bench({ directory });
    const { endpoints } = first.simulator;
    const ca = first.ca;
    first.simulator.world.state.note = { kept: true };
    await first.close();
    for (const file of ['state.json', 'server-key.pem', 'endpoints.json']) {
      assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600, file);
    }
    const second = await bench({ directory });
    assert.deepEqual(second.simulator.endpoints, endpoints);
    assert.equal(second.ca, ca);
    assert.deepEqual(second.simulator.world.state.note, { kept: true });
    await second.close();
  });

  it('journals each request, without secrets, and serves the journal to the site', async () => {
    const b = await bench({ directory });
    await b.call('PUT', `${b.simulator.endpoints.vault}/secrets/a?api-version=7.6`, {
      value: 'not-to-be-seen',
    });
    await b.call('GET', `${b.simulator.endpoints.arm}/subscriptions?api-version=2022-12-01`);
    const url = `${b.simulator.endpoints.site}/journal?service=arm&method=GET`;
    const response = await fetch(url, { dispatcher: b.agent });
    const [entry, ...others] = (await response.json()) as { url: string; status: number }[];
    assert.deepEqual(
      [entry?.url, entry?.status, others.length],
      ['/subscriptions?api-version=2022-12-01', 200, 0],
    );
    assert.equal(readJournal(directory, { service: 'authority', method: 'POST' }).length, 1);
    const text = readFileSync(join(directory, 'journal.jsonl'), 'utf8');
    assert.ok(!text.includes('not-to-be-seen') && !text.includes(application.clientSecret));
    await b.close();
  });

  for (const [what, end] of [
    ['on SIGTERM', 'signal'],
    ['when its parent goes', 'stdin'],
  ] as const) {
    it(`prints its endpoints and stops ${what}`, async () => {
      const options = join(directory, 'options.json');
      writeFileSync(options, JSON.stringify(optionsIn(join(directory, 'simulator'))), { mode: 0o600 });
      const child = spawn(
        process.execPath,
        ['--require', 'tsx/cjs', join(__dirname, '../../simulator/main.ts'), options, '--with-parent'],
        { stdio: ['pipe', 'pipe', 'inherit'] },
      );
      try {
        const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
        const endpoints = JSON.parse(line) as SimulatorEndpoints;
        assert.match(endpoints.arm, /^https:\/\/localhost:\d+$/);
        assert.ok(Object.keys(endpoints.dns).includes('10.10.0.4'));
        if (end === 'signal') child.kill('SIGTERM');
        else child.stdin.end();
        const [code] = (await once(child, 'exit')) as [number];
        assert.equal(code, 0);
      } finally {
        child.kill('SIGKILL');
      }
    });
  }
});
