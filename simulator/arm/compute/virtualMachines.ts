import { minutes } from '../durations';
import { refuse } from '../errors';
import { refer } from '../references';
import { interfaceType, machineOf } from '../network/networkInterfaces';
import { resourceGuid } from '../network/shared';
import { computeUsages } from '../quota';
import type { Change, ResourceType } from '../resourceType';
import { armState, childrenOf, findResource, key, sameId } from '../state';
import { actionRunCommand } from './actionRunCommand';
import { checkAdministrator, checkComputerName } from './administrator';
import { osDisk } from './disks';
import { imageVersion } from './images';
import { instanceView } from './instanceView';
import { powerActionEnded, powerActions } from './power';
import { isRetired, machineSize, restrictionsOf } from './sizes';
import type { VirtualMachine } from './virtualMachineSchema';
import { machineTop, virtualMachineProperties } from './virtualMachineSchema';

export const machineType = 'Microsoft.Compute/virtualMachines';

export const virtualMachines: ResourceType<VirtualMachine> = {
  type: machineType,
  minutes: minutes.virtualMachine,
  working: 'Creating',
  etag: 'strong',
  schema: virtualMachineProperties,
  top: machineTop,
  accept: (change) => {
    const { hardwareProfile, storageProfile, networkProfile, ...asked } = change.body.properties;
    const { adminPassword, ...osProfile } = asked.osProfile;
    checkSize(change);
    const before = change.existing?.properties;
    if (before) {
      for (const member of ['computerName', 'adminUsername'] as const) {
        if (before.osProfile[member] !== osProfile[member]) unchangeable(`osProfile.${member}`);
      }
    } else {
      checkComputerName(osProfile.computerName);
      checkAdministrator(osProfile.adminUsername, adminPassword);
    }
    // An update need not say again what the machine was made from.
    const imageReference = storageProfile.imageReference ?? before?.storageProfile.imageReference;
    checkImage(imageReference);
    const [first] = networkProfile.networkInterfaces;
    refer(change, first!, interfaceType);
    const holder = machineOf(change.world, first!.id);
    if (holder && !sameId(holder, change.id)) {
      refuse(
        400,
        'NicInUse',
        `Network Interface ${first!.id} is used by existing resource ${holder}. A network interface can be attached to one virtual machine only.`,
      );
    }
    const { securityProfile, diagnosticsProfile, licenseType, priority } = asked;
    return {
      hardwareProfile,
      storageProfile: {
        imageReference: imageReference && {
          ...imageReference,
          exactVersion: imageVersion,
        },
        osDisk: before?.storageProfile.osDisk ?? osDisk(change, storageProfile.osDisk),
        dataDisks: [],
      },
      osProfile: {
        allowExtensionOperations: true,
        requireGuestProvisionSignal: true,
        secrets: [],
        ...osProfile,
        windowsConfiguration: {
          provisionVMAgent: true,
          enableAutomaticUpdates: true,
          ...osProfile.windowsConfiguration,
        },
      },
      networkProfile,
      ...(securityProfile ? { securityProfile } : {}),
      ...(diagnosticsProfile ? { diagnosticsProfile } : {}),
      ...(licenseType ? { licenseType } : {}),
      ...(priority ? { priority } : {}),
      timeCreated: before?.timeCreated ?? new Date(change.world.clock.now()).toISOString(),
    };
  },
  view: (world, machine, expand) => ({
    vmId: resourceGuid(machine.id),
    ...(expand.includes('instanceView') ? { instanceView: instanceView(world, machine) } : {}),
  }),
  deleted: (world, { id, properties }) => {
    const { resources, secrets, power } = armState(world);
    delete power?.[key(id)];
    const forget = (one: string | undefined) => {
      if (one) delete resources[key(one)];
    };
    for (const child of childrenOf(world, id)) {
      delete secrets[key(child.id)];
      forget(child.id);
    }
    const disk = properties.storageProfile.osDisk;
    if (disk.deleteOption === 'Delete') forget(disk.managedDisk?.id);
    else if (disk.managedDisk?.id) delete resources[key(disk.managedDisk.id)]?.top.managedBy;
    for (const one of properties.networkProfile.networkInterfaces) {
      if (one.properties?.deleteOption === 'Delete') forget(one.id);
    }
    world.site?.forget(id);
  },
  actionEnded: powerActionEnded,
  actions: {
    ...powerActions,
    'post runcommand': actionRunCommand,
    'get instanceview': ({ world, resource }) => ({
      status: 200,
      body: instanceView(world, findResource<VirtualMachine>(world, resource.id)!),
    }),
  },
};

function checkSize({ world, id, body, location, existing }: Change<VirtualMachine>): void {
  const { vmSize } = body.properties.hardwareProfile;
  const zones = (body.top.zones ?? []) as string[];
  const restricted = restrictionsOf(world, vmSize, location).some(
    ({ restrictionInfo }) => restrictionInfo.zones?.every((zone) => !zones.includes(zone)) !== true,
  );
  if (isRetired(vmSize) || restricted) {
    const where = zones.length > 0 ? ` zones '${zones.join(',')}'` : '';
    refuse(
      409,
      'SkuNotAvailable',
      `The requested size for resource '${id}' is currently not available in location '${location}'${where} for subscription '${world.options.subscriptionId}'. Please try another size or deploy to a different location or zones. See https://aka.ms/azureskunotavailable for details.`,
    );
  }
  const size = machineSize(vmSize);
  if (!size)
    refuse(400, 'InvalidParameter', `The value ${vmSize} provided for the VM size is not valid.`, 'vmSize');
  const already = machineSize(existing?.properties.hardwareProfile.vmSize)?.cores ?? 0;
  for (const { name, currentValue, limit } of computeUsages(world, location, [size.family])) {
    const needed = name.value === 'virtualMachines' ? (existing ? 0 : 1) : size.cores - already;
    if (currentValue + needed > limit) {
      refuse(
        409,
        'OperationNotAllowed',
        `Operation could not be completed as it results in exceeding approved ${quotaName(name.value)} quota. Additional details - Deployment Model: Resource Manager, Location: ${location}, Current Limit: ${limit}, Current Usage: ${currentValue}, Additional Required: ${needed}, (Minimum) New Limit Required: ${currentValue + needed}.`,
      );
    }
  }
}

/** Azure's message says Cores where the usage says vCPUs. */
const quotaName = (usage: string): string =>
  ({ cores: 'Total Regional Cores', virtualMachines: 'Virtual Machines' })[usage] ?? `${usage} Cores`;

function checkImage(image: VirtualMachine['storageProfile']['imageReference']): void {
  if (!image)
    refuse(
      400,
      'InvalidParameter',
      "Required parameter 'imageReference' is missing (null).",
      'imageReference',
    );
  const known =
    image.publisher.toLowerCase() === 'microsoftwindowsserver' &&
    image.offer.toLowerCase() === 'windowsserver' &&
    /^20(16|19|22|25)-datacenter/i.test(image.sku);
  if (!known) {
    refuse(
      404,
      'PlatformImageNotFound',
      `The platform image '${image.publisher}:${image.offer}:${image.sku}:${image.version}' is not available. Verify that all fields in the storage profile are correct.`,
      'imageReference',
    );
  }
}

function unchangeable(member: string): never {
  refuse(409, 'PropertyChangeNotAllowed', `Changing property '${member}' is not allowed.`, member);
}
