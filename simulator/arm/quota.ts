import type { World } from '../world';
import { refuse } from './errors';
import type { Resource } from './state';
import { armState, resourcesOf } from './state';
import { machineSize } from './compute/sizes';

interface Usage {
  unit: 'Count';
  currentValue: number;
  limit: number;
  name: { value: string; localizedValue: string };
}

/** What a new pay-as-you-go subscription gets (Azure subscription limits); a switch changes any of them. */
const networkLimits: Record<string, { limit: number; type: string; title: string }> = {
  VirtualNetworks: { limit: 1000, type: 'virtualNetworks', title: 'Virtual Networks' },
  NetworkSecurityGroups: { limit: 5000, type: 'networkSecurityGroups', title: 'Network Security Groups' },
  PublicIPAddresses: { limit: 1000, type: 'publicIPAddresses', title: 'Public IP Addresses' },
  StandardSkuPublicIpAddresses: {
    limit: 20,
    type: 'publicIPAddresses',
    title: 'Public IP Addresses - Standard',
  },
  NetworkInterfaces: { limit: 65536, type: 'networkInterfaces', title: 'Network Interfaces' },
  NatGateways: { limit: 100, type: 'natGateways', title: 'NAT Gateways' },
};

const computeLimits = { cores: 10, virtualMachines: 25000, family: 10 };

export function networkUsages(world: World, location: string): Usage[] {
  return Object.entries(networkLimits).map(([name, { limit, type, title }]) => {
    const used = resourcesOf(world, `Microsoft.Network/${type}`).filter((one) => one.location === location);
    return usage(name, title, used.length, limitOf(world, location, name, limit));
  });
}

const limitOf = (world: World, location: string, name: string, otherwise: number): number => {
  const { quotas } = armState(world).switches;
  return quotas[`${location}/${name}`] ?? quotas[name] ?? otherwise;
};

/** Every address here is a Standard one, and counts for both. */
export function checkPublicAddressQuota(world: World, location: string): void {
  for (const { name, currentValue, limit } of networkUsages(world, location)) {
    if (!/PublicIpAddresses$/i.test(name.value) || currentValue < limit) continue;
    refuse(
      400,
      'PublicIPCountLimitReached',
      `Cannot create more than ${limit} public IP addresses for this subscription in this region.`,
    );
  }
}

interface WithSize {
  hardwareProfile?: { vmSize?: string };
}

export function computeUsages(world: World, location: string, families: string[]): Usage[] {
  const limit = (name: string, otherwise: number) => limitOf(world, location, name, otherwise);
  const machines = resourcesOf<WithSize>(world, 'Microsoft.Compute/virtualMachines').filter(
    (one) => one.location === location,
  );
  const cores = (of: Resource<WithSize>[]) =>
    of.reduce((sum, one) => sum + (machineSize(one.properties.hardwareProfile?.vmSize)?.cores ?? 0), 0);
  return [
    usage('cores', 'Total Regional vCPUs', cores(machines), limit('cores', computeLimits.cores)),
    usage(
      'virtualMachines',
      'Virtual Machines',
      machines.length,
      limit('virtualMachines', computeLimits.virtualMachines),
    ),
    ...families.map((family) =>
      usage(
        family,
        `${family} vCPUs`,
        cores(
          machines.filter((one) => machineSize(one.properties.hardwareProfile?.vmSize)?.family === family),
        ),
        limit(family, computeLimits.family),
      ),
    ),
  ];
}

function usage(value: string, localizedValue: string, currentValue: number, limit: number): Usage {
  return { unit: 'Count', currentValue, limit, name: { value, localizedValue } };
}
