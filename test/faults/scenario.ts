import assert from 'node:assert/strict';
import { renderCurrentDetails } from '../../roadmap/details';
import { messageNames, progressQuery } from '../../roadmap/messages';
import type { ProblemCode } from '../../roadmap/problems';
import type { Progress, StepProgress } from '../../roadmap/progress';
import type { JournalFilter } from '../../simulator/core/journal';
import type { JournalEntry } from '../../simulator/world';
import type { Worksheet, WorksheetInput } from '../../worksheet/schema';
import { table } from '../support/table';
import { openBench, type Bench, type BenchOptions, type TemporalBench } from './bench';
import type { oneStep, Work } from './oneStep';

/** A fault as `PUT /faults/:name` takes it. */
export type FaultBody = { what?: object; where?: string; how: object; times?: number };

export interface Scenario {
  /** Also the deployment's name. */
  name: string;
  fault: string;
  where: string;
  /** One that names a place in the enterprise is made when that is known. */
  worksheet: Worksheet | ((bench: Bench) => Worksheet);
  work: Work;
  /** What changes the whole enterprise needs one of its own. */
  own?: BenchOptions;
  /** What is there already, made by the same code before anything goes wrong. */
  before?: Work[];
  faults?: FaultBody[];
  /** What somebody does to the enterprise before the step begins. */
  prepare?: (bench: Bench) => unknown;
  /** Which requests the table counts. */
  counts: JournalFilter;
  /** So many of them there are, no more and no fewer. */
  requests?: number;
  /** Seconds that the service named, which must lie between the struck request and the next one like it. */
  waits?: number;
  evidence?: Record<string, unknown>;
  parks?: Parks;
}

interface Parks {
  code: ProblemCode;
  message: RegExp;
  remedy: RegExp;
  /** What the person does about it; without it the fault is taken away. */
  mend?: (bench: Bench) => unknown;
  /** A corrected worksheet that comes with the retry. */
  corrected?: WorksheetInput;
  /** Stays parked: a retry would meet the same. */
  forGood?: true;
}

export interface Result {
  scenario: Scenario;
  step: StepProgress;
  progress: Progress;
  counted: JournalEntry[];
  parked?: { step: StepProgress; details: string };
}

const patience = 120_000;

export async function play(bench: Bench, scenario: Scenario): Promise<Result> {
  const { name, work } = scenario;
  const worksheet = worksheetIn(scenario, bench);
  const start = (id: string, of: Work) =>
    bench.client.workflow.start<typeof oneStep>('oneStep', {
      taskQueue: bench.taskQueue,
      workflowId: `${name}/${id}`,
      args: [{ worksheet, work: of }],
    });
  for (const [at, of] of (scenario.before ?? []).entries()) await (await start(`before-${at}`, of)).result();
  await scenario.prepare?.(bench);
  const faultNames = (scenario.faults ?? []).map((_, at) => `${name}-${at}`);
  for (const [at, fault] of (scenario.faults ?? []).entries()) {
    await bench.ask('PUT', `/faults/${faultNames[at]}`, fault);
  }
  const handle = await start('step', work);
  const query = () => handle.query<Progress>(progressQuery);
  let parked: Result['parked'];
  try {
    if (scenario.parks) {
      const { mend, corrected, forGood } = scenario.parks;
      const progress = await until(query, (one) => one.steps.some(({ status }) => status === 'parked'));
      const step = progress.steps.find(({ status }) => status === 'parked')!;
      parked = { step, details: renderCurrentDetails(progress) };
      if (forGood) return { scenario, progress, step, parked, counted: bench.journal(scenario.counts) };
      if (mend) await mend(bench);
      else for (const fault of faultNames) await bench.ask('DELETE', `/faults/${fault}`);
      const message = { step: step.id, by: 'anna.berg@contoso.com', comment: 'mended', worksheet: corrected };
      await handle.executeUpdate(messageNames.retryStep, { args: [message] });
    }
    const progress = await until(query, (one) =>
      one.steps.some(({ id, status }) => (id === work.step && status === 'done') || status === 'parked'),
    );
    const step = progress.steps.find(({ id, status }) => id === work.step || status === 'parked')!;
    return { scenario, progress, step, parked, counted: bench.journal(scenario.counts) };
  } finally {
    await handle.terminate('the scenario is over').catch(() => undefined);
  }
}

const worksheetIn = ({ worksheet }: Scenario, bench: Bench) =>
  typeof worksheet === 'function' ? worksheet(bench) : worksheet;

