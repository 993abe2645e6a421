import type { Plan } from '../../roadmap/plan';
import type { Worksheet } from '../../worksheet/schema';
import type { AzureClients } from '../azure/clients';
import { directoryChecks } from '../directory';
import { askServers } from '../dns/ask';
import { judgeBeforehand } from '../dns/judge';
import type { OutsideSettings } from '../environment';
import { tenantChecks } from '../graph/tenantChecks';
import { secretChecks } from '../secrets/checks';
import type { SecretResolver } from '../secrets/resolver';
import { addressChecks } from './addresses';
import { capacityChecks } from './capacity';
import { criticalPathMinutes } from './minutes';
import { providerChecks } from './providers';
import { planResources } from './resources';
import { rightsChecks } from './rights';
import { trustCheck } from './trust';

export interface PlanDeps {
  worksheet: Worksheet;
  clients: AzureClients;
  settings: OutsideSettings;
  resolveSecret: SecretResolver;
}

/** Step 0, from live reads; writes nothing. For the activity and, with the operator's own rights, for `dirsync plan`. */
export async function makePlan({ worksheet, clients, settings, resolveSecret }: PlanDeps): Promise<Plan> {
  const resources = await planResources(clients, worksheet);
  const serverExists = resources.some((one) => one.kind === 'virtualMachine' && one.action !== 'create');
  const asked = askServers(worksheet, settings);
  const checks = await Promise.all([
    providerChecks(clients, worksheet),
    rightsChecks(clients, worksheet),
    capacityChecks(clients, worksheet, resources),
    addressChecks(clients, worksheet),
    secretChecks(worksheet, resolveSecret),
    asked.then((answers) => judgeBeforehand(worksheet, answers)),
    asked.then((answers) => directoryChecks({ worksheet, settings, resolveSecret, answers })),
    tenantChecks(worksheet, settings, { serverExists }),
  ]);
  return {
    resources,
    checks: [trustCheck(worksheet), ...checks.flat()],
    usualMinutes: criticalPathMinutes(worksheet, resources),
  };
}
