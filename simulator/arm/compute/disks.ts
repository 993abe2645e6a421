import { createHash } from 'node:crypto';
import { z } from 'zod';
import { minutes } from '../durations';
import { refuse } from '../errors';
import { parseId } from '../path';
import type { Change, ResourceType } from '../resourceType';
import type { Properties } from '../state';
import { armState, key, resourcesOf, sameId } from '../state';
import type { VirtualMachine } from './virtualMachineSchema';

export const diskType = 'Microsoft.Compute/disks';
type OsDisk = VirtualMachine['storageProfile']['osDisk'];

/** Disks come with a machine; one alone can be looked at and deleted. */
export const disks: ResourceType<Properties> = {
  type: diskType,
  minutes: minutes.disk,
  working: 'Updating',
  etag: false,
  schema: z.looseObject({}),
  accept: ({ id }) =>
    refuse(400, 'OperationNotAllowed', `Disk ${id} can only come with a virtual machine here.`),
  beforeDelete: (world, { id }) => {
    const user = holderOf(world, id);
    if (user) refuse(409, 'OperationNotAllowed', `Disk ${id} is attached to VM ${user}.`);
  },
  view: (world, { id }) => ({ diskState: holderOf(world, id) ? 'Attached' : 'Unattached' }),
};

function holderOf(world: Change['world'], diskId: string): string | undefined {
  return resourcesOf<VirtualMachine>(world, 'Microsoft.Compute/virtualMachines').find((machine) =>
    sameId(machine.properties.storageProfile.osDisk.managedDisk?.id, diskId),
  )?.id;
}

/** Makes the machine's disk; its account type must be one that the disk can have. */
export function osDisk({ world, id, name, location }: Change<VirtualMachine>, asked: OsDisk): OsDisk {
  const storageAccountType = asked.managedDisk?.storageAccountType ?? 'Premium_LRS';
  if (!['Standard_LRS', 'StandardSSD_LRS', 'Premium_LRS'].includes(storageAccountType)) {
    refuse(400, 'InvalidParameter', `The value ${storageAccountType} is not valid.`, 'storageAccountType');
  }
  const suffix = createHash('sha256').update(id.toLowerCase()).digest('hex').slice(0, 32);
  const diskName = asked.name ?? `${name}_OsDisk_1_${suffix}`;
  const { subscriptionId, resourceGroup } = parseId(id)!;
  const diskId = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${diskType}/${diskName}`;
  const diskSizeGB = asked.diskSizeGB ?? 127;
  armState(world).resources[key(diskId)] = {
    id: diskId,
    name: diskName,
    type: diskType,
    location,
    top: { sku: { name: storageAccountType, tier: storageAccountType.split('_')[0] }, managedBy: id },
    properties: {
      osType: 'Windows',
      diskSizeGB,
      creationData: { createOption: 'FromImage' },
      timeCreated: new Date(world.clock.now()).toISOString(),
    },
    provisioningState: 'Succeeded',
    etag: '',
    asked: '',
  };
  return {
    osType: 'Windows',
    name: diskName,
    createOption: 'FromImage',
    caching: asked.caching ?? 'ReadWrite',
    diskSizeGB,
    managedDisk: { id: diskId, storageAccountType },
    deleteOption: asked.deleteOption ?? 'Detach',
  };
}
