import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultTaskQueue } from '../../roadmap/messages';
import type { ExitCode } from '../exitCodes';
import { exitCodes } from '../exitCodes';
import type { Io } from '../io';
import { exampleWorksheet } from '../packageFile';
import { goodWorksheet } from '../worksheets';
import type { Enterprise } from './enterprise';
import { startEnterprise } from './enterprise';
import { untilInterrupted } from './interrupt';

export interface DevOptions {
  /** State, so that the next start goes on with it. */
  data?: string;
  port?: number;
  uiPort?: number;
  speed?: number;
  worksheet?: string;
}

/** A Temporal server, a simulated enterprise that fits a worksheet, and a worker, left running to play with. */
export async function runDev(io: Io, options: DevOptions): Promise<ExitCode> {
  const file = options.worksheet ?? exampleWorksheet();
  const worksheet = goodWorksheet(io, file);
  const directory = resolve(options.data ?? '.dirsync/dev');
  const say = (line: string) => void io.stdout.write(`${line}\n`);
  const enterprise = await startEnterprise({
    worksheet,
    directory,
    speed: options.speed ?? 60,
    runsDirectory: resolve('runs'),
    taskQueue: io.env.DIRSYNC_TASK_QUEUE || defaultTaskQueue,
    port: options.port,
    uiPort: options.uiPort,
    say,
  });
  try {
    const environmentFile = join(directory, 'env.sh');
    writeFileSync(environmentFile, shellVariables(enterprise), { mode: 0o600 });
    say('');
    say('In another terminal:');
    say(`  . ${environmentFile}`);
    say(`  npx dirsync deploy ${file}`);
    say(`  npx dirsync status ${worksheet.deployment} --watch`);
    say(`The site's people act at ${enterprise.endpoints.site}/site, in a browser or by its API`);
    say(
      '(docs/simulator.md; its certificate is signed by a throw-away authority, so the browser asks first).',
    );
    say('Everything runs until Ctrl-C.');
    await untilInterrupted();
    return exitCodes.done;
  } finally {
    await enterprise.stop();
  }
}

/** Only what differs from this process's environment, in a form that a shell reads. */
function shellVariables({ env, endpoints }: Enterprise): string {
  const changed = Object.entries({ ...env, SITE: endpoints.site, CURL_CA_BUNDLE: endpoints.caFile }).filter(
    ([name, value]) => value !== undefined && process.env[name] !== value,
  );
  return changed.map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`).join('');
}
