import type { GenericResource, ResourceGroup } from '@azure/arm-resources';
import type { RemovableKind, RemovalTarget } from '../../../roadmap/teardown';
import { absentAsUndefined, handleOf } from '../calls';
import type { ResumeOptions } from '../calls';
import type { AzureClients } from '../clients';

/** What every ARM answer has, and whatever more its type has. */
export interface Found {
  id: string;
  tags?: Record<string, string>;
  properties: Record<string, unknown>;
}

const network = '2025-05-01';
const compute = '2026-03-01';
/** Disks are versioned apart from the rest of Microsoft.Compute. */
const disks = '2025-01-02';

/** Resources are read and deleted by id, because the worksheet's names may have been corrected since. Versions: the SDKs'. */
const apiVersions: Record<Exclude<RemovableKind, 'resourceGroup'>, string> = {
  virtualMachine: compute,
  disk: disks,
  networkInterface: network,
  connection: network,
  gateway: network,
  gatewayAddress: network,
  localNetworkGateway: network,
  virtualNetwork: network,
  gatewaySubnet: network,
  serverSubnet: network,
  natGateway: network,
  natAddress: network,
  networkSecurityGroup: network,
};

/** The client puts a slash before it. */
const pathOf = (id: string): string => id.slice(1);

/** `/subscriptions/…/resourceGroups/<name>/…` */
export const groupNameIn = (id: string): string => id.split('/')[4]!;
export const groupIdIn = (id: string): string => id.split('/').slice(0, 5).join('/');

export async function readTarget(
  { resources }: AzureClients,
  { kind, id }: RemovalTarget,
): Promise<Found | undefined> {
  const found = await absentAsUndefined<GenericResource | ResourceGroup>(
    kind === 'resourceGroup'
      ? resources.resourceGroups.get(groupNameIn(id))
      : resources.resources.getById(pathOf(id), apiVersions[kind]),
  );
  if (!found) return undefined;
  return { id, tags: found.tags, properties: { ...found.properties } };
}

const beginDelete = (
  { resources }: AzureClients,
  { kind, id }: RemovalTarget,
  options: { resumeFrom?: string; updateIntervalInMs?: number; abortSignal?: AbortSignal } = {},
) =>
  kind === 'resourceGroup'
    ? resources.resourceGroups.beginDelete(groupNameIn(id), options)
    : resources.resources.beginDeleteById(pathOf(id), apiVersions[kind], options);

/** Sends the DELETE; nothing is returned when there is nothing to wait for. */
export async function sendDelete(clients: AzureClients, target: RemovalTarget): Promise<string | undefined> {
  const poller = await beginDelete(clients, target);
  return poller.isDone() ? undefined : handleOf(poller.toString());
}

/** Goes on polling a deletion that any process began; sends GETs only. */
export async function resumeDelete(
  clients: AzureClients,
  target: RemovalTarget,
  from: string,
  { intervalMs, signal, onPoll }: ResumeOptions,
): Promise<void> {
  const poller = await beginDelete(clients, target, {
    resumeFrom: from,
    updateIntervalInMs: intervalMs,
    abortSignal: signal,
  });
  poller.onProgress((state) => onPoll?.(state.status));
  await poller.pollUntilDone({ abortSignal: signal });
}
