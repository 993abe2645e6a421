import { Context } from '@temporalio/activity';
import type { PreflightCheck } from '../../../roadmap/plan';
import type { PlannedRemoval } from '../../../roadmap/teardown';
import type { Worksheet } from '../../../worksheet/schema';
import type { RemovalActivities } from '../../api';
import { defaultPollIntervalMs, type OutsideSettings } from '../../environment';
import { toFailure } from '../../failures';
import { tenantInWords } from '../../graph/tenantInWords';
import { rightsForRemovals } from '../../preflight/removalActions';
import { rightsChecks } from '../../preflight/rights';
import type { AzureClients } from '../clients';
import { azureClients } from '../clients';
import { activityPulse, whileBeating } from '../pulse';
import type { RemovalDeps } from './engine';
import { awaitRemoval, beginRemoval } from './engine';
import { planRemovals } from './plan';

export interface RemovalActivityDeps {
  settings: OutsideSettings;
  /** Where the service names no Retry-After; DIRSYNC_POLL_INTERVAL_MS, else 10 seconds. */
  pollIntervalMs?: number;
}

export function createRemovalActivities({
  settings,
  pollIntervalMs = settings.pollIntervalMs ?? defaultPollIntervalMs,
}: RemovalActivityDeps): RemovalActivities {
  const engine = (worksheet: Worksheet): RemovalDeps => ({
    clients: azureClients(worksheet, settings),
    pollIntervalMs,
    pulse: activityPulse(),
    attempt: Context.current().info.attempt,
  });
  return {
    async planTeardown({ worksheet, ledger }) {
      const { clients, pulse } = engine(worksheet);
      try {
        return await whileBeating(pulse, { waitingFor: 'reads for the teardown' }, async () => {
          const { checks, ...planned } = await planRemovals(clients, worksheet, ledger);
          const rights = await removalRights(clients, worksheet, planned.removals);
          return {
            ...planned,
            checks: [...checks, ...rights],
            tenant: await tenantInWords(worksheet, settings),
          };
        });
      } catch (error) {
        throw toFailure(error, { doing: 'planning the teardown' });
      }
    },
    async beginRemoval({ worksheet, target, ours }) {
      const deps = engine(worksheet);
      return whileBeating(deps.pulse, { deleting: target.name }, () =>
        beginRemoval(deps, { worksheet, target, ours }),
      );
    },
    async awaitRemoval({ worksheet, target, poller }) {
      await awaitRemoval(engine(worksheet), target, poller);
    },
  };
}

const removerRole =
  'Assign the custom role in deploy/azure-role-teardown.json there, besides the one in deploy/azure-role.json.';

async function removalRights(
  clients: AzureClients,
  w: Worksheet,
  removals: PlannedRemoval[],
): Promise<PreflightCheck[]> {
  const going = removals.filter(({ fate }) => fate === 'goes');
  return going.length === 0 ? [] : rightsChecks(clients, w, rightsForRemovals(going), removerRole);
}
