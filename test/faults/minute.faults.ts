import assert from 'node:assert/strict';
import { provision } from '../../simulator/guest/provision';
import type { JournalEntry } from '../../simulator/world';
import { table } from '../support/table';
import { openBench, openTemporal, type Bench, type TemporalBench } from './bench';
import { beforeServer, error, worksheetOf } from './deployment';
import type { oneStep, Work } from './oneStep';

/** So long nothing but errors is answered; real time, because Temporal's delays are. */
const badMs = 60_000;

interface Case {
  name: string;
  what: string;
  fault: object;
  /** At most so many requests, with the delays of workflows/proxies.ts and polls every ten seconds. */
  atMost: number;
  before?: Work[];
  work: Work;
}

const arm = (path: string) => ({ service: 'arm', path });
const down = (what: object) => ({ what, how: error(503, 'ServerBusy') });

const cases: Case[] = [
  {
    name: 'begin',
    what: 'a resource is to be made; ARM answers 503',
    fault: down(arm('*/localNetworkGateways/*')),
    atMost: 7,
    before: [{ step: 'resource-group', kinds: ['resourceGroup'] }],
    work: { step: 'local-network-gateway', kinds: ['localNetworkGateway'] },
  },
  {
    name: 'poll',
    what: 'an operation is awaited; its polls are answered by 503',
    fault: down(arm('*Compute/locations/*/operations/*')),
    atMost: 7,
    before: [{ step: 'network-interface', kinds: beforeServer }],
    work: { step: 'virtual-machine', kinds: ['virtualMachine'] },
  },
  {
    name: 'sign-in',
    what: 'no token is to be had: sign-in answers 503',
    fault: down({ service: 'authority', method: 'POST' }),
    atMost: 7,
    work: { step: 'resource-group', kinds: ['resourceGroup'] },
  },
  {
    name: 'graph',
    what: 'the tenant is read; Graph answers 503',
    fault: down({ service: 'graph' }),
    atMost: 7,
    work: { step: 'tenant-sync', since: new Date(0).toISOString() },
  },
  {
    name: 'batch',
    what: '10 users get licences; each is answered by 429 inside its $batch, Retry-After 10',
    fault: {
      what: { service: 'graph', path: '*/assignLicense' },
      how: error(429, 'TooManyRequests', { headers: { 'Retry-After': '10' } }),
    },
    atMost: 7,
    work: { step: 'licences' },
  },
];

interface Cost {
  one: Case;
  requests: number;
  ended: string;
}

describe('what one bad minute costs', function () {
  this.timeout(300_000);
  let temporal: TemporalBench;
  let costs: Map<string, Promise<Cost>>;
  const done: Cost[] = [];
  before(async () => {
    temporal = await openTemporal();
    costs = new Map(cases.map((one) => [one.name, cost(temporal, one)]));
    for (const one of costs.values()) one.catch(() => undefined);
  });
  for (const { name, what, atMost } of cases) {
    it(`${what}: at most ${atMost} requests, and it goes on by itself`, async () => {
      const found = await costs.get(name)!;
      done.push(found);
      assert.equal(found.ended, 'done');
      assert.ok(found.requests <= atMost, `${found.requests} requests`);
      assert.ok(found.requests >= 1, 'the minute was not bad');
    });
  }
  after(async () => {
    await Promise.allSettled(costs.values());
    await temporal.close();
    const rows = done.map(({ one, requests, ended }) => [one.what, requests, ended]);
    process.stdout.write(`\n${table(['one bad minute', 'requests', 'outcome'], rows)}\n`);
  });
});

async function cost(temporal: TemporalBench, one: Case): Promise<Cost> {
  // As in production but for the simulator: what is sent how often is the product's own.
  const bench = await openBench(temporal);
  try {
    const worksheet = worksheetOf(one.name, (input) => {
      input.licensing.rules = [{ name: 'Everybody', usageLocation: 'NL', licences: [{ sku: 'SPE_E3' }] }];
    });
    const start = (id: string, work: Work) =>
      bench.client.workflow.start<typeof oneStep>('oneStep', {
        taskQueue: bench.taskQueue,
        workflowId: `minute/${one.name}/${id}`,
        args: [{ worksheet, work }],
      });
    const { world } = bench.simulator;
    provision(world, new Date(world.clock.now()).toISOString());
    for (const [at, work] of (one.before ?? []).entries()) await (await start(`before-${at}`, work)).result();
    await bench.ask('PUT', '/faults/bad-minute', one.fault);
    const handle = await start('step', one.work);
    await firstStruck(bench);
    await new Promise((resolve) => setTimeout(resolve, badMs));
    await bench.ask('DELETE', '/faults/bad-minute');
    const { steps } = await handle.result();
    const ended = steps.find(({ id }) => id === one.work.step)!.status;
    return { one, requests: requestsOf(bench.journal({ fault: 'bad-minute' })), ended };
  } finally {
    await bench.close();
  }
}

async function firstStruck(bench: Bench): Promise<void> {
  while (bench.journal({ fault: 'bad-minute' }).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What is struck inside one batch was one request over the wire. */
function requestsOf(struck: JournalEntry[]): number {
  const inBatch = struck.filter(({ url }) => url.includes('/assignLicense'));
  const users = new Set(inBatch.map(({ url }) => url)).size;
  return struck.length - inBatch.length + (users > 0 ? inBatch.length / users : 0);
}
