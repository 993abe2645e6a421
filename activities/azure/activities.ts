import type { Worksheet } from '../../worksheet/schema';
import type { AzureActivities } from '../api';
import { defaultPollIntervalMs, type OutsideSettings } from '../environment';
import { toFailure } from '../failures';
import type { SecretResolver } from '../secrets/resolver';
import { makePlan } from '../preflight/makePlan';
import { awaitOperation } from './awaitOperation';
import { azureClients } from './clients';
import { beginResource } from './engine';
import { ensureProviders } from './providers';
import { activityPulse, whileBeating } from './pulse';
import type { EngineDeps } from './target';
import { awaitTunnel } from './tunnel';
import { kindInWords } from './words';

export interface AzureActivityDeps {
  settings: OutsideSettings;
  resolveSecret: SecretResolver;
  /** Where the service names no Retry-After; DIRSYNC_POLL_INTERVAL_MS, else 10 seconds. */
  pollIntervalMs?: number;
}

export function createAzureActivities({
  settings,
  resolveSecret,
  pollIntervalMs = settings.pollIntervalMs ?? defaultPollIntervalMs,
}: AzureActivityDeps): AzureActivities {
  const engine = (worksheet: Worksheet): EngineDeps => ({
    clients: azureClients(worksheet, settings),
    resolveSecret,
    pollIntervalMs,
    pulse: activityPulse(),
  });
  return {
    async preflight({ worksheet }) {
      const pulse = activityPulse();
      try {
        return await whileBeating(pulse, { waitingFor: 'pre-flight reads' }, () =>
          makePlan({ worksheet, clients: azureClients(worksheet, settings), settings, resolveSecret }),
        );
      } catch (error) {
        throw toFailure(error, { doing: 'the pre-flight check' });
      }
    },
    async ensureProviders({ worksheet }) {
      const { clients, pulse } = engine(worksheet);
      const work = () => ensureProviders(clients, pulse, pollIntervalMs);
      return { evidence: await whileBeating(pulse, { waitingFor: 'resource providers' }, work) };
    },
    async beginResource({ worksheet, kind }) {
      const deps = engine(worksheet);
      return whileBeating(deps.pulse, { beginning: kindInWords(kind) }, () =>
        beginResource(deps, { worksheet, kind }),
      );
    },
    async awaitOperation({ worksheet, operation }) {
      return { evidence: await awaitOperation(engine(worksheet), worksheet, operation) };
    },
    async awaitTunnel({ worksheet }) {
      const { clients, pulse } = engine(worksheet);
      return { evidence: await awaitTunnel(clients, worksheet, pulse, pollIntervalMs) };
    },
  };
}
