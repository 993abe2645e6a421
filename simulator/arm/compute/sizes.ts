import type { World } from '../../world';
import { locationNames } from '../locations';
import { armState } from '../state';

export interface MachineSize {
  name: string;
  family: string;
  cores: number;
  memoryGiB: number;
  premium: boolean;
}

const size = (
  name: string,
  family: string,
  cores: number,
  memoryGiB: number,
  premium = true,
): MachineSize => ({
  name,
  family,
  cores,
  memoryGiB,
  premium,
});

/** A few current sizes of general use (Azure documentation, "Sizes for virtual machines"). */
const sizes: MachineSize[] = [
  size('Standard_B2s', 'standardBSFamily', 2, 4),
  size('Standard_B2ms', 'standardBSFamily', 2, 8),
  size('Standard_B4ms', 'standardBSFamily', 4, 16),
  size('Standard_B2s_v2', 'standardBsv2Family', 2, 8),
  size('Standard_D2_v5', 'standardDv5Family', 2, 8, false),
  size('Standard_D2s_v3', 'standardDSv3Family', 2, 8),
  size('Standard_D4s_v3', 'standardDSv3Family', 4, 16),
  size('Standard_D2s_v4', 'standardDSv4Family', 2, 8),
  size('Standard_D2s_v5', 'standardDSv5Family', 2, 8),
  size('Standard_D4s_v5', 'standardDSv5Family', 4, 16),
  size('Standard_D8s_v5', 'standardDSv5Family', 8, 32),
  size('Standard_D2as_v5', 'standardDASv5Family', 2, 8),
  size('Standard_D4as_v5', 'standardDASv5Family', 4, 16),
  size('Standard_D2s_v6', 'standardDSv6Family', 2, 8),
  size('Standard_E2s_v5', 'standardESv5Family', 2, 16),
  size('Standard_E4s_v5', 'standardESv5Family', 4, 32),
  size('Standard_F2s_v2', 'standardFSv2Family', 2, 4),
  size('Standard_F4s_v2', 'standardFSv2Family', 4, 8),
];

export const sizeFamilies = [...new Set(sizes.map(({ family }) => family))];

export const machineSize = (name: string | undefined): MachineSize | undefined =>
  sizes.find((one) => one.name.toLowerCase() === name?.toLowerCase());

/** Basic_A and A0-A11 were retired on 2024-08-31 (Azure updates). */
export const isRetired = (name: string): boolean =>
  /^Basic_A\d+$/i.test(name) || /^(Standard_)?A([0-9]|1[01])$/i.test(name);

interface Restriction {
  type: 'Location' | 'Zone';
  values: string[];
  restrictionInfo: { locations: string[]; zones?: string[] };
  reasonCode: 'NotAvailableForSubscription';
}

/** As the list of sizes has them (`ResourceSkuRestrictions`), for one region. */
export function restrictionsOf(world: World, name: string, location: string): Restriction[] {
  return armState(world)
    .switches.restrictedSizes.map((one) => (typeof one === 'string' ? { size: one } : one))
    .filter(({ size: restricted }) => restricted.toLowerCase() === name.toLowerCase())
    .filter(({ locations }) => !locations || locations.includes(location))
    .map(({ zones }) => ({
      type: zones ? 'Zone' : 'Location',
      values: [location],
      restrictionInfo: { locations: [location], ...(zones ? { zones } : {}) },
      reasonCode: 'NotAvailableForSubscription',
    }));
}

/** The answer of `Microsoft.Compute/skus`; its filter knows `location eq '…'` only. */
export function resourceSkus(world: World, filter: string | undefined): object[] {
  const location = /location eq '([^']+)'/i.exec(filter ?? '')?.[1]?.toLowerCase();
  const wanted = location ? locationNames.filter((one) => one === location) : locationNames;
  return wanted.flatMap((one) =>
    sizes.map(({ name, family, cores, memoryGiB, premium }) => ({
      resourceType: 'virtualMachines',
      name,
      tier: 'Standard',
      size: name.replace('Standard_', ''),
      family,
      locations: [one],
      locationInfo: [{ location: one, zones: ['1', '2', '3'] }],
      capabilities: Object.entries({
        vCPUs: String(cores),
        MemoryGB: String(memoryGiB),
        HyperVGenerations: 'V1,V2',
        PremiumIO: premium ? 'True' : 'False',
        CpuArchitectureType: 'x64',
        AcceleratedNetworkingEnabled: 'True',
      }).map(([capability, value]) => ({ name: capability, value })),
      restrictions: restrictionsOf(world, name, one),
    })),
  );
}

/** The older list, `locations/{location}/vmSizes`: every region offers the same here. */
export const sizesOfRegion = (): object[] =>
  sizes.map(({ name, cores, memoryGiB }) => ({
    name,
    numberOfCores: cores,
    memoryInMB: memoryGiB * 1024,
    osDiskSizeInMB: 1047552,
    resourceDiskSizeInMB: 0,
    maxDataDiskCount: cores * 2,
  }));
