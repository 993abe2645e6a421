import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { resourceName } from '../../roadmap/resources';
import type { DevServer } from '../../temporal/devServer';
import { startDevServer } from '../../temporal/devServer';
import { table } from '../support/table';
import { endState, writes } from './endState';
import type { Kill } from './kills';
import { killAtCalls, killAtReport, killInTheMiddle } from './kills';
import type { Lane } from './lane';
import { openLane } from './lane';
import { whens, writePoints } from './points';

const speed = 120;
const callLanes = 4;
const middleLanes = 6;

/** Half of the lanes die at calls, half in the middle of activities; each has its share of the points. */
describe('a worker that is killed', function () {
  this.timeout('20 minutes');
  let server: DevServer;
  let calm: Lane;
  const all: { lane: Lane; kills: Kill[] }[] = [];

  before(async () => {
    server = await startDevServer();
    const open = (name: string, holdsNotices = false) =>
      openLane({ name, temporal: server, speed, holdsNotices });
    calm = await open('calm');
    const calls = await Promise.all(upTo(callLanes).map((index) => open(`calls-${index}`)));
    const middles = await Promise.all(upTo(middleLanes).map((index) => open(`middle-${index}`, true)));
    await Promise.all([
      undisturbed(calm),
      ...calls.map((lane, index) =>
        disturbed(lane, (signal) => killAtCalls(lane, pointsOf(lane, index), signal)),
      ),
      ...middles.map((lane, index) =>
        disturbed(lane, (signal) => killInTheMiddle(lane, (key) => shareOf(key) === index, signal)),
      ),
    ]);
  });
  after(async () => {
    const rows = all.flatMap(({ lane, kills }) =>
      kills.map(({ point, fault, seconds }) => [lane.name, point, fault, seconds?.toFixed(1) ?? '-']),
    );
    process.stdout.write(table(['run', 'point', 'fault', 'seconds until progress'], rows));
    for (const lane of [calm, ...all.map((one) => one.lane)]) await lane?.close();
    await server.stop();
  });

  async function undisturbed(lane: Lane): Promise<void> {
    await lane.start();
    await lane.untilEnded();
  }

  async function disturbed(lane: Lane, kill: (signal: AbortSignal) => Promise<Kill[]>): Promise<void> {
    const ended = new AbortController();
    const atReport = lane.name === 'middle-0' ? killAtReport(lane) : [];
    const killing = kill(ended.signal);
    await lane.start();
    await lane.untilEnded();
    ended.abort();
    all.push({ lane, kills: [...(await killing), ...atReport] });
  }

  it('leaves the same resources, tenant and report as one that lives', () => {
    for (const { lane } of all) assert.deepEqual(endState(lane), endState(calm), lane.name);
  });

  it('writes each thing as often as one that lives', () => {
    for (const { lane } of all) assert.deepEqual(writes(lane), writes(calm), lane.name);
  });

  it('was killed at every call that changes something, before and after it took effect', () => {
    const done = all.flatMap(({ kills }) => kills.map(({ point, fault }) => `${point}, ${fault}`));
    const wanted = all
      .filter(({ lane }) => lane.name.startsWith('calls'))
      .flatMap(({ lane }) => pointsOf(lane, Number(lane.name.split('-')[1])))
      .flatMap(({ activity }) => whens.map((where) => `${activity}, worker killed, ${where} it took effect`));
    assert.deepEqual(
      wanted.filter((one) => !done.includes(one)),
      [],
    );
  });
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const shareOf = (key: string): number =>
  createHash('sha256').update(key).digest().readUInt32BE(0) % middleLanes;

function pointsOf({ name, worksheet }: Lane, index: number) {
  const of = (kind: Parameters<typeof resourceName>[0]) => resourceName(kind, worksheet);
  const points = writePoints(name, of('resourceGroup'), of('virtualNetwork'), of('virtualMachine'));
  return points.filter((_, at) => at % callLanes === index);
}
