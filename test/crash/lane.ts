import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import { createDirsyncClient } from '../../client';
import { approverOf, requester, sitework } from '../../client/demo/people';
import { enterpriseOf, makeSecrets } from '../../client/dev/contoso';
import { environmentOf } from '../../client/dev/enterprise';
import { siteStaff } from '../../client/dev/staff';
import { DirsyncError } from '../../client';
import type { Progress } from '../../roadmap/progress';
import { connectClient } from '../../temporal/connect';
import { contoso } from '../support/worksheet';
import { startSimulator, startWorker } from './processes';
import { openWebhook } from './webhook';

export interface LaneOptions {
  name: string;
  temporal: { address: string; namespace: string };
  speed: number;
  /** Keeps the first notice of each subject waiting, so that its worker can be killed meanwhile. */
  holdsNotices?: boolean;
}

/** The demo's roadmap with processes of its own: a simulated enterprise, a worker, and people who do their part. */
export async function openLane({ name, temporal, speed, holdsNotices = false }: LaneOptions) {
  const directory = mkdtempSync(join(tmpdir(), `dirsync-crash-${name}-`));
  const taskQueue = `dirsync-crash-${name}`;
  const worksheet = contoso((input) => {
    input.deployment = name;
    input.notify = { webhook: 'env:DIRSYNC_WEBHOOK' };
  });
  const secrets = makeSecrets();
  const home = join(directory, 'simulator');
  const optionsFile = join(directory, 'simulator.json');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(optionsFile, JSON.stringify(enterpriseOf(worksheet, secrets, home, speed)), { mode: 0o600 });
  const logOf = (what: string) => join(directory, `${what}.log`);
  const simulated = await startSimulator(optionsFile, logOf('simulator'));
  const { endpoints } = simulated;
  const webhook = await openWebhook(home, holdsNotices);
  const runsDirectory = join(directory, 'runs');
  const options = { worksheet, taskQueue, runsDirectory };
  const env = {
    ...(await environmentOf(options, temporal, endpoints, secrets)),
    DIRSYNC_WEBHOOK: webhook.url,
  };
  const client = await connectClient(env);
  const dirsync = createDirsyncClient({ client, taskQueue, answerWithinMs: 3000 });
  const staff = siteStaff(endpoints);
  const dispatcher = new Agent({ connect: { ca: readFileSync(endpoints.caFile, 'utf8') } });
  const programs = { simulator: simulated.program, worker: startWorker(env, logOf('worker')) };

  const people = { worksheet, secrets, staff };
  return {
    name,
    directory,
    env,
    worksheet,
    secrets,
    client,
    dirsync,
    programs: programs,
    endpoints,
    reportFile: join(runsDirectory, name, 'report.json'),
    logOf,
    start: () => dirsync.deploy({ worksheet, requestedBy: requester }),
    async restartWorker() {
      programs.worker = startWorker(env, logOf('worker'));
    },
    async restartSimulator() {
      programs.simulator = (await startSimulator(optionsFile, logOf('simulator'))).program;
    },
    /** The site's people do their part and approve, until the deployment has ended. Nothing may ever wait for a mend. */
    async untilEnded(look: (progress: Progress) => Promise<void> = async () => undefined): Promise<Progress> {
      const answered = new Set<string>();
      for (;;) {
        const progress = await dirsync.progress(name).catch(passing);
        if (progress) {
          const parked = progress.steps.find((step) => step.status === 'parked');
          if (parked) throw new Error(`${name}: ${parked.id} needs a person: ${parked.problem?.message}`);
          await look(progress);
          for (const gate of progress.gates.filter(({ status }) => status === 'open')) {
            if (answered.has(gate.id)) continue;
            const decided = await doTheirPart(gate.id, progress).catch(passing);
            if (decided) answered.add(gate.id);
          }
          if (progress.outcome && existsReport()) return progress;
        }
        await wait(300);
      }
    },
    async site(method: string, path: string, body?: object): Promise<unknown> {
      const response = await fetch(`${endpoints.site}${path}`, {
        method,
        dispatcher,
        ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text ? (JSON.parse(text) as unknown) : undefined;
    },
    async close() {
      await staff.close();
      await dispatcher.close();
      await client.connection.close();
      await programs.worker.kill();
      await programs.simulator.kill();
      await webhook.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };

  async function doTheirPart(gate: Progress['gates'][number]['id'], progress: Progress) {
    await sitework[gate]?.({ ...people, progress });
    return dirsync.decide({ deployment: name, gate, decision: 'approve', by: approverOf(gate, worksheet) });
  }

  function existsReport(): boolean {
    try {
      const report = JSON.parse(readFileSync(join(runsDirectory, name, 'report.json'), 'utf8')) as {
        outcome: string | null;
      };
      return report.outcome !== null;
    } catch {
      return false;
    }
  }
}

export type Lane = Awaited<ReturnType<typeof openLane>>;

/** What a person meets while something restarts, and tries again. */
function passing(error: unknown): undefined {
  if (error instanceof DirsyncError && ['NoWorker', 'NoServer', 'Refused'].includes(error.code))
    return undefined;
  if (error instanceof TypeError && error.message === 'fetch failed') return undefined;
  throw error;
}
