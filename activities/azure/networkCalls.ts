import type { NetworkManagementClient, Subnet, VirtualNetworkGatewayConnection } from '@azure/arm-network';
import { resourceGroupOf, resourceName, type ResourceKind } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import { absentAsUndefined, handleOf, type Calls, type ResumeOptions } from './calls';

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

/**
 * The PUT; nothing to wait for when it is done. The client polls once before it returns: when only that fails, the PUT has
 * been taken all the same, and the empty handle says that the resource itself is to be asked.
 */
async function begun(beginning: Promise<NetworkPoller>): Promise<string | undefined> {
  try {
    const poller = await beginning;
    return poller.isDone() ? undefined : handleOf(poller.toString());
  } catch (error) {
    const { request } = error as { request?: { method?: string } };
    if (request?.method !== 'GET') throw error;
    return '';
  }
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

/** The calls of a resource that lies directly in its resource group. */
export function networkCalls<Body extends object>(
  kind: ResourceKind,
  pick: (network: NetworkManagementClient) => NetworkOperations<Body>,
): Calls<Body> {
  const names = (w: Worksheet) => [resourceGroupOf(kind, w), resourceName(kind, w)] as const;
  return {
    get: ({ network }, w) => absentAsUndefined(pick(network).get(...names(w))),
    put: ({ network }, w, body) => begun(pick(network).beginCreateOrUpdate(...names(w), body)),
    resume: async ({ network }, w, from, options) => {
      // Resuming sends GETs only, so the body is of no matter.
      const empty = {} as Body;
      const poller = await pick(network).beginCreateOrUpdate(
        ...names(w),
        empty,
        networkOptions(from, options),
      );
      return finish(poller, options);
    },
  };
}

export function subnetCalls(kind: 'gatewaySubnet' | 'serverSubnet'): Calls<Subnet> {
  const names = (w: Worksheet) =>
    [resourceGroupOf(kind, w), w.virtualNetwork.name, resourceName(kind, w)] as const;
  return {
    get: ({ network }, w) => absentAsUndefined(network.subnets.get(...names(w))),
    put: ({ network }, w, body) => begun(network.subnets.beginCreateOrUpdate(...names(w), body)),
    resume: async ({ network }, w, from, options) =>
      finish(
        await network.subnets.beginCreateOrUpdate(...names(w), {}, networkOptions(from, options)),
        options,
      ),
  };
}

/** A connection's shared key can be read back; an ExpressRoute authorisation can't. */
export const connectionCalls: Calls<VirtualNetworkGatewayConnection> = {
  ...networkCalls('connection', (network) => network.virtualNetworkGatewayConnections),
  readSecret: async ({ network }, w) => {
    if (w.connection.kind !== 'vpn') return undefined;
    const name = resourceName('connection', w);
    return (await network.virtualNetworkGatewayConnections.getSharedKey(w.azure.resourceGroup, name)).value;
  },
};
