import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { Agent, fetch } from 'undici';
import type { DirsyncClient } from '../../client';
import { createDirsyncClient, DirsyncError } from '../../client';
import type { Enterprise } from '../../client/dev/enterprise';
import { startEnterprise } from '../../client/dev/enterprise';
import type { Progress } from '../../roadmap/progress';
import type { JournalEntry } from '../../simulator/world';
import type { ConnectedClient } from '../../temporal/connect';
import { connectClient } from '../../temporal/connect';
import { nodeArguments } from '../../temporal/processes';
import type { WorksheetInput } from '../../worksheet/schema';
import { worksheetSchema } from '../../worksheet/schema';
import { contosoInput } from '../support/worksheet';

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A real Temporal server, simulated enterprise and worker, each a process; and the command line as its users have it. */
export async function openScene(deployment: string, change: (input: WorksheetInput) => void, speed: number) {
  const directory = mkdtempSync(join(tmpdir(), 'dirsync-e2e-'));
  const input = { ...contosoInput(), deployment };
  change(input);
  const worksheetFile = join(directory, 'worksheet.yaml');
  writeFileSync(worksheetFile, stringify(input));
  const enterprise = await startEnterprise({
    worksheet: worksheetSchema.parse(input),
    directory,
    speed,
    runsDirectory: join(directory, 'runs'),
    taskQueue: 'dirsync-e2e',
    say: () => undefined,
  });
  const client = await connectClient(enterprise.env);
  const dirsync = createDirsyncClient({ client, taskQueue: 'dirsync-e2e' });
  const dispatcher = new Agent({ connect: { ca: readFileSync(enterprise.endpoints.caFile, 'utf8') } });
  return {
    directory,
    deployment,
    worksheetFile,
    enterprise,
    client,
    dirsync,
    cli: (...args: string[]) => cli(enterprise, args),
    site: (method: string, path: string, body?: object) => site(enterprise, dispatcher, method, path, body),
    until: (what: string, holds: (progress: Progress) => boolean) => until(dirsync, deployment, what, holds),
    async close() {
      await dispatcher.close();
      await client.connection.close();
      await enterprise.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type Scene = Awaited<ReturnType<typeof openScene>> & { client: ConnectedClient };

function cli(enterprise: Enterprise, args: string[]): Promise<Ended> {
  const main = nodeArguments(join(__dirname, '../../client/main'));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...main, ...args],
      { env: { ...enterprise.env, NO_COLOR: '1' } },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function site(
  enterprise: Enterprise,
  dispatcher: Agent,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(`${enterprise.endpoints.site}${path}`, {
    method,
    dispatcher,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

async function until(
  dirsync: DirsyncClient,
  deployment: string,
  what: string,
  holds: (progress: Progress) => boolean,
): Promise<Progress> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const progress = await dirsync.progress(deployment).catch(notWithoutWorker);
    if (progress && holds(progress)) return progress;
    if (Date.now() > deadline) {
      const steps = progress?.steps.filter((step) => !['pending', 'done', 'notNeeded'].includes(step.status));
      throw new Error(`${what}: not reached in a minute; ${JSON.stringify(steps)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A worker that was killed still holds the workflow for a moment: its queue is asked first. */
function notWithoutWorker(error: unknown): undefined {
  if (!(error instanceof DirsyncError && error.code === 'NoWorker')) throw error;
}

/** Every text in a value, with bytes read as text. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString()];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

export const puts = (entries: JournalEntry[], path: RegExp): JournalEntry[] =>
  entries.filter((entry) => entry.method === 'PUT' && path.test(entry.url));

export const statusOf = (progress: Progress, id: string) =>
  progress.steps.find((step) => step.id === id)!.status;
export const problemOf = (progress: Progress, id: string) =>
  progress.steps.find((step) => step.id === id)!.problem!;
export const gateIsOpen = (gate: string) => (progress: Progress) =>
  progress.gates.some((one) => one.id === gate && one.status === 'open');
