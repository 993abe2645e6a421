import {
  restorePoller,
  type ComputeManagementClient,
  type VirtualMachine,
  type VirtualMachineExtension,
} from '@azure/arm-compute';
import type { NetworkManagementClient, Subnet } from '@azure/arm-network';
import type { ResourceGroup } from '@azure/arm-resources';
import { networkResourceGroup, resourceName, type ResourceKind } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import { describeError } from '../failures';
import type { Calls, ResumeOptions } from './registry';

/** The pollers of @azure/core-lro 2, as arm-network has them. */
interface NetworkPoller {
  isDone(): boolean;
  toString(): string;
  onProgress(callback: (state: { status: string }) => void): unknown;
  pollUntilDone(options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

interface NetworkOptions {
  resumeFrom?: string;
  updateIntervalInMs?: number;
  abortSignal?: AbortSignal;
}

interface NetworkOperations<Body> {
  get(group: string, name: string): Promise<Body>;
  beginCreateOrUpdate(
    group: string,
    name: string,
    body: Body,
    options?: NetworkOptions,
  ): Promise<NetworkPoller>;
}

async function absentAsUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (describeError(error).status === 404) return undefined;
    throw error;
  }
}

/** Keeps what is needed to go on polling, whatever else a poller's state may hold one day. */
function handleOf(serialized: string): string {
  const { state } = JSON.parse(serialized) as { state: { status: string; config: unknown } };
  return JSON.stringify({ state: { status: state.status, config: state.config } });
}

async function finish(poller: NetworkPoller, { signal, onPoll }: ResumeOptions): Promise<unknown> {
  poller.onProgress((state) => onPoll?.(state.status));
  return poller.pollUntilDone({ abortSignal: signal });
}

const networkOptions = (resumeFrom: string, options: ResumeOptions): NetworkOptions => ({
  resumeFrom,
  updateIntervalInMs: options.intervalMs,
  abortSignal: options.signal,
});

export function networkCalls<Body extends object>(
  kind: ResourceKind,
  pick: (network: NetworkManagementClient) => NetworkOperations<Body>,
): Calls<Body> {
  const group = (w: Worksheet) =>
    kind === 'virtualNetwork' ? networkResourceGroup(w) : w.azure.resourceGroup;
  return {
    get: ({ network }, w) => absentAsUndefined(pick(network).get(group(w), resourceName(kind, w))),
    put: async ({ network }, w, body) => {
      const poller = await pick(network).beginCreateOrUpdate(group(w), resourceName(kind, w), body);
      return poller.isDone() ? undefined : handleOf(poller.toString());
    },
    resume: async ({ network }, w, from, options) => {
      // Resuming sends GETs only, so the body is of no matter.
      const empty = {} as Body;
      const name = resourceName(kind, w);
      const poller = await pick(network).beginCreateOrUpdate(
        group(w),
        name,
        empty,
        networkOptions(from, options),
      );
      return finish(poller, options);
    },
  };
}

export function subnetCalls(kind: 'gatewaySubnet' | 'serverSubnet'): Calls<Subnet> {
  const names = (w: Worksheet) =>
    [networkResourceGroup(w), w.virtualNetwork.name, resourceName(kind, w)] as const;
  return {
    get: ({ network }, w) => absentAsUndefined(network.subnets.get(...names(w))),
    put: async ({ network }, w, body) => {
      const poller = await network.subnets.beginCreateOrUpdate(...names(w), body);
      return poller.isDone() ? undefined : handleOf(poller.toString());
    },
    resume: async ({ network }, w, from, options) =>
      finish(
        await network.subnets.beginCreateOrUpdate(...names(w), {}, networkOptions(from, options)),
        options,
      ),
  };
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

/** The pollers of @azure/core-lro 3, as arm-compute has them. */
interface ComputePoller extends Promise<unknown> {
  readonly isDone: boolean;
  submitted(): Promise<void>;
  serialize(): Promise<string>;
  onProgress(callback: (state: { status: string }) => void): unknown;
  pollUntilDone(options?: { abortSignal?: AbortSignal }): Promise<unknown>;
}

async function submitCompute(poller: ComputePoller): Promise<string | undefined> {
  await poller.submitted();
  return poller.isDone ? undefined : handleOf(await poller.serialize());
}

/** Goes on polling a compute operation that any process began. */
async function resumeCompute(
  compute: ComputeManagementClient,
  from: string,
  operation: (...args: never[]) => unknown,
  { intervalMs, signal, onPoll }: ResumeOptions,
): Promise<unknown> {
  const poller = restorePoller(compute, from, operation as Parameters<typeof restorePoller>[2], {
    updateIntervalInMs: intervalMs,
    abortSignal: signal,
  });
  poller.onProgress((state) => onPoll?.(state.status));
  return poller.pollUntilDone({ abortSignal: signal });
}

export const virtualMachineCalls: Calls<VirtualMachine> = {
  get: ({ compute }, w) =>
    absentAsUndefined(compute.virtualMachines.get(w.azure.resourceGroup, w.server.name)),
  put: ({ compute }, w, body) =>
    submitCompute(compute.virtualMachines.createOrUpdate(w.azure.resourceGroup, w.server.name, body)),
  resume: ({ compute }, _w, from, options) =>
    resumeCompute(compute, from, compute.virtualMachines.createOrUpdate, options),
};

const extensionNames = (w: Worksheet) =>
  [w.azure.resourceGroup, w.server.name, resourceName('domainJoin', w)] as const;

export const domainJoinCalls: Calls<VirtualMachineExtension> = {
  get: ({ compute }, w) => absentAsUndefined(compute.virtualMachineExtensions.get(...extensionNames(w))),
  put: ({ compute }, w, body) =>
    submitCompute(compute.virtualMachineExtensions.createOrUpdate(...extensionNames(w), body)),
  resume: ({ compute }, _w, from, options) =>
    resumeCompute(compute, from, compute.virtualMachineExtensions.createOrUpdate, options),
  remove: ({ compute }, w, { intervalMs, signal }) =>
    compute.virtualMachineExtensions
      .delete(...extensionNames(w), { updateIntervalInMs: intervalMs, abortSignal: signal })
      .pollUntilDone({ abortSignal: signal }),
  explain: async ({ compute }, w) => {
    const found = await compute.virtualMachineExtensions.get(...extensionNames(w), {
      expand: 'instanceView',
    });
    const messages = found.instanceView?.statuses?.map((status) => status.message).filter(Boolean) ?? [];
    return messages.join(' ') || undefined;
  },
};
