import { z } from 'zod';
import { ignored } from '../references';

/** There is nothing of the kind here, so that a list of it can only be empty. */
const none = z.array(z.unknown()).max(0).optional();

const deleteOption = z.enum(['Delete', 'Detach']).optional();
const managedDisk = z.strictObject({
  id: z.string().optional(),
  storageAccountType: z
    .enum([
      'Standard_LRS',
      'StandardSSD_LRS',
      'StandardSSD_ZRS',
      'Premium_LRS',
      'Premium_ZRS',
      'PremiumV2_LRS',
      'UltraSSD_LRS',
    ])
    .optional(),
});

/** What the product may reasonably send; Azure knows far more. */
export const virtualMachineProperties = z.strictObject({
  ...ignored('provisioningState', 'vmId', 'timeCreated', 'instanceView'),
  hardwareProfile: z.strictObject({ vmSize: z.string() }),
  storageProfile: z.strictObject({
    imageReference: z
      .strictObject({
        ...ignored('exactVersion'),
        publisher: z.string(),
        offer: z.string(),
        sku: z.string(),
        version: z.string(),
      })
      .optional(),
    osDisk: z.strictObject({
      osType: z.literal('Windows').optional(),
      name: z.string().optional(),
      createOption: z.literal('FromImage'),
      caching: z.enum(['None', 'ReadOnly', 'ReadWrite']).optional(),
      diskSizeGB: z.int().min(127).max(4095).optional(),
      managedDisk: managedDisk.optional(),
      deleteOption,
    }),
    dataDisks: none,
    diskControllerType: z.enum(['SCSI', 'NVMe']).optional(),
  }),
  osProfile: z.strictObject({
    computerName: z.string(),
    adminUsername: z.string(),
    adminPassword: z.string().optional(),
    allowExtensionOperations: z.boolean().optional(),
    requireGuestProvisionSignal: z.boolean().optional(),
    windowsConfiguration: z
      .strictObject({
        ...ignored('enableVMAgentPlatformUpdates'),
        provisionVMAgent: z.boolean().optional(),
        enableAutomaticUpdates: z.boolean().optional(),
        timeZone: z.string().optional(),
        patchSettings: z
          .strictObject({
            patchMode: z.enum(['Manual', 'AutomaticByOS', 'AutomaticByPlatform']).optional(),
            assessmentMode: z.enum(['ImageDefault', 'AutomaticByPlatform']).optional(),
            enableHotpatching: z.boolean().optional(),
          })
          .optional(),
      })
      .optional(),
    secrets: none,
  }),
  networkProfile: z.strictObject({
    networkInterfaces: z
      .array(
        z.strictObject({
          id: z.string(),
          properties: z.strictObject({ primary: z.boolean().optional(), deleteOption }).optional(),
        }),
      )
      .length(1),
  }),
  securityProfile: z
    .strictObject({
      securityType: z.enum(['TrustedLaunch', 'Standard', 'ConfidentialVM']).optional(),
      uefiSettings: z
        .strictObject({ secureBootEnabled: z.boolean().optional(), vTpmEnabled: z.boolean().optional() })
        .optional(),
      encryptionAtHost: z.boolean().optional(),
    })
    .optional(),
  diagnosticsProfile: z
    .strictObject({
      bootDiagnostics: z
        .strictObject({ enabled: z.boolean().optional(), storageUri: z.string().optional() })
        .optional(),
    })
    .optional(),
  licenseType: z.enum(['Windows_Server', 'None']).optional(),
  priority: z.literal('Regular').optional(),
  /** There are no reservations here; Ansible says so by an empty one. */
  capacityReservation: z.strictObject({}).optional(),
  /** Base64; shown by no GET here. */
  userData: z.base64().optional(),
});
export type VirtualMachine = z.output<typeof virtualMachineProperties>;

/** Members beside `properties`. */
export const machineTop = {
  identity: z
    .strictObject({
      ...ignored('principalId', 'tenantId'),
      type: z.enum(['SystemAssigned', 'UserAssigned', 'SystemAssigned, UserAssigned', 'None']).optional(),
      userAssignedIdentities: z
        .record(z.string(), z.strictObject(ignored('principalId', 'clientId')))
        .optional(),
    })
    .optional(),
  plan: z
    .strictObject({
      name: z.string().optional(),
      publisher: z.string().optional(),
      product: z.string().optional(),
      promotionCode: z.string().optional(),
    })
    .optional(),
  zones: z.array(z.string()).optional(),
  ...ignored('resources'),
};
