import type { GateId, Worksheet } from '../worksheet/schema';
import { teardownSteps } from './teardownSteps';
import type { TeardownStepId } from './teardownSteps';

export type Phase =
  | 'plan'
  | 'network'
  | 'gateway'
  | 'server'
  | 'domain-join'
  | 'entra-connect'
  | 'licensing'
  | 'report'
  | 'teardown'
  | 'removal'
  | 'teardown-report';

export const phases: { id: Phase; title: string }[] = [
  { id: 'plan', title: 'Plan' },
  { id: 'network', title: 'Network' },
  { id: 'gateway', title: 'Gateway' },
  { id: 'server', title: 'Server' },
  { id: 'domain-join', title: 'Domain join' },
  { id: 'entra-connect', title: 'Entra Connect' },
  { id: 'licensing', title: 'Locations and licences' },
  { id: 'report', title: 'Hand-over' },
  { id: 'teardown', title: 'Teardown' },
  { id: 'removal', title: 'Removal' },
  { id: 'teardown-report', title: 'Teardown report' },
];

export interface StepDefinition {
  id: string;
  phase: Phase;
  title: string;
  /** How long it usually takes in Azure, in minutes; shown, never enforced. */
  usualMinutes: number;
  /** The gate that this step is: it is done when the gate has been approved. */
  gate?: GateId;
  /** A person may skip it when it is parked, because the roadmap can go on without it. */
  skippable?: true;
  /** False where the worksheet makes the step needless; the reason is shown. */
  applies?: (worksheet: Worksheet) => true | string;
}

const usesVpn = (w: Worksheet) => w.connection.kind === 'vpn' || `the connection is ${kindInWords(w)}`;
const buildsGateway = (w: Worksheet) =>
  w.connection.kind !== 'existing' || `the connection is ${kindInWords(w)}`;
const hasProxy = (w: Worksheet) => w.proxy !== undefined || 'the worksheet names no proxy';
const asksGate = (gate: GateId) => (w: Worksheet) =>
  w.gates[gate] !== undefined || 'the worksheet asks for no such gate';
const usesNat = (w: Worksheet) =>
  w.virtualNetwork.outbound === 'natGateway' || 'the worksheet wants no NAT gateway';
const hasLicenceRules = (w: Worksheet) =>
  w.licensing.rules.length > 0 || 'the worksheet has no licence rules';

function kindInWords(w: Worksheet): string {
  return { vpn: 'a site-to-site VPN', expressRoute: 'ExpressRoute', existing: 'there already' }[
    w.connection.kind
  ];
}

/**
 * The roadmap as data, in the order in which people read it. What runs beside what is in `workflows/`.
 * Durations: gateway 30-45 minutes and more (VPN Gateway documentation); the others are usual observations.
 */
