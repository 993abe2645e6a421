import type { Check } from '../finding';
import { checkAddressSpace } from './addressSpace';
import { checkAddresses } from './addressSyntax';
import { checkAdopt } from './adopt';
import { checkApprovers } from './approvers';
import { checkArmNames } from './armNames';
import { checkDns } from './dns';
import { checkDomain } from './domain';
import { checkEntraConnect } from './entraConnect';
import { checkExisting } from './existing';
import { checkExpressRoute } from './expressRoute';
import { checkGates } from './gates';
import { checkLicences } from './licences';
import { checkLocalNetwork } from './localNetwork';
import { checkLocation } from './location';
import { checkOutbound } from './outbound';
import { checkProxy } from './proxy';
import { checkRdpSources } from './rdpSources';
import { checkRetired } from './retired';
import { checkServer } from './server';
import { checkSubnets } from './subnets';
import { checkTags } from './tags';
import { checkVpn } from './vpn';

/** Every rule family, in the order of the worksheet's tables. Each looks only at what it can read. */
export const checks: Check[] = [
  checkLocation,
  checkArmNames,
  checkTags,
  checkAdopt,
  checkAddresses,
  checkAddressSpace,
  checkExisting,
  checkOutbound,
  checkSubnets,
  checkVpn,
  checkExpressRoute,
  checkRetired,
  checkDns,
  checkLocalNetwork,
  checkRdpSources,
  checkServer,
  checkDomain,
  checkProxy,
  checkEntraConnect,
  checkLicences,
  checkGates,
  checkApprovers,
];
