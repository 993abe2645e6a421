import type { ResourceKind } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import type { SecretResolver } from '../secrets/resolver';
import type { AzureClients } from './clients';
import type { Pulse } from './pulse';

/** What the engine works with: the services, and the running activity. */
export interface EngineDeps {
  clients: AzureClients;
  resolveSecret: SecretResolver;
  pollIntervalMs: number;
  pulse: Pulse;
}

/** The resource that it works on. */
export interface Target {
  worksheet: Worksheet;
  kind: ResourceKind;
}
