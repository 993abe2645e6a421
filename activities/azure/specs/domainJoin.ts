import type { VirtualMachineExtension } from '@azure/arm-compute';
import { known, tagsOf, type ResourceSpec } from './spec';

/** NETSETUP_JOIN_DOMAIN and NETSETUP_ACCT_CREATE: join, and make the computer account. */
const joinAndCreate = '3';

export const domainJoin: ResourceSpec<VirtualMachineExtension> = {
  kind: 'domainJoin',
  body: (w) => ({
    location: w.azure.location,
    tags: tagsOf(w),
    publisher: 'Microsoft.Compute',
    typePropertiesType: 'JsonADDomainExtension',
    typeHandlerVersion: '1.3',
    autoUpgradeMinorVersion: true,
    settings: {
      Name: w.domain.name,
      User: w.domain.joinAccount,
      OUPath: w.domain.organizationalUnit ?? '',
      Restart: 'true',
      Options: joinAndCreate,
    },
  }),
  fixed: ['location', 'publisher', 'typePropertiesType'],
  // Azure raises the minor version itself.
  createOnly: ['typeHandlerVersion'],
  secret: {
    reference: (w) => w.domain.joinPassword,
    withSecret: (body, value) => ({ ...body, protectedSettings: { Password: value } }),
    sentOn: 'always',
  },
  evidence: (actual) => {
    const settings = actual.settings as { Name?: string; OUPath?: string } | undefined;
    return known({
      domain: settings?.Name,
      organizationalUnit: settings?.OUPath || 'the Computers container',
    });
  },
};
