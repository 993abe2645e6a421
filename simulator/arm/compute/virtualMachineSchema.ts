import { z } from 'zod';
import { ignored } from '../references';

const deleteOption = z.enum(['Delete', 'Detach']).optional();
const managedDisk = z.object({
  id: z.string().optional(),
  storageAccountType: z.string().optional(),
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
    dataDisks: z.array(z.unknown()).max(0).optional(),
    diskControllerType: z.string().optional(),
  }),
  osProfile: z.strictObject({
    ...ignored('requireGuestProvisionSignal'),
    computerName: z.string(),
    adminUsername: z.string(),
    adminPassword: z.string().optional(),
    allowExtensionOperations: z.boolean().optional(),
    windowsConfiguration: z
      .strictObject({
        provisionVMAgent: z.boolean().optional(),
        enableAutomaticUpdates: z.boolean().optional(),
        timeZone: z.string().optional(),
        enableVMAgentPlatformUpdates: z.boolean().optional(),
        patchSettings: z
          .strictObject({
            patchMode: z.enum(['Manual', 'AutomaticByOS', 'AutomaticByPlatform']).optional(),
            assessmentMode: z.string().optional(),
            enableHotpatching: z.boolean().optional(),
          })
          .optional(),
      })
      .optional(),
    secrets: z.array(z.unknown()).optional(),
  }),
  networkProfile: z.strictObject({
    networkInterfaces: z
      .array(
        z
          .strictObject({
            id: z.string(),
            properties: z.strictObject({ primary: z.boolean().optional(), deleteOption }).optional(),
          })
          .transform((one) => one),
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
