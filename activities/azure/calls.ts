import type { ResourceGroup } from '@azure/arm-resources';
import type { Worksheet } from '../../worksheet/schema';
import { describeError } from '../failures';
import type { AzureClients } from './clients';

export interface ResumeOptions {
  /** Where the service names no Retry-After. */
  intervalMs: number;
  signal?: AbortSignal;
  onPoll?: (status: string) => void;
}

/** The SDK's calls for one kind. `poller` is a serialized poller: URLs and status only. */
export interface Calls<Body> {
  get(clients: AzureClients, worksheet: Worksheet): Promise<Body | undefined>;
  /** Sends the PUT; nothing is returned when there is nothing to wait for, '' when only the resource itself can tell. */
  put(clients: AzureClients, worksheet: Worksheet, body: Body): Promise<string | undefined>;
  resume(
    clients: AzureClients,
    worksheet: Worksheet,
    poller: string,
    options: ResumeOptions,
  ): Promise<unknown>;
  /** Where a failed resource must go before it can be made again. */
  remove?(clients: AzureClients, worksheet: Worksheet, options: ResumeOptions): Promise<unknown>;
  /** Where the secret can be read back, to notice that it was changed. */
  readSecret?(clients: AzureClients, worksheet: Worksheet): Promise<string | undefined>;
  /** What the service says about a failed resource, beyond its state. */
  explain?(clients: AzureClients, worksheet: Worksheet): Promise<string | undefined>;
}

/** A read whose 404 is an answer. */
export async function absentAsUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (describeError(error).status === 404) return undefined;
    throw error;
  }
}

/** Keeps what is needed to go on polling, whatever else a poller's state may hold one day. */
export function handleOf(serialized: string): string {
  const { state } = JSON.parse(serialized) as { state: { status: string; config: unknown } };
  return JSON.stringify({ state: { status: state.status, config: state.config } });
}

/** Resource groups are made at once. */
export const resourceGroupCalls: Calls<ResourceGroup> = {
  get: ({ resources }, w) => absentAsUndefined(resources.resourceGroups.get(w.azure.resourceGroup)),
  put: async ({ resources }, w, body) => {
    await resources.resourceGroups.createOrUpdate(w.azure.resourceGroup, body);
    return undefined;
  },
  resume: async () => undefined,
};
