import type { Worksheet } from './schema';
import { isMapping } from './schemaWalk';

export interface Change {
  path: string;
  before: unknown;
  after: unknown;
}

export interface Corrections {
  /** What differs and may differ. */
  changes: Change[];
  /** What differs and may not, with the reason. */
  refused: { path: string; reason: string }[];
}

/** A field may change: always; never, for this reason; or until the resource of this kind (roadmap/resources.ts) is built. */
type Rule = 'always' | { never: string } | { until: string; because: string };

const inNames = { never: 'the names of resources and of the workflow are made from it' };
const elsewhere = { never: 'everything built so far is there; deploy anew instead' };
const steps = { never: 'it decides which steps the deployment has; deploy anew instead' };
const whoDecides = { never: 'who mends must not be able to say who decides; deploy anew instead' };
const until = (kind: string, because: string): Rule => ({ until: kind, because });
const server = (because: string) => until('virtualMachine', because);

/** Which field can change while a deployment runs; the longest path that is given here counts for all that is under it. */
export const correctable: Record<string, Rule> = {
  $schema: 'always',
  deployment: inNames,
  'azure.cloud': elsewhere,
  'azure.tenantId': elsewhere,
  'azure.subscriptionId': elsewhere,
  'azure.resourceGroup': until('resourceGroup', 'resources do not move to another group'),
  'azure.location': until('resourceGroup', 'resources do not move to another region'),
  'azure.tags': until(
    'resourceGroup',
    'resources have their tags already; deploy again when this run has ended',
  ),
  'azure.adopt': 'always',
  'virtualNetwork.name': until('virtualNetwork', 'a virtual network keeps its name'),
  'virtualNetwork.addressSpace': until('virtualNetwork', 'subnets and routes are made from it'),
  'virtualNetwork.existing': steps,
  'virtualNetwork.resourceGroup': until('serverSubnet', 'the subnets are in the network there'),
  'virtualNetwork.outbound': steps,
  'virtualNetwork.dns': until('networkInterface', 'the DNS servers are set there already'),
  'subnets.gateway.name': until('virtualNetwork', 'a subnet keeps its name'),
  'subnets.gateway.prefix': until('virtualNetwork', 'a subnet that is in use keeps its prefix'),
  'subnets.server.name': until('virtualNetwork', 'a subnet keeps its name'),
  'subnets.server.prefix': until('virtualNetwork', 'a subnet that is in use keeps its prefix'),
  'subnets.server.virtualMachines': 'always',
  'connection.kind': steps,
  'connection.deviceAddress': 'always',
  'connection.sharedKey': 'always',
  'connection.generateSharedKey': 'always',
  'connection.gatewaySku': until('gateway', 'another SKU means another gateway'),
  'connection.ipsecPolicy': 'always',
  'connection.connectWithin': 'always',
  'connection.device': 'always',
  'connection.circuitId': until('connection', 'a connection keeps its circuit'),
  'connection.authorizationKey': 'always',
  dns: 'always',
  localNetwork: 'always',
  'server.name': server('a computer can not be renamed once Entra Connect is on it'),
  'server.size': server('resize the machine in Azure instead'),
  'server.image': server('a machine keeps the image that it was made from'),
  'server.diskType': server('the disk is made with it'),
  'server.administrator.name': server('Azure does not rename the administrator'),
  'server.administrator.password': server('the machine has its password: reset it there'),
  'domain.name': until('domainJoin', 'the server is a member of the domain already'),
  'domain.organizationalUnit': until('domainJoin', 'the computer account is made already: move it in AD DS'),
  'domain.joinAccount': 'always',
  'domain.joinPassword': 'always',
  proxy: 'always',
  entraConnect: 'always',
  licensing: 'always',
  approvals: whoDecides,
  gates: 'always',
  notify: 'always',
};

/**
 * What a retry with a corrected worksheet would change, and what of it a running deployment can't take.
 * `builtKinds` are the resource kinds that exist already. Pure, and fit for workflow code.
 */
export function compareWorksheets(
  before: Worksheet,
  after: Worksheet,
  builtKinds: readonly string[],
): Corrections {
  const result: Corrections = { changes: [], refused: [] };
  for (const change of differences(before, after, '')) {
    const proven = before.approvals.trust === 'entra' && change.path.startsWith('gates');
    const reason = refusal(proven ? whoDecides : ruleFor(change.path), builtKinds);
    if (reason === undefined) result.changes.push(change);
    else result.refused.push({ path: change.path, reason });
  }
  return result;
}

function refusal(rule: Rule, builtKinds: readonly string[]): string | undefined {
  if (rule === 'always') return undefined;
  if ('never' in rule) return rule.never;
  return builtKinds.includes(rule.until) ? rule.because : undefined;
}

export function ruleFor(path: string): Rule {
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length--) {
    const rule = correctable[parts.slice(0, length).join('.')];
    if (rule) return rule;
  }
  return { never: 'nobody has said that it may change while a deployment runs' };
}

/** Mappings are compared field by field; lists as a whole, because their order counts. */
function differences(before: unknown, after: unknown, path: string): Change[] {
  if (isMapping(before) && isMapping(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => differences(before[key], after[key], path ? `${path}.${key}` : key));
  }
  return same(before, after) ? [] : [{ path, before, after }];
}

function same(before: unknown, after: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length && before.every((item, index) => same(item, after[index]));
  }
  return isMapping(before) && isMapping(after)
    ? differences(before, after, '').length === 0
    : before === after;
}
