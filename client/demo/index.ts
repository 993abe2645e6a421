import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { defaultTaskQueue } from '../../roadmap/messages';
import { buildReport } from '../../roadmap/report';
import { connectClient } from '../../temporal/connect';
import type { Worksheet } from '../../worksheet/schema';
import type { Enterprise } from '../dev/enterprise';
import { startEnterprise } from '../dev/enterprise';
import { siteStaff } from '../dev/staff';
import { untilInterrupted } from '../dev/interrupt';
import type { ExitCode } from '../exitCodes';
import { exitCodes } from '../exitCodes';
import { createDirsyncClient } from '../index';
import type { Io } from '../io';
import { InputError, writeJson } from '../io';
import { exampleWorksheet } from '../packageFile';
import { renderPlan, renderUsers, useColor } from '../views';
import { wrap } from '../views/text';
import { goodWorksheet } from '../worksheets';
import { requester } from './people';
import { play } from './play';

export interface DemoOptions {
  /** Approve every gate without asking. */
  yes: boolean;
  /** Leave server, simulator and worker running at the end. */
  keep: boolean;
  /** How many times faster than Azure the simulator is. */
  speed?: number;
  /** Print the report as JSON at the end, and the story on standard error. */
  json?: boolean;
}

/** The gateway's half hour takes a quarter of a minute. */
const defaultSpeed = 120;

/** The whole roadmap, from the example's worksheet to licensed users, against a simulated enterprise. */
export async function runDemo(
  io: Io,
  { yes, keep, speed = defaultSpeed, json }: DemoOptions,
): Promise<ExitCode> {
  if (!yes && !process.stdin.isTTY) {
    throw new InputError(
      '--yes: is missing, and there is no terminal to ask on at the gates. Add --yes to approve every gate.',
    );
  }
  const file = exampleWorksheet();
  const worksheet = goodWorksheet(io, file);
  const started = Date.now();
  const say = (line: string) => {
    const seconds = Math.floor((Date.now() - started) / 1000);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    const out = json ? io.stderr : io.stdout;
    const first = `${clock.padStart(5)}  ${/^ */.exec(line)![0]}`;
    const lines = wrap(line, out.columns ?? Infinity, first, ' '.repeat(first.length + 2));
    out.write(`${lines.join('\n')}\n`);
  };
  const directory = mkdtempSync(join(tmpdir(), 'dirsync-demo-'));
  const runsDirectory = resolve('runs');
  mkdirSync(runsDirectory, { recursive: true });
  say(`Deployment ${worksheet.deployment}, from ${relative(process.cwd(), file)}`);
  const enterprise = await startEnterprise({
    worksheet,
    directory,
    speed,
    runsDirectory,
    taskQueue: `${defaultTaskQueue}-demo-${process.pid}`,
    say,
  });
  try {
    const code = await deploy(io, { worksheet, enterprise, yes, json, say });
    if (keep) {
      say(
        `Left running until Ctrl-C. Workflow in the Temporal UI: ${enterprise.temporal.ui ?? enterprise.temporal.address}`,
      );
      await untilInterrupted();
    }
    return code;
  } finally {
    await enterprise.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Demo {
  worksheet: Worksheet;
  enterprise: Enterprise;
  yes: boolean;
  json?: boolean;
  say: (line: string) => void;
}

async function deploy(io: Io, { worksheet, enterprise, yes, json, say }: Demo): Promise<ExitCode> {
  const { env, endpoints, secrets } = enterprise;
  const client = await connectClient(env);
  const staff = siteStaff(endpoints);
  try {
    const dirsync = createDirsyncClient({ client, taskQueue: env.DIRSYNC_TASK_QUEUE });
    const { workflowId } = await dirsync.deploy({ worksheet, requestedBy: requester });
    say(`Started workflow ${workflowId} for ${requester}`);
    const view = { color: useColor(io.env, io.stdout), width: io.stdout.columns ?? 100 };
    const progress = await play({
      worksheet,
      dirsync,
      secrets,
      staff,
      yes,
      say,
      showPlan: ({ plan }) =>
        void (plan && !json && io.stdout.write(`${renderPlan(plan, worksheet, view)}\n`)),
    });
    const report = buildReport({ worksheet, progress });
    if (json) writeJson(io, report);
    else io.stdout.write(`${renderUsers(report)}\n`);
    say(`Outcome: ${progress.outcome}. The report: runs/${worksheet.deployment}/report.html and report.json`);
    return progress.outcome === 'succeeded' ? exitCodes.done : exitCodes.failed;
  } finally {
    await staff.close();
    await client.connection.close();
  }
}
