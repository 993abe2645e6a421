import type { Gates, Worksheet } from '../worksheet/schema';
import type { PreflightCheck } from './plan';
import type { ResourceKind } from './resources';
import type { TeardownStepId } from './teardownSteps';
import { plural } from './words';

/** Extensions and run commands go with the server; its disk does too, unless somebody changed that. */
export type RemovableKind = Exclude<ResourceKind, 'domainJoin'> | 'disk';

/** What is removed, by its ARM id: the worksheet's names may have been corrected since it was made. */
export interface RemovalTarget {
  kind: RemovableKind;
  name: string;
  id: string;
}

export interface PlannedRemoval extends RemovalTarget {
  fate: 'goes' | 'stays' | 'absent';
  /** Why it stays. */
  reason?: string;
}

export interface ForeignResource {
  id: string;
  name: string;
  /** ARM type. */
  type: string;
}

/** What the gate `teardown` approves: nothing but what goes is ever deleted. */
export interface TeardownPlan {
  removals: PlannedRemoval[];
  /** In the deployment's resource group, and not of this deployment. */
  foreign: ForeignResource[];
  checks: PreflightCheck[];
  /** The tenant's synchronisation in a sentence or two; it is never changed. */
  tenant: string[];
}

export interface Removal extends RemovalTarget {
  result: 'removed' | 'absent' | 'left';
  /** Why it was left. */
  reason?: string;
}

export interface TeardownProgress {
  /** What the teardown knows from: the histories of the deployment's runs, or the tags in Azure alone. */
  source: 'history' | 'tag';
  plan?: TeardownPlan;
  removals: Removal[];
}

/** What refers to what. Azure deletes nothing that something else still uses. */
const usersOf: Record<RemovableKind, RemovableKind[]> = {
  virtualMachine: [],
  disk: ['virtualMachine'],
  networkInterface: ['virtualMachine'],
  connection: [],
  gateway: ['connection'],
  localNetworkGateway: ['connection'],
  gatewayAddress: ['gateway'],
  virtualNetwork: ['networkInterface', 'gateway'],
  serverSubnet: ['networkInterface'],
  gatewaySubnet: ['gateway'],
  natGateway: ['virtualNetwork', 'serverSubnet'],
  natAddress: ['natGateway'],
  networkSecurityGroup: ['virtualNetwork', 'serverSubnet'],
  resourceGroup: [],
};

/** In the order in which Azure accepts it; within a step one after another. */
export const kindsOfRemoval: Partial<Record<TeardownStepId, RemovableKind[]>> = {
  'remove-server': ['virtualMachine', 'disk'],
  'remove-network-interface': ['networkInterface'],
  'remove-connection': ['connection'],
  'remove-gateway': ['gateway'],
  'remove-gateway-address': ['gatewayAddress'],
  'remove-local-network-gateway': ['localNetworkGateway'],
  'remove-virtual-network': ['virtualNetwork', 'serverSubnet', 'gatewaySubnet'],
  'remove-nat-gateway': ['natGateway', 'natAddress'],
  'remove-network-security-group': ['networkSecurityGroup'],
  'remove-resource-group': ['resourceGroup'],
};

export const removalOrder: RemovableKind[] = Object.values(kindsOfRemoval).flat();

/** The one of `staying` for whose sake `target` has to stay; a group stays with anything that is in it. */
export function holderOf(target: RemovalTarget, staying: RemovalTarget[]): RemovalTarget | undefined {
  if (target.kind === 'resourceGroup') {
    const inside = `${target.id}/`.toLowerCase();
    return staying.find(({ id }) => id.toLowerCase().startsWith(inside));
  }
  return staying.find(({ kind }) => usersOf[target.kind].includes(kind));
}

export const heldBy = (holder: RemovalTarget): string => `${holder.name} stays and needs it`;

/** Lets what stays keep what it stands on. */
export function withHolders(removals: PlannedRemoval[]): PlannedRemoval[] {
  return removals.reduce<PlannedRemoval[]>((before, one) => {
    const holder = holderOf(
      one,
      before.filter(({ fate }) => fate === 'stays'),
    );
    const held = one.fate === 'goes' && holder;
    return [...before, held ? { ...one, fate: 'stays', reason: heldBy(holder) } : one];
  }, []);
}

/** Everything that is known to stay, planned so or left on the way. */
export function stayingIn({ plan, removals }: TeardownProgress): RemovalTarget[] {
  return [
    ...(plan?.removals ?? []).filter(({ fate }) => fate === 'stays'),
    ...removals.filter(({ result }) => result === 'left'),
  ];
}

/** What a step is about, by the plan, in the order in which it goes. */
export function removalsOf(step: TeardownStepId, { removals }: TeardownPlan): PlannedRemoval[] {
  const kinds = kindsOfRemoval[step] ?? [];
  return kinds.flatMap((kind) => removals.filter((one) => one.kind === kind));
}

/**
 * The worksheet with its gate `teardown`. Where it has none, whoever decided what is made decides what is removed; but
 * never by itself, and without a deadline.
 */
export function withTeardownGate(worksheet: Worksheet): Worksheet {
  const { plan, teardown } = worksheet.gates;
  if (teardown || !plan) return worksheet;
  const gates: Gates = {
    ...worksheet.gates,
    teardown: { ...plan, automatic: false, expireAfter: undefined },
  };
  return { ...worksheet, gates };
}

const words: Record<RemovableKind, string> = {
  virtualMachine: 'virtual machine',
  disk: 'disk',
  networkInterface: 'network interface',
  connection: 'connection',
  gateway: 'virtual network gateway',
  localNetworkGateway: 'local network gateway',
  gatewayAddress: 'public address',
  virtualNetwork: 'virtual network',
  serverSubnet: 'subnet',
  gatewaySubnet: 'subnet',
  natGateway: 'NAT gateway',
  natAddress: 'public address',
  networkSecurityGroup: 'network security group',
  resourceGroup: 'resource group',
};

/** `virtual machine CONTOSO-SYNC01 with its extensions and run commands` */
export function removalInWords({ kind, name }: RemovalTarget): string {
  const more = kind === 'virtualMachine' ? ' with its extensions and run commands' : '';
  return `${words[kind]} ${name}${more}`;
}

/** `9 resources removed, 1 gone already, 2 left` */
export function removalsInWords({ removals }: { removals: { result: string }[] }): string {
  const count = (result: Removal['result']) => removals.filter((one) => one.result === result).length;
  return `${plural(count('removed'), 'resource')} removed, ${count('absent')} gone already, ${count('left')} left`;
}
