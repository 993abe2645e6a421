import type { ResourceSku, Usage } from '@azure/arm-compute';
import type { Usage as NetworkUsage } from '@azure/arm-network';
import type { PlannedResource, PreflightCheck } from '../../roadmap/plan';
import type { Worksheet } from '../../worksheet/schema';
import type { AzureClients } from '../azure/clients';
import { plainLocation } from '../azure/locations';
import { failed, orWarning, passed, warning } from './checks';

/** Size, cores and addresses; only what is still to be made counts against the quota. */
export async function capacityChecks(
  { compute, network }: AzureClients,
  w: Worksheet,
  planned: PlannedResource[],
): Promise<PreflightCheck[]> {
  const { location } = w.azure;
  const toCreate = (kinds: string[]) =>
    planned.filter((one) => one.action === 'create' && kinds.includes(one.kind)).length;
  const machine = await orWarning(sizeName(w), async () => {
    const skus: ResourceSku[] = [];
    for await (const sku of compute.resourceSkus.list({ filter: `location eq '${location}'` })) {
      if (sku.resourceType === 'virtualMachines') skus.push(sku);
    }
    const usages: Usage[] = [];
    for await (const usage of compute.usage.list(location)) usages.push(usage);
    const sku = skus.find((one) => one.name?.toLowerCase() === w.server.size.toLowerCase());
    const size = sizeCheck(w, skus);
    return sku && size.result !== 'failed' && toCreate(['virtualMachine']) > 0
      ? [size, coresCheck(sku, usages)]
      : [size];
  });
  const addresses = await orWarning(addressName, async () => {
    const usages: NetworkUsage[] = [];
    for await (const usage of network.usages.list(location)) usages.push(usage);
    return [addressQuotaCheck(toCreate(['gatewayAddress', 'natAddress']), usages)];
  });
  return [...machine, ...addresses];
}

const sizeName = (w: Worksheet) => ({ id: 'size', title: `Size ${w.server.size}` });
const addressName = { id: 'public-address-quota', title: 'Quota of public addresses' };

export function sizeCheck(w: Worksheet, skus: ResourceSku[]): PreflightCheck {
  const name = sizeName(w);
  const remedy = `Choose a size that is offered: \`az vm list-skus --location ${w.azure.location} --resource-type virtualMachines\`.`;
  const sku = skus.find((one) => one.name?.toLowerCase() === w.server.size.toLowerCase());
  if (!sku) return failed(name, `is not offered in ${w.azure.location}`, remedy);
  const restricted = sku.restrictions?.find(
    (one) =>
      one.type === 'Location' &&
      (one.values ?? []).map(plainLocation).includes(plainLocation(w.azure.location)),
  );
  if (restricted) {
    const reason = restricted.reasonCode ?? 'restricted';
    return failed(name, `is not available to this subscription in ${w.azure.location} (${reason})`, remedy);
  }
  // Entra Connect prerequisites: 6 GB up to 50,000 objects.
  const memory = Number(capability(sku, 'MemoryGB') ?? NaN);
  if (memory < 6) {
    return failed(name, `has ${memory} GB of memory; Entra Connect needs at least 6`, remedy);
  }
  return passed(
    name,
    `is offered: ${capability(sku, 'vCPUs') ?? '?'} cores, ${capability(sku, 'MemoryGB') ?? '?'} GB of memory`,
  );
}

const capability = (sku: ResourceSku, name: string) =>
  sku.capabilities?.find((one) => one.name === name)?.value;

export function coresCheck(sku: ResourceSku, usages: Usage[]): PreflightCheck {
  const name = { id: 'core-quota', title: 'Quota of cores' };
  const needed = Number(capability(sku, 'vCPUs') ?? 0);
  const relevant = ['cores', sku.family?.toLowerCase()];
  const limits = usages.filter((one) => relevant.includes(one.name.value?.toLowerCase()));
  const short = limits.find((one) => one.currentValue + needed > one.limit);
  if (short) {
    return failed(
      name,
      `${needed} cores are needed, and ${short.currentValue} of ${short.limit} are in use (${titleOf(short.name)})`,
      'Ask for more quota (Azure portal, Quotas), or choose a size of another family.',
    );
  }
  return limits.length === 0
    ? warning(name, `the region shows no quota for ${sku.family}`, 'Look at Azure portal, Quotas.')
    : passed(name, `${needed} cores fit: ${limits.map(inWords).join('; ')}`);
}

interface Named {
  value?: string;
  localizedValue?: string;
}

const titleOf = (name: Named) => name.localizedValue ?? name.value ?? '';
const inWords = (usage: { name: Named; currentValue: number; limit: number }) =>
  `${titleOf(usage.name)} ${usage.currentValue} of ${usage.limit}`;

export function addressQuotaCheck(needed: number, usages: NetworkUsage[]): PreflightCheck {
  const relevant = ['publicipaddresses', 'standardskupublicipaddresses', 'staticpublicipaddresses'];
  const limits = usages.filter((one) => relevant.includes(one.name.value?.toLowerCase() ?? ''));
  const short = limits.find((one) => one.currentValue + needed > one.limit);
  return short
    ? failed(
        addressName,
        `${needed} public addresses are needed, and ${short.currentValue} of ${short.limit} are in use (${titleOf(short.name)})`,
        'Ask for more quota (Azure portal, Quotas), or release addresses that are not used.',
      )
    : passed(addressName, needed === 0 ? 'none is needed' : `${needed} more fit`);
}
