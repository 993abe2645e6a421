import type { Worksheet } from '../worksheet/schema';
import type { Evidence, Progress, UserResults } from '../roadmap/progress';
import type { Ledger } from '../roadmap/ledger';
import type { Plan } from '../roadmap/plan';
import type { ResourceKind } from '../roadmap/resources';
import type { StepId } from '../roadmap/steps';
import type { Vouched } from '../roadmap/vouching';
import type { RemovalTarget, TeardownPlan } from '../roadmap/teardown';

/**
 * The activities, as workflows know them (types only). One object in, one object out; no secret in either.
 * Failures are ApplicationFailures whose type is a ProblemCode and whose first detail is a Problem.
 */
export interface Activities
  extends
    AzureActivities,
    RemovalActivities,
    GuestActivities,
    DnsActivities,
    GraphActivities,
    NotifyActivities,
    IdentityActivities,
    ReportActivities {}

export interface Subject {
  worksheet: Worksheet;
  /** The step of the roadmap that it is done for; for logs. */
  step?: StepId;
}

/** What is needed to go on polling an operation from any worker. No body, no key: URLs and status only. */
export interface OperationHandle {
  kind: ResourceKind;
  resourceId: string;
  /** The SDK poller's serialized state. */
  poller: string;
}

export interface ResourceResult {
  /** What the read before the write led to. */
  action: 'created' | 'changed' | 'adopted' | 'unchanged';
  resourceId: string;
  evidence: Evidence;
}

export interface BegunResource extends ResourceResult {
  /** Absent when there is nothing to wait for. */
  operation?: OperationHandle;
}

export interface AzureActivities {
  /** Step 0: reads subscription and tenant; writes nothing. */
  preflight(input: Subject): Promise<Plan>;
  /** Registers the resource providers that the roadmap needs and waits until they are registered. */
  ensureProviders(input: Subject): Promise<{ evidence: Evidence }>;
  /** Reads first; leaves alone what is as wanted, adopts an operation in flight, else sends the one PUT. */
  beginResource(input: Subject & { kind: ResourceKind }): Promise<BegunResource>;
  /** Polls until the operation has ended, then reads the resource and says what it is (addresses, sizes). */
  awaitOperation(input: Subject & { operation: OperationHandle }): Promise<{ evidence: Evidence }>;
  /** Polls the connection until it says Connected; fails with TunnelNotConnected after `connectWithin`. */
  awaitTunnel(input: Subject): Promise<{ evidence: Evidence }>;
}

export interface BegunRemoval {
  /** `removing`: to be awaited; `absent`: was gone already; `left`: it is not ours any more, or others are in it. */
  result: 'removing' | 'removed' | 'absent' | 'left';
  /** With `removing`: the SDK poller's serialized state; empty where the resource itself is looked at. */
  poller: string;
  /** With `left`. */
  reason?: string;
}

export interface RemovalActivities {
  /** Reads what the ledger names, the locks, the resource groups and the tenant, and settles what goes. Writes nothing. */
  planTeardown(input: Subject & { ledger: Ledger }): Promise<TeardownPlan>;
  /**
   * Reads first; leaves alone what is not ours (any more), adopts a deletion in flight, else sends the one DELETE.
   * `ours` are the ids of everything that was approved to go.
   */
  beginRemoval(input: Subject & { target: RemovalTarget; ours: string[] }): Promise<BegunRemoval>;
  /** Polls until the resource is gone; fails with OperationLost where only another DELETE can help. */
  awaitRemoval(input: Subject & { target: RemovalTarget; poller: string }): Promise<void>;
}

/** The PowerShell files under activities/guest/scripts/. */
export const guestScripts = [
  'set-proxy',
  'verify-membership',
  'verify-prerequisites',
  'install-entra-connect',
  'verify-synchronisation',
] as const;
export type GuestScript = (typeof guestScripts)[number];

export interface GuestHandle {
  script: GuestScript;
  /** Name of the managed run command, which is deterministic for script, attempt and run of the workflow. */
  runCommand: string;
  operation?: OperationHandle;
}

export interface GuestActivities {
  /** Sends one managed run command; adopts it when an earlier attempt of this activity already did. */
  beginGuestScript(input: Subject & { script: GuestScript; attempt: number }): Promise<GuestHandle>;
  /** Waits for the run command, reads exit code and output, and turns the last line (JSON) into evidence. */
  awaitGuestScript(input: Subject & { handle: GuestHandle }): Promise<{ evidence: Evidence }>;
}

export interface DnsActivities {
  /**
   * Asks each Table D server for the domain's controllers (SRV) and the server's A record.
   * `expectedAddress` is the network interface's; before the join the record may be missing, after it must be there.
   */
  checkNameResolution(
    input: Subject & { when: 'beforeJoin' | 'afterJoin'; expectedAddress: string },
  ): Promise<{
    evidence: Evidence;
  }>;
}

export interface LicencePreview {
  synchronised: number;
  /** Users that a rule matches. */
  selected: number;
  seats: { sku: string; needed: number; free: number }[];
  /** Users that no rule matches, or that can't be licensed; at most 100 named. */
  warnings: string[];
}

export interface LicencePage {
  /** Absent after the last page. */
  cursor?: string;
  /** Graph no longer took the cursor: this is the first page again, and what was counted until now no longer counts. */
  restarted?: boolean;
  /** In this page: users that have everything now, newly or already. */
  licensed: number;
  /** In this page: users that no rule selects. */
  unselected: number;
  failed: UserResults['failed'];
}

export interface GraphActivities {
  /** Polls until the tenant has what the on-premises side sent since `since` (ISO 8601). */
  awaitTenantSynchronisation(
    input: Subject & { since: string },
  ): Promise<{ evidence: Evidence; synchronised: number }>;
  previewLicences(input: Subject): Promise<LicencePreview>;
  /** Sets location and licences of one page of synchronised users; safe to repeat. */
  assignLicencePage(input: Subject & { cursor?: string }): Promise<LicencePage>;
}

export interface Notice {
  subject: string;
  text: string;
  /** Names from the worksheet's gate; empty means everybody who listens. */
  to: string[];
}

export interface NotifyActivities {
  /** Tells the approvers (webhook of the worksheet, and the worker's log). */
  notify(input: Subject & { notice: Notice }): Promise<void>;
}

export interface IdentityActivities {
  /** Checks signature and time of a voucher (docs/decisions/0010); one that is wrong is refused with the reason and no failure. */
  openVoucher(input: Subject & { voucher: string }): Promise<{ vouched?: Vouched; refusal?: string }>;
}

export interface ReportActivities {
  /** Writes report.json and report.html (of a teardown: teardown.json and teardown.html) to the worker's `runs/<deployment>/`. */
  writeReport(input: Subject & { progress: Progress }): Promise<{ files: string[] }>;
}
