import type { Activities } from '../../activities/api';
import { resourceId } from '../../roadmap/resources';
import type { Problem } from '../../roadmap/problems';
import { problemClasses } from '../../roadmap/problems';
import { ApplicationFailure } from '@temporalio/common';

/** Activities for which everything goes well; a test replaces those that it is about. Calls are noted by name. */
export function mockActivities(changes: Partial<Activities> = {}): {
  activities: Activities;
  calls: string[];
} {
  const calls: string[] = [];
  const good: Activities = {
    preflight: async () => ({ resources: [], checks: [], usualMinutes: 45 }),
    ensureProviders: async () => ({ evidence: { providers: ['Microsoft.Network'] } }),
    beginResource: async ({ worksheet, kind }) => {
      const id = resourceId(kind, worksheet);
      return {
        action: 'created',
        resourceId: id,
        evidence: {},
        operation: { kind, resourceId: id, poller: '{}' },
      };
    },
    awaitOperation: async ({ operation }) => ({ evidence: evidenceOf[operation.kind] ?? {} }),
    planTeardown: async ({ ledger }) => ({
      removals: ledger.flatMap(({ kind, id }) =>
        kind === 'domainJoin' ? [] : [{ kind, id, name: id.split('/').at(-1)!, fate: 'goes' }],
      ),
      foreign: [],
      checks: [],
      tenant: [],
    }),
    beginRemoval: async () => ({ result: 'removing', poller: '{}' }),
    awaitRemoval: async () => undefined,
    awaitTunnel: async () => ({ evidence: { connectionStatus: 'Connected' } }),
    beginGuestScript: async ({ script, attempt }) => ({ script, runCommand: `${script}-${attempt}` }),
    awaitGuestScript: async ({ handle }) => ({ evidence: { script: handle.script } }),
    checkNameResolution: async ({ expectedAddress }) => ({ evidence: { address: expectedAddress } }),
    awaitTenantSynchronisation: async () => ({ evidence: { users: 3 }, synchronised: 3 }),
    previewLicences: async () => ({ synchronised: 3, selected: 3, seats: [], warnings: [] }),
    assignLicencePage: async () => ({ licensed: 3, unselected: 0, failed: [] }),
    notify: async () => undefined,
    openVoucher: async () => ({ refusal: 'This test vouches for nobody.' }),
    writeReport: async () => ({ files: [] }),
  };
  const all = { ...good, ...changes } as Record<string, (input: never) => Promise<unknown>>;
  const activities = Object.fromEntries(
    Object.entries(all).map(([name, body]) => [
      name,
      async (input: never) => {
        const { kind, script, handle, operation, target } = input as Record<
          string,
          { kind?: string; script?: string } & string
        >;
        calls.push(
          [name, kind ?? script ?? handle?.script ?? operation?.kind ?? target?.kind]
            .filter(Boolean)
            .join(' '),
        );
        return body(input);
      },
    ]),
  ) as unknown as Activities;
  return { activities, calls };
}

const evidenceOf: Record<string, Record<string, string>> = {
  gatewayAddress: { address: '20.30.40.50' },
  networkInterface: { privateAddress: '10.24.65.4' },
};

/** A failure as the activities throw it. */
export function failure(code: Problem['code'], message = `${code} happened`): ApplicationFailure {
  const problem: Problem = { code, message, remedy: `Mend ${code}.` };
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: problemClasses[code] !== 'retry',
    details: [problem],
  });
}
