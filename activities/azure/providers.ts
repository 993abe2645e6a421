import type { Evidence } from '../../roadmap/progress';
import { describeError, problem, toFailure } from '../failures';
import type { AzureClients } from './clients';
import type { Pulse } from './pulse';

/** What the roadmap's resources belong to. */
export const neededProviders = ['Microsoft.Network', 'Microsoft.Compute'] as const;

/** Registers what is not registered and waits for it; registering again is harmless. */
export async function ensureProviders(
  { resources }: AzureClients,
  pulse: Pulse,
  pollIntervalMs: number,
): Promise<Evidence> {
  const evidence: Evidence = {};
  for (const namespace of neededProviders) {
    try {
      let state = (await resources.providers.get(namespace)).registrationState;
      const wasRegistered = state === 'Registered';
      if (state !== 'Registered' && state !== 'Registering') await register(resources, namespace);
      while (state !== 'Registered') {
        await pulse.sleep(pollIntervalMs);
        state = (await resources.providers.get(namespace)).registrationState;
      }
      evidence[namespace] = wasRegistered ? 'was registered' : 'registered now';
    } catch (error) {
      throw toFailure(error, { resource: namespace, doing: `registering ${namespace}` });
    }
  }
  return evidence;
}

async function register(resources: AzureClients['resources'], namespace: string): Promise<void> {
  try {
    await resources.providers.register(namespace);
  } catch (error) {
    if (describeError(error).status !== 403) throw error;
    throw problem(
      'ProviderNotRegistered',
      `the resource provider ${namespace} is not registered, and this identity may not register it (${namespace}/register/action)`,
      `An owner of the subscription runs \`az provider register --namespace ${namespace}\`, then retry.`,
      namespace,
    );
  }
}
