import type { Draft, Found, Path } from '../finding';
import { entriesOf, error } from '../finding';
import { networkOf, parseAddress } from '../address';

/**
 * Prefixes are IPv4 in CIDR form without host bits: ARM refuses a prefix whose host bits are set (InvalidCIDRNotation).
 * Addresses are IPv4 in four decimal parts.
 */
export function checkAddresses(draft: Draft): Found[] {
  const prefixes: [Path, string | undefined][] = [
    [['virtualNetwork', 'addressSpace'], draft.virtualNetwork?.addressSpace],
    [['subnets', 'gateway', 'prefix'], draft.subnets?.gateway?.prefix],
    [['subnets', 'server', 'prefix'], draft.subnets?.server?.prefix],
    ...entriesOf(draft.localNetwork?.prefixes).map(([index, prefix]): [Path, string] => [
      ['localNetwork', 'prefixes', index],
      prefix,
    ]),
  ];
  const addresses: [Path, string | undefined][] = [
    ...entriesOf(draft.dns?.servers).map(([index, server]): [Path, string | undefined] => [
      ['dns', 'servers', index, 'address'],
      server.address,
    ]),
    [
      ['connection', 'deviceAddress'],
      draft.connection?.kind === 'vpn' ? draft.connection.deviceAddress : undefined,
    ],
  ];
  return [
    ...prefixes.flatMap(([path, text]) => prefixFindings(path, text)),
    ...addresses.flatMap(([path, text]) => addressFindings(path, text)),
  ];
}

export function prefixFindings(path: Path, text: string | undefined): Found[] {
  if (text === undefined) return [];
  const network = networkOf(text);
  if (network === undefined) {
    const remedy = 'Write a network address, a slash and a length from 0 to 32, e.g. 10.24.64.0/20.';
    return [error({ path, rule: 'cidr', problem: `"${text}" is not an IPv4 prefix`, remedy })];
  }
  if (network === text) return [];
  const problem = `"${text}" has host bits set`;
  return [error({ path, rule: 'host-bits', problem, remedy: `The network is ${network}: write that.` })];
}

function addressFindings(path: Path, text: string | undefined): Found[] {
  if (text === undefined || parseAddress(text)) return [];
  const remedy = 'Write four numbers from 0 to 255 with dots between them, e.g. 10.10.0.4.';
  return [error({ path, rule: 'ipv4', problem: `"${text}" is not an IPv4 address`, remedy })];
}
