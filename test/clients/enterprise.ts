import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Agent, fetch } from 'undici';
import type { Secrets } from '../../client/dev/contoso';
import { enterpriseOf, makeSecrets } from '../../client/dev/contoso';
import { startSimulator } from '../../simulator';
import type { SimulatorEndpoints } from '../../simulator/world';
import { contoso } from '../support/worksheet';

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A simulated enterprise, and processes that know of nothing else. */
export interface Enterprise {
  directory: string;
  endpoints: SimulatorEndpoints;
  secrets: Secrets;
  tenantId: string;
  subscriptionId: string;
  run(program: string, args: string[], env?: Record<string, string>): Promise<Ended>;
  /** The people at the site, and whoever can see all of Azure. */
  site(method: string, path: string, body?: object): Promise<unknown>;
  close(): Promise<void>;
}

export const people = 240;

/** Fast enough that the gateway's half hour is less than a second. */
const speed = 3000;

export async function openEnterprise(): Promise<Enterprise> {
  const directory = mkdtempSync(join(tmpdir(), 'dirsync-clients-'));
  const worksheet = contoso();
  const secrets = makeSecrets();
  const simulator = await startSimulator(
    enterpriseOf(worksheet, secrets, join(directory, 'simulator'), speed),
  );
  const { endpoints } = simulator;
  const { tenantId, subscriptionId } = worksheet.azure;
  const dispatcher = new Agent({ connect: { ca: readFileSync(endpoints.caFile, 'utf8') } });
  const own = {
    PATH: ['/usr/bin', '/bin'].join(delimiter),
    HOME: directory,
    LANG: 'C.UTF-8',
    REQUESTS_CA_BUNDLE: endpoints.caFile,
    SSL_CERT_FILE: endpoints.caFile,
    CURL_CA_BUNDLE: endpoints.caFile,
    SIMULATED_ARM: endpoints.arm,
    SIMULATED_AUTHORITY: endpoints.authority,
    SIMULATED_GRAPH: endpoints.graph,
    SIMULATED_SITE: endpoints.site,
    AZURE_TENANT_ID: tenantId,
    AZURE_SUBSCRIPTION_ID: subscriptionId,
    AZURE_CLIENT_ID: secrets.clientId,
    AZURE_CLIENT_SECRET: secrets.clientSecret,
  };
  return {
    directory,
    endpoints,
    secrets,
    tenantId,
    subscriptionId,
    run: (program, args, env = {}) => runToEnd(program, args, { ...own, ...env }, directory),
    site: async (method, path, body) => {
      const response = await fetch(`${endpoints.site}${path}`, {
        method,
        dispatcher,
        ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    },
    close: async () => {
      await dispatcher.close();
      await simulator.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function runToEnd(program: string, args: string[], env: Record<string, string>, cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { env, cwd, timeout: 300_000, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
        resolve({ code, stdout, stderr: code === -1 ? `${stderr}${error?.message}` : stderr });
      },
    );
  });
}
