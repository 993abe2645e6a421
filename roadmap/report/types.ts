import type { Plan, PreflightCheck } from '../plan';
import type { ForeignResource, Removal, RemovalTarget, TeardownProgress } from '../teardown';
import type { Person } from '../people';
import type { GateDecision, GateProgress, Outcome, Progress, StepProgress, UserResults } from '../progress';
import type { GateId } from '../../worksheet/schema';

/** The hand-over report; its JSON Schema is `report.schema.json` beside this file. */
export interface Report {
  deployment: string;
  workflowId: string;
  /** null while the deployment goes on (an interim report). */
  outcome: Outcome | null;
  startedAt: string;
  finishedAt: string | null;
  requestedBy: string;
  /** Who that is, where people sign in; null where the name is as declared. */
  requester: Person | null;
  /** `namespace`: names are as declared; `entra`: people signed in. */
  trustMode: Progress['trust'];
  steps: ReportStep[];
  gates: ReportGate[];
  users: UserResults;
  /** What pre-flight found and the plan gate decided about; null before that. */
  plan: Plan | null;
  configuration: Configuration;
  trust: Trust[];
  mends: Progress['mends'];
  corrections: Progress['corrections'];
  refusals: Progress['refusals'];
  /** Who gave the deployment up, when and why. */
  abandoned: Progress['abandoned'] | null;
  /** What people still have to do or to keep in mind, a sentence or two each. */
  leftToDo: string[];
}

export interface ReportStep extends Omit<StepProgress, 'startedAt' | 'finishedAt'> {
  startedAt: string | null;
  finishedAt: string | null;
}

export interface ReportGate {
  id: GateId;
  title: string;
  status: GateProgress['status'];
  openedAt: string | null;
  /** The decision that closed the gate; null while it is undecided. */
  decision: GateDecision['decision'] | null;
  by: string | null;
  at: string | null;
  comment: string | null;
  /** Everything that was decided, the last included, when several people had to approve. */
  decisions: GateDecision[];
}

/** Who may decide a gate. */
export interface Trust {
  gate: GateId;
  approvers: string[];
  /** Nobody is named: whoever can reach the workflow may decide. */
  anybody: boolean;
  approvalsNeeded: number;
  automatic: boolean;
  requesterMayApprove: boolean;
}

/** The resulting configuration, as worksheet and evidence have it. Holds references to secrets, never values. */
export interface Configuration {
  cloud: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  onPremises: {
    domain: string;
    prefixes: string[];
    dnsServers: { name: string; address: string }[];
    dnsLocation: 'onPremises' | 'azure';
    vpnDevice: string | null;
    proxy: string | null;
  };
  connection: {
    kind: 'vpn' | 'expressRoute' | 'existing';
    name: string | null;
    gateway: string | null;
    gatewaySku: string | null;
    gatewayAddress: string | null;
    circuit: string | null;
  };
  virtualNetwork: {
    name: string;
    resourceGroup: string;
    existing: boolean;
    addressSpace: string;
    gatewaySubnet: { name: string; prefix: string };
    serverSubnet: { name: string; prefix: string };
    networkSecurityGroup: string;
    rdpSources: string[];
    outbound: 'natGateway' | 'none';
  };
  server: {
    name: string;
    address: string | null;
    size: string;
    image: string;
    organizationalUnit: string | null;
    entraConnectVersion: string | null;
  };
  tenant: {
    id: string;
    licences: { rule: string; usageLocation: string; skus: string[] }[];
  };
}

export interface RemovalLine extends RemovalTarget {
  /** `pending` in an interim report only. */
  result: Removal['result'] | 'pending';
  /** Why it was left. */
  reason: string | null;
}

/** The report of a teardown; its JSON Schema is `teardown.schema.json` beside this file. */
export interface TeardownReport extends Pick<
  Report,
  | 'deployment'
  | 'workflowId'
  | 'outcome'
  | 'startedAt'
  | 'finishedAt'
  | 'requestedBy'
  | 'requester'
  | 'trustMode'
  | 'steps'
  | 'gates'
  | 'trust'
  | 'mends'
  | 'corrections'
  | 'refusals'
  | 'abandoned'
  | 'leftToDo'
> {
  source: TeardownProgress['source'];
  removals: RemovalLine[];
  foreign: ForeignResource[];
  checks: PreflightCheck[];
  /** The tenant's synchronisation, described. */
  tenant: string[];
}