async function until(query: () => Promise<Progress>, holds: (progress: Progress) => boolean) {
  const deadline = Date.now() + patience;
  for (;;) {
    const progress = await query();
    if (holds(progress)) return progress;
    if (Date.now() > deadline) throw new Error(`not reached: ${statuses(progress)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const statuses = ({ steps }: Progress) =>
  steps
    .filter(({ status }) => !['pending', 'notNeeded'].includes(status))
    .map(({ id, status, problem }) => `${id} ${status} ${problem?.code ?? ''} ${problem?.message ?? ''}`)
    .join('; ');

/** What the scenario promises, on what happened. */
export function check({ scenario, step, progress, counted, parked }: Result): void {
  const { parks, requests, waits, evidence } = scenario;
  if (parks) {
    assert.ok(parked, 'it did not park');
    const { problem } = parked.step;
    assert.equal(problem?.code, parks.code, problem?.message);
    assert.match(problem.message, parks.message);
    assert.match(problem.remedy, parks.remedy);
    const command = `npx dirsync retry ${progress.deployment} ${parked.step.id} --by <you>`;
    assert.ok(parked.details.includes(command), `${parked.details}\nlacks ${command}`);
  }
  if (!parks?.forGood) assert.equal(step.status, 'done', step.problem?.message);
  if (!parks) assert.equal(step.attempts, 1, 'a person was asked');
  if (requests !== undefined) assert.equal(counted.length, requests, lines(counted));
  for (const [key, value] of Object.entries(evidence ?? {})) assert.deepEqual(step.evidence[key], value);
  if (waits !== undefined) assert.ok(leastGap(counted) >= waits * 1000, lines(counted));
}

/** Milliseconds from each request that a fault struck to the next one like it; the least of them. */
function leastGap(counted: JournalEntry[]): number {
  const gaps = counted.flatMap((one, at) => {
    const next = counted.slice(at + 1).find(({ method, url }) => method === one.method && url === one.url);
    return one.fault && next ? [Date.parse(next.at) - Date.parse(one.at)] : [];
  });
  return gaps.length > 0 ? Math.min(...gaps) : 0;
}

const lines = (counted: JournalEntry[]) =>
  counted.map(({ at, method, url, status }) => `${at} ${method} ${url} ${status}`).join('\n');

/** Runs of equal requests, `!` where a fault struck: `PUT 429!, PUT 201`. */
function trace(counted: JournalEntry[]): string {
  const words = counted.map(
    ({ method, status, fault }) => `${method} ${status || 'lost'}${fault ? '!' : ''}`,
  );
  const runs: { word: string; count: number }[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.word === word) last.count++;
    else runs.push({ word, count: 1 });
  }
  return runs.map(({ word, count }) => (count > 1 ? `${count} x ${word}` : word)).join(', ');
}

const outcome = ({ parked, step, scenario }: Result): string => {
  if (!parked) return 'by itself';
  const asked = `asks a person (${parked.step.problem?.code})`;
  return scenario.parks?.forGood ? asked : `${asked}, then ${step.status}`;
};

export function faultsTable(results: Result[]): string {
  return table(
    ['fault', 'where', 'what dirsync did', 'requests', 'outcome'],
    results.map((result) => [
      result.scenario.fault,
      result.scenario.where,
      trace(result.counted),
      result.counted.length,
      outcome(result),
    ]),
  );
}

/** Most of the time they wait for Temporal's and the services' delays. */
const sideBySide = 6;

/** Plays them side by side, each a test of its own, and prints the table at the end. */
export function playAll(temporal: () => TemporalBench, scenarios: Scenario[], options: BenchOptions): void {
  const results: Result[] = [];
  const plays = new Map<Scenario, Promise<Result>>();
  let shared: Bench | undefined;
  before(async () => {
    if (scenarios.some(({ own }) => !own)) shared = await openBench(temporal(), options);
    const queues: Promise<unknown>[] = Array.from({ length: sideBySide }, () => Promise.resolve());
    for (const [at, one] of scenarios.entries()) {
      const start = () =>
        one.own ? playAlone(temporal(), one, { ...options, ...one.own }) : play(shared!, one);
      const playing = queues[at % sideBySide]!.then(start);
      plays.set(one, playing);
      // Whoever awaits it later hears of its failure; until then it is no unhandled rejection.
      queues[at % sideBySide] = playing.catch(() => undefined);
    }
  });
  for (const one of scenarios) {
    it(`${one.fault}, ${one.where}`, async () => {
      const result = await plays.get(one)!;
      results.push(result);
      check(result);
    });
  }
  after(async () => {
    await Promise.allSettled(plays.values());
    await shared?.close();
    process.stdout.write(`\n${faultsTable(results)}\n`);
  });
}

async function playAlone(temporal: TemporalBench, scenario: Scenario, options: BenchOptions) {
  const bench = await openBench(temporal, options);
  try {
    return await play(bench, scenario);
  } finally {
    await bench.close();
  }
}
