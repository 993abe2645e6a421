import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createAzureActivities } from '../../../activities/azure/activities';
import { createRemovalActivities } from '../../../activities/azure/removal';
import type { AzureActivities, RemovalActivities } from '../../../activities/api';
import { problemOf } from '../../../activities/failures';
import type { Problem } from '../../../roadmap/problems';
import type { ResourceKind } from '../../../roadmap/resources';
import type { Worksheet, WorksheetInput } from '../../../worksheet/schema';
import { readJournal } from '../../../simulator/core/journal';
import { subscriptionId, tenantId, type Bench } from '../../simulator/core.support';
import { settingsFor } from '../../support/simulated';
import { contoso } from '../../support/worksheet';

/** Failures are what these tests are about: the SDK need not warn of them. */
const quiet = new DefaultLogger('ERROR');

export const secrets: Record<string, string> = {
  'env:DIRSYNC_VPN_SHARED_KEY': 'k3yK3yk3yK3yk3yK3yk3yK3yk3yK3yk3',
  'env:DIRSYNC_ADMIN_PASSWORD': 'Very-Secret-Admin-1',
  'env:DIRSYNC_JOIN_PASSWORD': 'Join!Password1',
};

/** The example's deployment in the simulated subscription. */
export const worksheetIn = (change: (input: WorksheetInput) => void = () => undefined): Worksheet =>
  contoso((input) => {
    input.azure.subscriptionId = subscriptionId;
    input.azure.tenantId = tenantId;
    change(input);
  });

/** Activities as a fresh worker would have them: own clients, own token cache. */
export function workerOn(
  { simulator }: { simulator: Pick<Bench['simulator'], 'endpoints'> },
  resolved: Record<string, string> = secrets,
): AzureActivities {
  const activities = createAzureActivities({
    settings: settingsFor(simulator),
    resolveSecret: async (reference) => resolved[reference]!,
    pollIntervalMs: 50,
  });
  const inContext =
    <Input, Output>(activity: (input: Input) => Promise<Output>) =>
    (input: Input) =>
      new MockActivityEnvironment(undefined, { logger: quiet }).run<[Input], Output, typeof activity>(
        activity,
        input,
      );
  return {
    preflight: inContext((input) => activities.preflight(input)),
    ensureProviders: inContext((input) => activities.ensureProviders(input)),
    beginResource: inContext((input) => activities.beginResource(input)),
    awaitOperation: inContext((input) => activities.awaitOperation(input)),
    awaitTunnel: inContext((input) => activities.awaitTunnel(input)),
  };
}

/** The same for what removes; `attempt` is the activity's. */
export function removerOn({ simulator }: Pick<Bench, 'simulator'>, attempt = 1): RemovalActivities {
  const activities = createRemovalActivities({ settings: settingsFor(simulator), pollIntervalMs: 50 });
  const inContext =
    <Input, Output>(activity: (input: Input) => Promise<Output>) =>
    (input: Input) =>
      new MockActivityEnvironment({ attempt }, { logger: quiet }).run<[Input], Output, typeof activity>(
        activity,
        input,
      );
  return {
    planTeardown: inContext((input) => activities.planTeardown(input)),
    beginRemoval: inContext((input) => activities.beginRemoval(input)),
    awaitRemoval: inContext((input) => activities.awaitRemoval(input)),
  };
}

/** Begins and, where there is something to wait for, awaits. */
export async function make(worker: AzureActivities, worksheet: Worksheet, kind: ResourceKind) {
  const begun = await worker.beginResource({ worksheet, kind });
  const { operation } = begun;
  const evidence = operation
    ? (await worker.awaitOperation({ worksheet, operation })).evidence
    : begun.evidence;
  return { action: begun.action, evidence, begun };
}

export async function makeAll(worker: AzureActivities, worksheet: Worksheet, kinds: readonly ResourceKind[]) {
  for (const kind of kinds) await make(worker, worksheet, kind);
}

export const puts = ({ directory }: Bench, url: string) =>
  readJournal(directory, { service: 'arm', method: 'PUT', url }).length;

export async function problemIn(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    const found = problemOf(error);
    if (found) return found;
    throw error;
  }
  throw new Error('nothing failed');
}
