import type { ImageReference, VirtualMachine } from '@azure/arm-compute';
import { resourceId } from '../../../roadmap/resources';
import { passwordProblems } from '../../../worksheet/passwords';
import type { Worksheet } from '../../../worksheet/schema';
import { known, tagsOf, type ResourceSpec } from './spec';

function imageOf(urn: string): ImageReference {
  const [publisher, offer, sku, version = 'latest'] = urn.split(':');
  return { publisher, offer, sku, version };
}

/** Trusted launch needs a generation 2 image: `-g2`, `-gensecond`, azure-edition, and everything since 2025. */
const isGeneration2 = (urn: string): boolean =>
  /(g2|gensecond|azure-edition)/i.test(urn) || /^20(2[5-9]|[3-9]\d)/.test(imageOf(urn).sku ?? '');

export const virtualMachine: ResourceSpec<VirtualMachine> = {
  kind: 'virtualMachine',
  body: (w) => ({
    location: w.azure.location,
    tags: tagsOf(w),
    hardwareProfile: { vmSize: w.server.size },
    storageProfile: {
      imageReference: imageOf(w.server.image),
      osDisk: {
        name: `osdisk-${w.deployment}`,
        osType: 'Windows',
        createOption: 'FromImage',
        caching: 'ReadWrite',
        managedDisk: { storageAccountType: w.server.diskType },
        deleteOption: 'Delete',
      },
    },
    osProfile: {
      computerName: w.server.name,
      adminUsername: w.server.administrator.name,
      windowsConfiguration: {
        provisionVMAgent: true,
        enableAutomaticUpdates: true,
        patchSettings: { patchMode: 'AutomaticByOS' },
      },
    },
    networkProfile: {
      networkInterfaces: [{ id: resourceId('networkInterface', w), primary: true, deleteOption: 'Detach' }],
    },
    ...(isGeneration2(w.server.image) ? { securityProfile: trustedLaunch } : {}),
    diagnosticsProfile: { bootDiagnostics: { enabled: true } },
  }),
  fixed: ['location', 'storageProfile', 'osProfile', 'networkProfile', 'securityProfile'],
  createOnly: [
    'storageProfile.imageReference.version',
    'storageProfile.osDisk.name',
    'storageProfile.osDisk.createOption',
    'storageProfile.osDisk.caching',
    'storageProfile.osDisk.deleteOption',
    'osProfile.windowsConfiguration',
  ],
  secret: {
    reference: (w: Worksheet) => w.server.administrator.password,
    unsuitable: (value, w) => passwordProblems(value, w.server.administrator.name),
    withSecret: (body, value) => ({ ...body, osProfile: { ...body.osProfile, adminPassword: value } }),
    sentOn: 'create',
  },
  evidence: (actual) =>
    known({
      size: actual.hardwareProfile?.vmSize,
      image: imageInWords(actual.storageProfile?.imageReference),
      computerName: actual.osProfile?.computerName,
      vmId: actual.vmId,
    }),
};

const trustedLaunch: VirtualMachine['securityProfile'] = {
  securityType: 'TrustedLaunch',
  uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
};

function imageInWords(image: ImageReference | undefined): string | undefined {
  return (
    image?.sku && `${image.publisher}:${image.offer}:${image.sku}:${image.exactVersion ?? image.version}`
  );
}
