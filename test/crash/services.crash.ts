import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Phase } from '../../roadmap/steps';
import type { Progress } from '../../roadmap/progress';
import type { DevServer } from '../../temporal/devServer';
import { startDevServer } from '../../temporal/devServer';
import { table } from '../support/table';
import { endState, writes } from './endState';
import type { Kill } from './kills';
import type { Lane } from './lane';
import { openLane } from './lane';
import { programOf } from './processes';

const speed = 120;

/** What can die beside the worker: in each phase of the roadmap, once. */
describe('a server and services that are killed', function () {
  this.timeout('10 minutes');
  const directory = mkdtempSync(join(tmpdir(), 'dirsync-crash-servers-'));
  const servers: Server[] = [];
  let calm: Lane;
  const all: { lane: Lane; kills: Kill[] }[] = [];

  before(async () => {
    const quiet = await openServer('quiet');
    const [first, second] = [await openServer('first'), await openServer('second')];
    const open = (name: string, temporal: Server) => openLane({ name, temporal: temporal.now(), speed });
    calm = await open('calm', quiet);
    const simulator = await open('services-die', quiet);
    const server = await open('temporal-dies', first);
    const everything = await open('everything-dies', second);
    const simulatorDies = async () => {
      await simulator.programs.simulator.kill();
      await simulator.restartSimulator();
    };
    const everythingDies = async () => {
      const { worker, simulator: services } = everything.programs;
      await Promise.all([worker.kill(), services.kill(), second.kill()]);
      await Promise.all([second.start(), everything.restartSimulator()]);
      await everything.restartWorker();
    };
    const serverDies = async () => {
      await first.kill();
      await first.start();
    };
    await Promise.all([
      disturbed(calm),
      disturbed(simulator, 'simulated services killed and started again', simulatorDies),
      disturbed(server, 'Temporal server killed and started again', serverDies),
      disturbed(everything, 'worker, server and services killed and started again', everythingDies),
    ]);
  });
  after(async () => {
    const rows = all.flatMap(({ lane, kills }) =>
      kills.map(({ point, fault, seconds }) => [lane.name, point, fault, seconds?.toFixed(1) ?? '-']),
    );
    process.stdout.write(table(['run', 'phase', 'fault', 'seconds until it answers'], rows));
    for (const lane of [calm, ...all.map((one) => one.lane)]) await lane?.close();
    for (const server of servers) await server.kill();
    rmSync(directory, { recursive: true, force: true });
  });

  async function openServer(name: string): Promise<Server> {
    const server = await restartable(join(directory, `${name}.db`));
    servers.push(server);
    return server;
  }

  async function disturbed(lane: Lane, fault = '', die?: () => Promise<void>): Promise<void> {
    const kills: Kill[] = [];
    const died = new Set<Phase>();
    await lane.start();
    await lane.untilEnded(async (progress) => {
      const phase = phaseOf(progress);
      if (!die || !phase || died.has(phase)) return;
      died.add(phase);
      const at = Date.now();
      await die();
      const kill: Kill = { point: phase, fault };
      kills.push(kill);
      void answers(lane).then(() => (kill.seconds = (Date.now() - at) / 1000));
    });
    assert.ok(!lane.programs.worker.hasEnded(), `${lane.name}: its worker ended by itself`);
    if (die) all.push({ lane, kills });
  }

  it('go on in each phase', () => {
    // The phases server and report may pass between two looks.
    const phases = ['plan', 'network', 'gateway', 'domain-join', 'entra-connect', 'licensing'];
    for (const { lane, kills } of all) {
      const survived = kills.filter(({ seconds }) => seconds !== undefined).map(({ point }) => point);
      assert.deepEqual(
        phases.filter((phase) => !survived.includes(phase)),
        [],
        lane.name,
      );
    }
  });

  it('leave the same resources, tenant and report as those that live', () => {
    for (const { lane } of all) assert.deepEqual(endState(lane), endState(calm), lane.name);
  });

  it('see each thing written as often as those that live', () => {
    for (const { lane } of all) assert.deepEqual(writes(lane), writes(calm), lane.name);
  });
});

interface Server {
  now(): DevServer;
  start(): Promise<void>;
  kill(): Promise<void>;
}

/** On the same ports and with the same database whenever it is started. */
async function restartable(databaseFile: string): Promise<Server> {
  let server = await startDevServer({ databaseFile });
  const [port, uiPort] = [server.address, server.ui].map((address) => Number(address.split(':').at(-1)));
  return {
    now: () => server,
    async start() {
      server = await startDevServer({ databaseFile, port, uiPort });
    },
    kill: () => programOf(server.guard).kill(),
  };
}

/** The phase of the earliest step that is under way. */
const phaseOf = ({ steps }: Progress): Phase | undefined =>
  steps.find(({ status }) => ['running', 'waiting'].includes(status))?.phase;

async function answers(lane: Lane): Promise<void> {
  while (!(await lane.dirsync.progress(lane.name).catch(() => undefined))) continue;
}
