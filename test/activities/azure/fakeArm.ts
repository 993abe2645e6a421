import { ComputeManagementClient } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import type { AzureClients } from '../../../activities/azure/clients';
import type { Pulse } from '../../../activities/azure/pulse';
import { clouds } from '../../../activities/environment';
import type { Worksheet } from '../../../worksheet/schema';

export interface Sent {
  method: string;
  path: string;
  body?: unknown;
}

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

interface HttpRequest {
  method: string;
  url: string;
  body?: unknown;
  headers: { get(name: string): string | undefined };
}

/** The real clients on a transport that never leaves the process: for bodies, and for answers that are hard to provoke. */
export function fakeArm(worksheet: Worksheet, answer: (sent: Sent) => Answer) {
  const sent: Sent[] = [];
  const httpClient = {
    sendRequest: async (request: HttpRequest) => {
      const { pathname, searchParams } = new URL(request.url);
      const body = typeof request.body === 'string' ? (JSON.parse(request.body) as unknown) : undefined;
      const one = { method: request.method, path: pathname, ...(body === undefined ? {} : { body }) };
      sent.push(one);
      if (!searchParams.has('api-version')) throw new Error(`${pathname} was called without api-version`);
      const { status, body: text, headers = {} } = answer(one);
      return {
        request,
        status,
        headers: headersOf({ 'content-type': 'application/json', ...headers }),
        bodyAsText: text === undefined ? '' : JSON.stringify(text),
      };
    },
  };
  const credential = {
    getToken: async () => ({ token: 'none', expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  const { subscriptionId } = worksheet.azure;
  const options = { httpClient, retryOptions: { maxRetries: 0 } } as object;
  const clients: AzureClients = {
    network: new NetworkManagementClient(credential, subscriptionId, options),
    compute: new ComputeManagementClient(credential, subscriptionId, options),
    resources: new ResourceManagementClient(credential, subscriptionId, options),
    credential,
    endpoints: { ...clouds.public, dns: {} },
  };
  return { clients, sent };
}

/** As much of the pipeline's HttpHeaders as the clients ask for. */
function headersOf(values: Record<string, string>) {
  const map = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    get: (name: string) => map.get(name.toLowerCase()),
    has: (name: string) => map.has(name.toLowerCase()),
    toJSON: () => Object.fromEntries(map),
    [Symbol.iterator]: () => map.entries(),
  };
}

/** An activity's signs of life, kept for the test to look at. */
export function fakePulse(): Pulse & { beats: Record<string, string | number>[] } {
  const beats: Record<string, string | number>[] = [];
  return {
    beats,
    signal: new AbortController().signal,
    beat: (details) => beats.push(details),
    sleep: async () => undefined,
    earlier: {},
    attempt: 1,
  };
}

export const armError = (status: number, code: string, message = code): Answer => ({
  status,
  body: { error: { code, message } },
});
