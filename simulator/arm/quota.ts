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

export function networkUsages(world: World): Usage[] {
  const { quotas } = armState(world).switches;
  return Object.entries(networkLimits).map(([name, { limit, type, title }]) =>
    usage(name, title, resourcesOf(world, `Microsoft.Network/${type}`).length, quotas[name] ?? limit),
  );
}

export function checkNetworkQuota(world: World, name: string, type: string): void {
  const found = networkUsages(world).find((one) => one.name.value === name)!;
  if (found.currentValue + 1 > found.limit) {
    refuse(
      400,
      'PublicIPCountLimitReached',
      `Cannot create more than ${found.limit} resources of type ${type} for this subscription in this region.`,
    );
  }
}

interface WithSize {
  hardwareProfile?: { vmSize?: string };
}

export function computeUsages(world: World, location: string, families: string[]): Usage[] {
  const { quotas } = armState(world).switches;
  const machines = resourcesOf<WithSize>(world, 'Microsoft.Compute/virtualMachines').filter(
    (one) => one.location === location,
  );
  const cores = (of: Resource<WithSize>[]) =>
    of.reduce((sum, one) => sum + (machineSize(one.properties.hardwareProfile?.vmSize)?.cores ?? 0), 0);
  return [
    usage('cores', 'Total Regional vCPUs', cores(machines), quotas.cores ?? computeLimits.cores),
    usage(
      'virtualMachines',
      'Virtual Machines',
      machines.length,
      quotas.virtualMachines ?? computeLimits.virtualMachines,
    ),
    ...families.map((family) =>
      usage(
        family,
        `${family} vCPUs`,
        cores(
          machines.filter((one) => machineSize(one.properties.hardwareProfile?.vmSize)?.family === family),
        ),
        quotas[family] ?? computeLimits.family,
      ),
    ),
  ];
}

function usage(value: string, localizedValue: string, currentValue: number, limit: number): Usage {
  return { unit: 'Count', currentValue, limit, name: { value, localizedValue } };
}
