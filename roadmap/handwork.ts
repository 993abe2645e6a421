import { rdpSources } from '../worksheet/rdpSources';
import type { Worksheet } from '../worksheet/schema';
import type { Addresses } from './addresses';
import { listed } from './words';

/** Gate `vpn-device`. Parameters: VPN Gateway documentation, "About VPN devices and IPsec/IKE parameters". */
export function vpnDeviceInstructions(w: Worksheet, facts: Addresses): string[] {
  if (w.connection.kind !== 'vpn') return [];
  const { deviceAddress, device, ipsecPolicy: policy, connectWithin } = w.connection;
  const peer = facts.gatewayAddress ?? "the gateway's public address";
  return [
    `On the VPN device ${deviceAddress}, set up a route-based IPsec tunnel with IKEv2 to the peer ${peer}.`,
    `Pre-shared key: ${whereKeyIs(w.connection)}. Its value is shown nowhere.`,
    `Local prefixes (on-premises): ${listed(w.localNetwork.prefixes)}. Remote prefix (Azure): ${w.virtualNetwork.addressSpace}.`,
    policy
      ? `IKE: ${policy.ikeEncryption}, ${policy.ikeIntegrity}, ${policy.dhGroup}. IPsec: ${policy.ipsecEncryption}, ${policy.ipsecIntegrity}, PFS ${policy.pfsGroup}; lifetime ${policy.saLifeTimeSeconds} seconds or ${policy.saDataSizeKilobytes} KB.`
      : "Encryption: any of Azure's default IKE and IPsec policies for route-based gateways.",
    'Clamp the TCP maximum segment size to 1350 bytes on the tunnel.',
    device
      ? `Configuration script of Azure for ${device.vendor} ${device.family} ${device.firmware}: \`npx dirsync vpn-script <worksheet> --output <file>\` (holds the key: the file is for you alone).`
      : 'For a configuration script of Azure, name vendor, family and firmware at connection.device in the worksheet, then: `npx dirsync vpn-script <worksheet> --output <file>`',
    `Approve when the device is set up. The connection is then watched for ${connectWithin} until it says Connected.`,
  ];
}

function whereKeyIs({
  sharedKey,
  generateSharedKey,
}: Extract<Worksheet['connection'], { kind: 'vpn' }>): string {
  const [, file] = /^file:(.*)$/.exec(sharedKey) ?? [];
  const where = file ? `the file ${file} on the worker's machine` : `the secret at ${sharedKey}`;
  return generateSharedKey ? `${where}, made by dirsync unless one was there` : where;
}

/** Gate `entra-connect`. Sources: Entra Connect documentation on prerequisites, express settings, accounts and scheduler. */
export function entraConnectInstructions(w: Worksheet, facts: Addresses): string[] {
  const server = facts.serverAddress ? `${w.server.name} (${facts.serverAddress})` : w.server.name;
  const sources = listed(rdpSources(w), 'or');
  return [
    `From ${sources}, sign in to ${server} by Remote Desktop as a domain user who is a local administrator there.`,
    'Start Microsoft Entra Connect Sync (shortcut "Azure AD Connect"), accept the terms, and choose Continue.',
    'Choose "Use express settings": one forest, password hash synchronisation on.',
    `Sign in to tenant ${w.azure.tenantId} as a Hybrid Identity Administrator or Global Administrator (assigned directly, not through a group).`,
    `Give the credentials of an enterprise administrator of the forest of ${w.domain.name}. The wizard does not keep them, and dirsync never sees them.`,
    `At the sign-in page, check that the UPN suffixes in use are verified domains of the tenant.`,
    'Leave "Start the synchronization process when configuration completes" ticked, and choose Install.',
    'When it says that configuration is complete, choose Exit: an open wizard suspends the scheduler.',
    'The wizard makes an account MSOL_… in the Users container of the forest root domain. Do not move, rename or delete it: synchronisation would break.',
    'Approve when the wizard is closed. Scheduler, run profiles and password hash synchronisation are then checked on the server.',
  ];
}
