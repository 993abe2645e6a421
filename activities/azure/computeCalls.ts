import {
  restorePoller,
  type ComputeManagementClient,
  type VirtualMachine,
  type VirtualMachineExtension,
} from '@azure/arm-compute';
import { resourceName } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import { absentAsUndefined, handleOf, type Calls, type ResumeOptions } from './calls';

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
export async function resumeCompute(
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
