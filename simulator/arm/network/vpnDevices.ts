import type { TunnelEnd } from '../../world';
import { refuse } from '../errors';

interface Device {
  vendor: string;
  deviceFamily: string;
  firmwareVersion: string;
}

/** A few of those that Azure has scripts for (VPN Gateway, "Download VPN device configuration scripts"). */
const devices: Device[] = [
  { vendor: 'Cisco', deviceFamily: 'ASR', firmwareVersion: 'IOS-XE 15.x' },
  { vendor: 'Cisco', deviceFamily: 'ISR', firmwareVersion: 'IOS 15.x (Preview)' },
  { vendor: 'Cisco', deviceFamily: 'ISR-G2', firmwareVersion: 'IOS 15.x' },
  { vendor: 'Juniper', deviceFamily: 'SRX_GA', firmwareVersion: '12.x_GA' },
  { vendor: 'Ubiquiti', deviceFamily: 'EdgeRouter', firmwareVersion: 'EdgeOS v1.10x BGP' },
];

export function supportedVpnDevices(): string {
  const vendors = [...new Set(devices.map(({ vendor }) => vendor))].map((vendor) => {
    const families = devices
      .filter((one) => one.vendor === vendor)
      .map(
        ({ deviceFamily, firmwareVersion }) =>
          `<deviceFamily name="${deviceFamily}"><firmwareVersion name="${firmwareVersion}" /></deviceFamily>`,
      );
    return `<vendor name="${vendor}">${families.join('')}</vendor>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?><RpVpnDevices xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${vendors.join('')}</RpVpnDevices>`;
}

export function deviceScript(wanted: Device, end: TunnelEnd): string {
  const known = devices.some(
    ({ vendor, deviceFamily, firmwareVersion }) =>
      vendor === wanted.vendor &&
      deviceFamily === wanted.deviceFamily &&
      firmwareVersion === wanted.firmwareVersion,
  );
  if (!known) {
    refuse(
      400,
      'VpnDeviceConfigurationScriptNotFound',
      `There is no configuration script for vendor ${wanted.vendor}, device family ${wanted.deviceFamily}, firmware ${wanted.firmwareVersion}.`,
    );
  }
  return [
    `! VPN device configuration: ${wanted.vendor} ${wanted.deviceFamily} ${wanted.firmwareVersion}`,
    `! Azure gateway: ${end.gatewayAddress}`,
    `! Azure address space: ${end.addressSpace.join(', ')}`,
    `! On-premises address space: ${end.localPrefixes.join(', ')}`,
    'crypto ikev2 keyring azure-keyring',
    `  peer ${end.gatewayAddress}`,
    `    pre-shared-key ${end.sharedKey}`,
    'crypto ikev2 profile azure-profile',
    `  match identity remote address ${end.gatewayAddress} 255.255.255.255`,
    'interface Tunnel11',
    `  tunnel source ${end.deviceAddress}`,
    `  tunnel destination ${end.gatewayAddress}`,
    ...end.addressSpace.map((prefix) => `ip route ${prefix} Tunnel11`),
    '',
  ].join('\n');
}
