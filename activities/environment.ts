import { readFileSync } from 'node:fs';
import type { Worksheet } from '../worksheet/schema';

/** Where the services are. Everything has the cloud's own default; only tests, the demo and private clouds set these. */
export interface Endpoints {
  authorityHost: string;
  arm: string;
  /** Without the version segment. */
  graph: string;
  /** PEM of certificate authorities to trust besides the system's. */
  ca?: string;
  /** Table D address → host:port to ask instead. */
  dns: Record<string, string>;
}

export type Cloud = Worksheet['azure']['cloud'];

/** As much of a worksheet as says whose directory is meant. */
export interface Tenant {
  azure: Pick<Worksheet['azure'], 'cloud' | 'tenantId'>;
}

/** Endpoints of the clouds: Azure and Microsoft Graph documentation on national clouds. */
export const clouds: Record<Cloud, Pick<Endpoints, 'authorityHost' | 'arm' | 'graph'>> = {
  public: {
    authorityHost: 'https://login.microsoftonline.com',
    arm: 'https://management.azure.com',
    graph: 'https://graph.microsoft.com',
  },
  usgovernment: {
    authorityHost: 'https://login.microsoftonline.us',
    arm: 'https://management.usgovcloudapi.net',
    graph: 'https://graph.microsoft.us',
  },
  china: {
    authorityHost: 'https://login.chinacloudapi.cn',
    arm: 'https://management.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
  },
};

/** What the process environment says about the outside world; see README, "Configuration". */
export interface OutsideSettings {
  overrides: Partial<Endpoints>;
  /** Which credential of @azure/identity is used. */
  credential: 'default' | 'clientSecret' | 'managedIdentity';
  /** How long to wait between two looks at something that says no Retry-After. */
  pollIntervalMs?: number;
  /** How long one request may take; DIRSYNC_REQUEST_TIMEOUT_MS, else 100 seconds. */
  requestTimeoutMs?: number;
  env: NodeJS.ProcessEnv;
}

/** What .NET's HttpClient, with which most of Azure's clients are made, waits for an answer; the clients for Node.js wait for ever. */
export const defaultRequestTimeoutMs = 100_000;

export const requestTimeLimit = ({ requestTimeoutMs = defaultRequestTimeoutMs }: OutsideSettings): number =>
  requestTimeoutMs;

export function endpointsFor(cloud: Cloud, overrides: Partial<Endpoints>): Endpoints {
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  return { dns: {}, ...clouds[cloud], ...given };
}

const credentials = ['default', 'clientSecret', 'managedIdentity'] as const;

/** Every 10 seconds: what the portal does, and far below ARM's read limits. */
export const defaultPollIntervalMs = 10_000;

/** Reads and checks all settings at once, so that one start shows every mistake. */
export function readOutsideSettings(env: NodeJS.ProcessEnv): {
  settings?: OutsideSettings;
  problems: string[];
} {
  const problems: string[] = [];
  const credential = env.DIRSYNC_CREDENTIAL || 'default';
  if (!isCredential(credential)) {
    problems.push(`DIRSYNC_CREDENTIAL is "${credential}": use ${credentials.join(', ')}`);
  }
  if (credential === 'clientSecret') {
    for (const name of ['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET']) {
      if (!env[name]) problems.push(`${name} is missing: DIRSYNC_CREDENTIAL=clientSecret needs it`);
    }
  }
  const overrides: Partial<Endpoints> = {
    authorityHost: readUrl(env, 'AZURE_AUTHORITY_HOST', problems),
    arm: readUrl(env, 'DIRSYNC_ARM_ENDPOINT', problems),
    graph: readUrl(env, 'DIRSYNC_GRAPH_ENDPOINT', problems),
    ca: readCertificates(env.DIRSYNC_CA_FILE, problems),
    dns: readDnsEndpoints(env.DIRSYNC_DNS_ENDPOINTS, problems),
  };
  const pollIntervalMs = readMilliseconds(
    env,
    'DIRSYNC_POLL_INTERVAL_MS',
    10,
    defaultPollIntervalMs,
    problems,
  );
  const requestTimeoutMs = readMilliseconds(
    env,
    'DIRSYNC_REQUEST_TIMEOUT_MS',
    1000,
    defaultRequestTimeoutMs,
    problems,
  );
  if (problems.length > 0 || !isCredential(credential)) return { problems };
  return { settings: { overrides, credential, pollIntervalMs, requestTimeoutMs, env }, problems };
}

function readMilliseconds(
  env: NodeJS.ProcessEnv,
  name: string,
  least: number,
  otherwise: number,
  problems: string[],
): number {
  const value = Number(env[name] || otherwise);
  if (!Number.isInteger(value) || value < least) {
    problems.push(
      `${name} must be a whole number of milliseconds, at least ${least}, for example ${otherwise}`,
    );
  }
  return value;
}

function isCredential(value: string): value is OutsideSettings['credential'] {
  return (credentials as readonly string[]).includes(value);
}

/** Bearer tokens are only ever sent over HTTPS. */
function readUrl(env: NodeJS.ProcessEnv, name: string, problems: string[]): string | undefined {
  const value = env[name];
  if (!value) return undefined;
  if (!URL.canParse(value) || new URL(value).protocol !== 'https:') {
    problems.push(`${name} is "${value}": it must be an https:// address`);
    return undefined;
  }
  return value.replace(/\/+$/, '');
}

function readCertificates(file: string | undefined, problems: string[]): string | undefined {
  if (!file) return undefined;
  try {
    const text = readFileSync(file, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
    problems.push(`DIRSYNC_CA_FILE ${file} holds no certificate in PEM form`);
  } catch (error) {
    problems.push(`DIRSYNC_CA_FILE ${file} can't be read: ${(error as Error).message}`);
  }
  return undefined;
}

/** `10.10.0.4=127.0.0.1:5353,10.10.0.5=127.0.0.1:5354` */
function readDnsEndpoints(text: string | undefined, problems: string[]): Record<string, string> | undefined {
  if (!text) return undefined;
  const pairs = text.split(',').map((pair) => pair.trim());
  const bad = pairs.filter((pair) => !/^\d+(\.\d+){3}=[^=:\s]+:\d{1,5}$/.test(pair));
  if (bad.length > 0) {
    problems.push(
      `DIRSYNC_DNS_ENDPOINTS has "${bad.join('", "')}": write <address>=<host>:<port>, separated by commas`,
    );
    return undefined;
  }
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}
