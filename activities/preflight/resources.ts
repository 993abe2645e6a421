import type { PlannedAction, PlannedResource } from '../../roadmap/plan';
import { neededKinds, resourceId, resourceName, type ResourceKind } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import type { AzureClients } from '../azure/clients';
import { decide, type Decision } from '../azure/decide';
import { readSituation } from '../azure/engine';
import { usualMinutesOf } from '../azure/words';

const actions: Record<Decision['action'], PlannedAction> = {
  create: 'create',
  change: 'change',
  repair: 'change',
  adopt: 'adopt',
  unchanged: 'unchanged',
  wait: 'unchanged',
  deleting: 'create',
  blocked: 'blocked',
};

/** Each kind that the worksheet needs, as it is now against as it should be. Reads only. */
export async function planResources(clients: AzureClients, w: Worksheet): Promise<PlannedResource[]> {
  return Promise.all(
    neededKinds(w).map(async (kind) =>
      planned(kind, w, decide(await readSituation(clients, { worksheet: w, kind }))),
    ),
  );
}

export function planned(kind: ResourceKind, w: Worksheet, decision: Decision): PlannedResource {
  const action = actions[decision.action];
  return {
    kind,
    name: resourceName(kind, w),
    id: resourceId(kind, w),
    action,
    details: decision.details,
    usualMinutes: action === 'unchanged' ? 0 : usualMinutesOf(kind),
  };
}
