import type { Draft, Found } from '../finding';
import { error, warning } from '../finding';
import { didYouMean } from '../suggest';

const vpnSkus = ['VpnGw1AZ', 'VpnGw2AZ', 'VpnGw3AZ', 'VpnGw4AZ', 'VpnGw5AZ'];
const expressRouteSkus = ['ErGw1AZ', 'ErGw2AZ', 'ErGw3AZ', 'ErGwScale'];
const retiredExpressRouteSkus: Record<string, string> = {
  Standard: 'ErGw1AZ',
  HighPerformance: 'ErGw2AZ',
  UltraPerformance: 'ErGw3AZ',
  ErGw1: 'ErGw1AZ',
  ErGw2: 'ErGw2AZ',
  ErGw3: 'ErGw3AZ',
};

/** Sizes and SKUs that Azure no longer makes, with what replaced them. */
export function checkRetired({ server, connection }: Draft): Found[] {
  return [
    ...serverSize(server?.size),
    ...(connection?.kind === 'vpn' ? vpnSku(connection.gatewaySku) : []),
    ...(connection?.kind === 'expressRoute' ? expressRouteSku(connection.gatewaySku) : []),
  ];
}

/**
 * Basic_A0-A4 and Standard_A0-A11 went on 2024-08-31; Av2 and the first B series go on 2028-11-15 (Microsoft's
 * retirement notices for virtual machine sizes). The article's "A2 Standard" is among the first.
 */
function serverSize(size: string | undefined): Found[] {
  if (size === undefined) return [];
  const path = ['server', 'size'];
  const remedy = 'Use Standard_D2s_v5 (2 processors, 8 GiB), or any other current size with at least 6 GiB.';
  if (/^(Basic_A\d|(Standard_)?A(\d|1[01]))$/i.test(size)) {
    return [error({ path, rule: 'retired-size', problem: `${size} was retired on 31 August 2024`, remedy })];
  }
  if (/^Standard_(A\d+m?_v2|B\d+(ls|ms|s))$/i.test(size)) {
    return [
      warning({ path, rule: 'retired-size', problem: `${size} will be retired on 15 November 2028`, remedy }),
    ];
  }
  if (/^(Standard|Basic)_[A-Z]+[0-9][A-Za-z0-9_-]*$/.test(size)) return [];
  return [
    error({ path, rule: 'server-size', problem: `"${size}" does not look like a size of Azure`, remedy }),
  ];
}

/** VpnGw1-5 without zones: no new ones since 2025-01-01, retired in September 2026 (gateway SKU consolidation, VPN Gateway). */
function vpnSku(sku: string | undefined): Found[] {
  if (sku === undefined || vpnSkus.includes(sku)) return [];
  const path = ['connection', 'gatewaySku'];
  const withoutZones = /^VpnGw([1-5])$/i.exec(sku);
  if (withoutZones) {
    const replacement = `VpnGw${withoutZones[1]}AZ`;
    const remedy = `Use ${replacement}, which replaced it and is offered in every region.`;
    return [error({ path, rule: 'retired-gateway-sku', problem: `${sku} is retired`, remedy })];
  }
  if (/^(Basic|Standard|HighPerformance)$/i.test(sku)) {
    const remedy = 'Use VpnGw1AZ: old SKUs take no Standard public address and no zones.';
    return [
      error({ path, rule: 'retired-gateway-sku', problem: `${sku} gateways are not made any more`, remedy }),
    ];
  }
  return [unknownSku(path, sku, vpnSkus)];
}

/** ExpressRoute gateways without zones are migrated to the AZ SKUs (ExpressRoute, gateway migration). */
function expressRouteSku(sku: string | undefined): Found[] {
  if (sku === undefined || expressRouteSkus.includes(sku)) return [];
  const path = ['connection', 'gatewaySku'];
  const replacement = retiredExpressRouteSkus[sku];
  if (!replacement) return [unknownSku(path, sku, expressRouteSkus)];
  const remedy = `Use ${replacement}, which replaced it.`;
  return [
    error({ path, rule: 'retired-gateway-sku', problem: `${sku} gateways are not made any more`, remedy }),
  ];
}

function unknownSku(path: string[], sku: string, known: string[]): Found {
  const remedy = `${didYouMean(sku, known)}Choose one of ${known.join(', ')}.`;
  return error({
    path,
    rule: 'gateway-sku',
    problem: `"${sku}" is not a gateway SKU for this kind of connection`,
    remedy,
  });
}
