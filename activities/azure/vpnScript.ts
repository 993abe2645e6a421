import { resourceName } from '../../roadmap/resources';
import type { Worksheet } from '../../worksheet/schema';
import { meant } from '../../worksheet/suggest';
import { problem, toFailure } from '../failures';
import type { AzureClients } from './clients';

export interface VpnDevice {
  vendor: string;
  family: string;
  firmware: string;
}

/**
 * The device configuration script of Azure. Its text contains the shared key: it goes straight to a file of the operator's,
 * never through a workflow.
 */
export async function fetchVpnDeviceScript(w: Worksheet, clients: AzureClients): Promise<string> {
  if (w.connection.kind !== 'vpn' || !w.connection.device) {
    throw problem(
      'WorksheetInvalid',
      'the worksheet names no VPN device',
      'Give connection.device with vendor, family and firmware.',
    );
  }
  const { device } = w.connection;
  const group = w.azure.resourceGroup;
  const { virtualNetworkGateways: gateways } = clients.network;
  try {
    const list = await gateways.supportedVpnDevices(group, resourceName('gateway', w));
    const found = findDevice(readDevices(list.body), device);
    const script = await gateways.vpnDeviceConfigurationScript(group, resourceName('connection', w), {
      vendor: found.vendor,
      deviceFamily: found.family,
      firmwareVersion: found.firmware,
    });
    return script.body;
  } catch (error) {
    throw toFailure(error, { doing: 'fetching the device configuration script' });
  }
}

/** The list is XML: `<Vendor name=…><DeviceFamily name=…><FirmwareVersion name=…/>` (VPN Gateway documentation). */
export function readDevices(xml: string): VpnDevice[] {
  const devices: VpnDevice[] = [];
  let vendor = '';
  let family = '';
  for (const [, tag, attributes] of xml.matchAll(/<(Vendor|DeviceFamily|FirmwareVersion)\b([^>]*)>/gi)) {
    const name = unescapeXml(/\bname\s*=\s*["']([^"']*)["']/i.exec(attributes ?? '')?.[1] ?? '');
    if (tag?.toLowerCase() === 'vendor') vendor = name;
    else if (tag?.toLowerCase() === 'devicefamily') family = name;
    else devices.push({ vendor, family, firmware: name });
  }
  return devices;
}

const unescapeXml = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The device as Azure spells it, or a problem that says what there is. */
export function findDevice(devices: VpnDevice[], wanted: VpnDevice): VpnDevice {
  const vendor = pick('vendor', unique(devices.map((one) => one.vendor)), wanted.vendor);
  const families = devices.filter((one) => one.vendor === vendor);
  const family = pick('family', unique(families.map((one) => one.family)), wanted.family);
  const firmwares = families.filter((one) => one.family === family).map((one) => one.firmware);
  return { vendor, family, firmware: pick('firmware', unique(firmwares), wanted.firmware) };
}

const unique = (list: string[]) => [...new Set(list)];

function pick(field: keyof VpnDevice, offered: string[], wanted: string): string {
  const found = offered.find((one) => one.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  const near = meant(wanted, offered);
  const hint = near ? ` Did you mean "${near}"?` : '';
  throw problem(
    'WorksheetInvalid',
    `Azure has no device configuration script for ${field} "${wanted}".${hint}`,
    `Set connection.device.${field} to one of: ${offered.join(', ') || 'none is offered'}; or configure the device by hand.`,
  );
}
