import type { Draft, Found } from '../finding';
import { error } from '../finding';
import { parseAddress } from '../address';

/** The VPN device and the IPsec policy of a site-to-site connection. */
export function checkVpn({ connection }: Draft): Found[] {
  if (connection?.kind !== 'vpn') return [];
  return [
    ...deviceAddress(connection.deviceAddress),
    ...madeKey(connection),
    ...gcmPairs(connection.ipsecPolicy),
  ];
}

/** Table V: the device's public address; a local network gateway can't be behind a private or reserved one. */
function deviceAddress(text: string | undefined): Found[] {
  const address = parseAddress(text);
  if (!address || address.range() === 'unicast') return [];
  return [
    error({
      path: ['connection', 'deviceAddress'],
      rule: 'public-address',
      problem: `${address.toString()} is not a public address (${rangeInWords(address.range())})`,
      remedy:
        'Write the address under which the Internet sees the VPN device, or that of the NAT in front of it.',
    }),
  ];
}

/** A made key needs a place that can be written and then read by that same name. */
function madeKey({
  sharedKey,
  generateSharedKey,
}: {
  sharedKey?: string;
  generateSharedKey?: boolean;
}): Found[] {
  if (!generateSharedKey || !/^env:|^keyvault:.+\/secrets\/[^/]+\//.test(sharedKey ?? '')) return [];
  return [
    error({
      path: ['connection', 'sharedKey'],
      rule: 'generated-key',
      problem: `a made key can't be put ${sharedKey!.startsWith('env:') ? 'into a variable' : 'into a version of a secret'}`,
      remedy:
        'With generateSharedKey, write file:/path or keyvault:https://<vault>/secrets/<name> without a version.',
    }),
  ];
}

const rangeInWords = (range: string) => range.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** "If GCMAES is used for IPsec encryption, the same must be chosen for IPsec integrity" (IPsec/IKE policy, VPN Gateway). */
function gcmPairs(
  policy: Partial<Record<'ipsecEncryption' | 'ipsecIntegrity', string>> | undefined,
): Found[] {
  const { ipsecEncryption, ipsecIntegrity } = policy ?? {};
  if (!ipsecEncryption || !ipsecIntegrity || ipsecEncryption === ipsecIntegrity) return [];
  const gcm = [ipsecEncryption, ipsecIntegrity].find((one) => one.startsWith('GCM'));
  if (!gcm) return [];
  return [
    error({
      path: ['connection', 'ipsecPolicy', 'ipsecIntegrity'],
      rule: 'ipsec-policy',
      problem: `${ipsecIntegrity} does not go with ${ipsecEncryption}`,
      remedy: `With GCM, encryption and integrity are the same: write ${gcm} for both.`,
    }),
  ];
}