export const steps = [
  {
    id: 'preflight',
    phase: 'plan',
    title: 'Pre-flight checks against subscription and tenant',
    usualMinutes: 1,
  },
  { id: 'plan-approval', phase: 'plan', title: 'Approval of the plan', usualMinutes: 0, gate: 'plan' },
  {
    id: 'on-premises-route',
    phase: 'network',
    title: 'On-premises route and firewall',
    usualMinutes: 0,
    gate: 'on-premises-route',
    applies: usesVpn,
  },
  { id: 'resource-group', phase: 'network', title: 'Resource group', usualMinutes: 0.1 },
  { id: 'network-security-group', phase: 'network', title: 'Network security group', usualMinutes: 0.2 },
  { id: 'nat-gateway', phase: 'network', title: 'NAT gateway', usualMinutes: 0.5, applies: usesNat },
  { id: 'virtual-network', phase: 'network', title: 'Virtual network and subnets', usualMinutes: 0.3 },
  {
    id: 'gateway-address',
    phase: 'gateway',
    title: 'Public address of the gateway',
    usualMinutes: 0.2,
    applies: buildsGateway,
  },
  {
    id: 'gateway',
    phase: 'gateway',
    title: 'Virtual network gateway',
    usualMinutes: 35,
    applies: buildsGateway,
  },
  {
    id: 'local-network-gateway',
    phase: 'gateway',
    title: 'Local network gateway',
    usualMinutes: 0.3,
    applies: usesVpn,
  },
  { id: 'connection', phase: 'gateway', title: 'Connection', usualMinutes: 1, applies: buildsGateway },
  {
    id: 'vpn-device',
    phase: 'gateway',
    title: 'VPN device configured',
    usualMinutes: 0,
    gate: 'vpn-device',
    applies: usesVpn,
  },
  {
    id: 'tunnel',
    phase: 'gateway',
    title: 'Connection is Connected',
    usualMinutes: 2,
    applies: buildsGateway,
  },
  { id: 'network-interface', phase: 'server', title: 'Network interface', usualMinutes: 0.1 },
  { id: 'virtual-machine', phase: 'server', title: 'Virtual machine', usualMinutes: 4 },
  { id: 'name-resolution', phase: 'server', title: 'DNS servers answer', usualMinutes: 0.1, skippable: true },
  {
    id: 'proxy-approval',
    phase: 'server',
    title: 'Proxy agreed',
    usualMinutes: 0,
    gate: 'proxy',
    applies: proxyGate,
  },
  {
    id: 'proxy',
    phase: 'server',
    title: 'Proxy settings on the server',
    usualMinutes: 1,
    skippable: true,
    applies: hasProxy,
  },
  {
    id: 'domain-join-approval',
    phase: 'domain-join',
    title: 'Domain join agreed',
    usualMinutes: 0,
    gate: 'domain-join',
    applies: asksGate('domain-join'),
  },
  { id: 'domain-join', phase: 'domain-join', title: 'Domain join', usualMinutes: 3 },
  {
    id: 'membership',
    phase: 'domain-join',
    title: 'Proof of membership from inside the server',
    usualMinutes: 1,
  },
  {
    id: 'server-record',
    phase: 'domain-join',
    title: 'A record of the server',
    usualMinutes: 0.5,
    skippable: true,
  },
  { id: 'prerequisites', phase: 'entra-connect', title: 'Prerequisites of Entra Connect', usualMinutes: 1 },
  { id: 'installer', phase: 'entra-connect', title: 'Entra Connect installed', usualMinutes: 3 },
  {
    id: 'entra-connect',
    phase: 'entra-connect',
    title: 'Entra Connect configured',
    usualMinutes: 0,
    gate: 'entra-connect',
  },
  { id: 'sync-proof', phase: 'entra-connect', title: 'Synchronisation runs on the server', usualMinutes: 5 },
  {
    id: 'tenant-sync',
    phase: 'entra-connect',
    title: 'Synchronisation reaches the tenant',
    usualMinutes: 10,
  },
  {
    id: 'licence-preview',
    skippable: true,
    phase: 'licensing',
    title: 'Preview of users and seats',
    usualMinutes: 1,
    applies: hasLicenceRules,
  },
  {
    id: 'licensing',
    phase: 'licensing',
    title: 'Approval of licensing',
    usualMinutes: 0,
    gate: 'licensing',
    applies: hasLicenceRules,
  },
  {
    id: 'licences',
    skippable: true,
    phase: 'licensing',
    title: 'Locations and licences',
    usualMinutes: 5,
    applies: hasLicenceRules,
  },
  { id: 'report', phase: 'report', title: 'Hand-over report', usualMinutes: 0.1, skippable: true },
] as const satisfies readonly StepDefinition[];

function proxyGate(w: Worksheet): true | string {
  const proxy = hasProxy(w);
  return proxy === true ? asksGate('proxy')(w) : proxy;
}

export type StepId = (typeof steps)[number]['id'] | TeardownStepId;

/** Of deployment and teardown: no id occurs in both, so that a message says which step is meant. */
export const allSteps = [...steps, ...teardownSteps] as const;

const byId = new Map<string, StepDefinition>(allSteps.map((step) => [step.id, step]));

/** Why a step is not needed by this worksheet, or true. */
export function applies(definition: StepDefinition, worksheet: Worksheet): true | string {
  return definition.applies?.(worksheet) ?? true;
}

export function isStepId(id: string): id is StepId {
  return byId.has(id);
}

export function stepDefinition(id: StepId): StepDefinition {
  return byId.get(id)!;
}

export function stepOfGate(gate: GateId): StepId {
  return allSteps.find((step) => 'gate' in step && step.gate === gate)!.id;
}
