import type { AzureClients } from '../activities/azure/clients';
import type { OutsideSettings } from '../activities/environment';
import type { SecretResolver } from '../activities/secrets';
import type { Worksheet } from '../worksheet/schema';
import type { Io } from './io';
import { InputError } from './io';
import { lazy } from './lazy';

/** Reads that are repeated here, because the command line has no Temporal behind it. */
const retries = 3;

export interface Outside {
  settings: OutsideSettings;
  clients: AzureClients;
  resolveSecret: SecretResolver;
}

/** Azure and the secrets, as the operator's own environment and rights reach them. */
export function outside({ env }: Io, worksheet: Worksheet): Outside {
  const { settings, problems } = lazy.environment().readOutsideSettings(env);
  if (!settings) {
    const list = problems.map((one) => `  - ${one}`).join('\n');
    throw new InputError(`The environment is not usable:\n${list}`);
  }
  return {
    settings,
    clients: lazy.azure().azureClients(worksheet, settings, retries),
    resolveSecret: lazy.secrets().createSecretResolver({ settings }),
  };
}
