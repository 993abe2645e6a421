import type { PlannedResource } from '../../roadmap/plan';
import { stepOfKind } from '../../roadmap/resources';
import { applies, stepDefinition, type StepId } from '../../roadmap/steps';
import type { Worksheet } from '../../worksheet/schema';

/** What has to be done before a step can begin, as the workflow orders it. */
const after: Partial<Record<StepId, StepId[]>> = {
  'resource-group': ['preflight'],
  'network-security-group': ['resource-group'],
  'nat-gateway': ['resource-group'],
  'virtual-network': ['network-security-group', 'nat-gateway'],
  'gateway-address': ['resource-group'],
  gateway: ['virtual-network', 'gateway-address'],
  'local-network-gateway': ['resource-group'],
  connection: ['gateway', 'local-network-gateway'],
  tunnel: ['connection'],
  'network-interface': ['virtual-network'],
  'virtual-machine': ['network-interface'],
  'name-resolution': ['tunnel'],
  proxy: ['virtual-machine', 'tunnel'],
  'domain-join': ['name-resolution', 'virtual-machine', 'proxy'],
  membership: ['domain-join'],
  'server-record': ['membership'],
  prerequisites: ['membership'],
  installer: ['prerequisites'],
  'sync-proof': ['installer', 'server-record'],
  'tenant-sync': ['sync-proof'],
  'licence-preview': ['tenant-sync'],
  licences: ['licence-preview'],
  report: ['licences', 'tenant-sync'],
};

/** Usual minutes of the longest chain of steps; what applies not, or exists already, takes none. */
export function criticalPathMinutes(w: Worksheet, planned: PlannedResource[]): number {
  const known = new Map<StepId, number>();
  const finish = (id: StepId): number => {
    const memo = known.get(id);
    if (memo !== undefined) return memo;
    const result = Math.max(0, ...(after[id] ?? []).map(finish)) + minutesOf(id, w, planned);
    known.set(id, result);
    return result;
  };
  return Math.round(finish('report') * 10) / 10;
}

function minutesOf(id: StepId, w: Worksheet, planned: PlannedResource[]): number {
  const step = stepDefinition(id);
  if (applies(step, w) !== true) return 0;
  const resources = planned.filter((one) => stepOfKind(one.kind) === id);
  const standing = resources.length > 0 && resources.every((one) => one.action === 'unchanged');
  return standing ? 0 : step.usualMinutes;
}
