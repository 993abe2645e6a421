import type { World } from '../world';
import type { ArmErrorBody } from './errors';

export type Properties = Record<string, unknown>;

export interface Resource<P = Properties> {
  id: string;
  name: string;
  /** In the spelling of the resource provider, e.g. Microsoft.Network/virtualNetworks. */
  type: string;
  location?: string;
  tags?: Record<string, string>;
  /** Members beside `properties`, such as sku and zones. */
  top: Properties;
  properties: P;
  provisioningState: string;
  etag: string;
  /** What the last PUT asked for, so that the same PUT again can be told from another; a digest, because bodies hold secrets. */
  asked: string;
  /** The operation in flight or the last one. */
  operation?: string;
}

export interface Operation {
  id: string;
  kind: 'put' | 'delete' | 'action';
  /** `post deallocate` and the like. */
  action?: string;
  /** The resources that it works on, the main one first. */
  targets: string[];
  provider: string;
  location: string;
  startedAt: number;
  endsAt: number;
  /** Its effects have taken place. */
  settled: boolean;
  error?: ArmErrorBody;
  /** A more recent operation took its place; `error` says which. */
  canceled?: true;
  /** What the Location of an action answers in the end. */
  result?: unknown;
  /** Known from the beginning: what an action will fail with. */
  failure?: ArmErrorBody;
  /** A fault that was asked for (core/faults) makes it fail at its end. */
  fault?: ArmErrorBody;
}

export interface SizeRestriction {
  size: string;
  locations?: string[];
  zones?: string[];
}

export interface Switches {
  /** Usage name (cores, standardDSv5Family, PublicIPAddresses …) → limit; for one region, `westeurope/cores`. */
  quotas: Record<string, number>;
  /** VM sizes that the subscription may not use: at all, in regions, or in zones of regions. */
  restrictedSizes: (string | SizeRestriction)[];
}

export interface ArmState {
  /** Keys are ids in lower case: ARM compares them so. */
  resources: Record<string, Resource>;
  operations: Record<string, Operation>;
  /** Lower-case namespace → when it is (or was) registered; absent means never. */
  providers: Record<string, number>;
  switches: Switches;
  /** Lower-case resource id → what no GET returns. */
  secrets: Record<string, Record<string, string>>;
  addressesGiven: number;
  /** Lower-case id of a machine that does not run. */
  power?: Record<string, 'stopped' | 'deallocated'>;
  /** Lower-case id → template deployment (deployments/state.ts). */
  deployments?: Record<string, unknown>;
}

export const key = (id: string): string => id.toLowerCase();

export function armState(world: World): ArmState {
  return (world.state.arm ??= {
    resources: {},
    operations: {},
    providers: { 'microsoft.network': 0, 'microsoft.compute': 0, 'microsoft.resources': 0 },
    switches: { quotas: {}, restrictedSizes: [] },
    secrets: {},
    addressesGiven: 0,
  } satisfies ArmState) as ArmState;
}

export function findResource<P = Properties>(
  world: World,
  id: string,
  type?: string,
): Resource<P> | undefined {
  const found = armState(world).resources[key(id)];
  return found && (!type || found.type === type) ? (found as Resource<P>) : undefined;
}

export function resourcesOf<P = Properties>(world: World, type: string): Resource<P>[] {
  return Object.values(armState(world).resources).filter((one) => one.type === type) as Resource<P>[];
}

/** Children of a resource, at any depth. */
export function childrenOf(world: World, id: string): Resource[] {
  const prefix = `${key(id)}/`;
  return Object.values(armState(world).resources).filter((one) => key(one.id).startsWith(prefix));
}

export const sameId = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && key(a) === key(b);
