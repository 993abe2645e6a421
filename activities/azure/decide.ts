import type { VirtualNetwork } from '@azure/arm-network';
import type { ResourceKind } from '../../roadmap/resources';
import { resourceName } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import { compare, deploymentOf, inWords, isUnder } from './differences';
import { plainLocation } from './locations';
import { contains, overlaps } from './prefixes';
import type { ArmResource } from './registry';
import type { Facts, ResourceSpec } from './specs/spec';

/**
 * What is to be done about a resource, from what was read:
 * wait = an operation on it is under way; repair = ours, and its last operation failed.
 */
export type Decision =
  | { action: 'create' | 'unchanged' | 'wait' | 'repair' | 'deleting'; details: string[] }
  | { action: 'change' | 'adopt'; details: string[] }
  | { action: 'blocked'; details: string[]; why: 'foreign' | 'fixed' | 'existing' };

export interface Situation {
  kind: ResourceKind;
  spec: ResourceSpec<ArmResource>;
  worksheet: Worksheet;
  facts: Facts;
  actual?: ArmResource;
  /** Of the server, for its extension. */
  parent?: ArmResource;
}

export const inFlight = ['updating', 'creating', 'accepted', 'running', 'migrating'];

/** A resource group keeps its state one level down. */
export function stateOf(actual: ArmResource): string {
  const properties = (actual as { properties?: { provisioningState?: string } }).properties;
  return (actual.provisioningState ?? properties?.provisioningState ?? 'Succeeded').toLowerCase();
}

export function decide(situation: Situation): Decision {
  const { kind, worksheet: w, actual } = situation;
  if (kind === 'virtualNetwork' && w.virtualNetwork.existing) return decideExistingNetwork(w, actual);
  if (!actual) return { action: 'create', details: [] };
  if (stateOf(actual) === 'deleting') return { action: 'deleting', details: ['is being deleted'] };

  const found = differencesOf(situation);
  const details = found.map(inWords);
  const owner = ownerOf(situation);
  if (owner !== 'us') {
    if (kind === 'resourceGroup' && owner === 'nobody') return leftAlone;
    if (kind.endsWith('Subnet') && found.length === 0) return leftAlone;
    if (!isAdopted(situation)) {
      const whose = owner === 'nobody' ? 'not of this deployment' : `of deployment ${owner}`;
      return { action: 'blocked', why: 'foreign', details: [`exists already and is ${whose}`, ...details] };
    }
  }
  if (inFlight.includes(stateOf(actual))) return { action: 'wait', details: ['an operation is under way'] };
  const fixed = found.filter((one) => isUnder(one.path, situation.spec.fixed));
  if (fixed.length > 0) {
    return { action: 'blocked', why: 'fixed', details: fixed.map(inWords) };
  }
  if (owner !== 'us') return { action: 'adopt', details };
  if (['failed', 'canceled'].includes(stateOf(actual))) {
    return { action: 'repair', details: ['its last operation failed', ...details] };
  }
  return { action: found.length > 0 ? 'change' : 'unchanged', details };
}

const leftAlone: Decision = { action: 'unchanged', details: ['exists already and is left alone'] };

export function differencesOf({ spec, worksheet, facts, actual }: Situation) {
  const seen = actual && spec.normalise ? spec.normalise(actual) : actual;
  return compare(spec.body(worksheet, facts), seen).filter((one) => !isUnder(one.path, spec.createOnly));
}

function isAdopted({ kind, worksheet: w }: Situation): boolean {
  const name = resourceName(kind, w).toLowerCase();
  return w.azure.adopt.some((one) => one.toLowerCase() === name);
}

/** Types without tags follow what they hang on: the server's extension the server, a subnet our security group. */
function ownerOf({ kind, worksheet: w, actual, parent }: Situation): string {
  const deployment = deploymentOf((kind === 'domainJoin' ? parent : actual) ?? {});
  if (deployment !== undefined) return deployment === w.deployment ? 'us' : deployment;
  if (kind === 'serverSubnet') {
    const group = (actual as { networkSecurityGroup?: { id?: string } }).networkSecurityGroup?.id;
    const ours = `/${resourceName('networkSecurityGroup', w)}`;
    return group?.toLowerCase().endsWith(ours.toLowerCase()) ? 'us' : 'nobody';
  }
  return 'nobody';
}

/** An existing network is never changed itself: it must fit as it is. */
function decideExistingNetwork(w: Worksheet, actual: ArmResource | undefined): Decision {
  const blocked = (detail: string): Decision => ({ action: 'blocked', why: 'existing', details: [detail] });
  if (!actual) return blocked('does not exist, but the worksheet says virtualNetwork.existing: true');
  const spaces =
    (actual as { addressSpace?: { addressPrefixes?: string[] } }).addressSpace?.addressPrefixes ?? [];
  const needed = [
    w.subnets.server.prefix,
    ...(w.connection.kind === 'existing' ? [] : [w.subnets.gateway.prefix]),
  ];
  const missing = needed.find((prefix) => !spaces.some((space) => isIpv4(space) && contains(space, prefix)));
  if (missing) {
    return blocked(`its address space ${spaces.join(', ')} does not contain ${missing}`);
  }
  const taken = takenSubnet(w, actual, needed);
  if (taken) return blocked(taken);
  const location = plainLocation(actual.location ?? '');
  if (location !== plainLocation(w.azure.location)) {
    return blocked(`lies in ${location}, but the worksheet says ${w.azure.location}`);
  }
  return leftAlone;
}

/** Azure refuses a subnet that overlaps another one (NetcfgInvalidSubnet); by then the plan has long been approved. */
function takenSubnet(w: Worksheet, actual: ArmResource, needed: string[]): string | undefined {
  const own = [resourceName('gatewaySubnet', w), resourceName('serverSubnet', w)].map((name) =>
    name.toLowerCase(),
  );
  const { subnets = [] } = actual as VirtualNetwork;
  for (const { name = '', addressPrefix, addressPrefixes = [] } of subnets) {
    if (own.includes(name.toLowerCase())) continue;
    for (const theirs of [addressPrefix, ...addressPrefixes]) {
      const clash = theirs && isIpv4(theirs) && needed.find((prefix) => overlaps(prefix, theirs));
      if (clash) return `has a subnet ${name} (${theirs}) that overlaps ${clash}`;
    }
  }
  return undefined;
}

const isIpv4 = (prefix: string) => !prefix.includes(':');
