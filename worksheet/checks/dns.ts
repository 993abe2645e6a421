import type { IPv4 } from 'ipaddr.js';
import type { Draft, Found } from '../finding';
import { entriesOf, error, warning } from '../finding';
import type { Prefix } from '../address';
import { holds, parseAddress, parsePrefix, privateSpace } from '../address';

/** Table D: where the DNS servers can be, each one once, and where their addresses are set. */
export function checkDns(draft: Draft): Found[] {
  return [...places(draft), ...duplicates(draft), ...onVirtualNetwork(draft)];
}

/** On-premises servers are reached through the connection, so Table L must hold them; those in Azure have a private address. */
function places({ dns, localNetwork }: Draft): Found[] {
  const inAzure = dns?.location === 'azure';
  const local = entriesOf(localNetwork?.prefixes).map(([, text]) => parsePrefix(text));
  // A prefix that can't be read may be the one that holds the server.
  if (!inAzure && (local.length === 0 || local.includes(undefined))) return [];
  const allowed = inAzure ? privateSpace : (local as Prefix[]);
  return addresses(dns).flatMap(([index, address]) => {
    if (allowed.some((prefix) => holds(prefix, address))) return [];
    const path = ['dns', 'servers', index, 'address'];
    return inAzure
      ? error({
          path,
          rule: 'dns-servers',
          problem: `${address.toString()} is not a private address`,
          remedy:
            'Write the private address of the DNS server in Azure. 168.63.129.16 knows nothing of AD DS.',
        })
      : error({
          path,
          rule: 'dns-servers',
          problem: `${address.toString()} is in none of the local network prefixes (Table L)`,
          remedy:
            'Add its prefix to localNetwork.prefixes, or set dns.location to azure if the server runs there.',
        });
  });
}

function duplicates({ dns }: Draft): Found[] {
  const seen = new Map<string, number>();
  return addresses(dns).flatMap(([index, address]) => {
    const text = address.toString();
    const first = seen.get(text);
    if (first === undefined) {
      seen.set(text, index);
      return [];
    }
    const remedy = 'Name each DNS server once.';
    const problem = `${text} is there already, as dns.servers[${first}]`;
    return [error({ path: ['dns', 'servers', index, 'address'], rule: 'dns-duplicate', problem, remedy })];
  });
}

/** DNS servers of a virtual network serve its gateway too, which must resolve Azure's own names (VPN Gateway FAQ). */
function onVirtualNetwork({ virtualNetwork }: Draft): Found[] {
  if (virtualNetwork?.dns !== 'virtualNetwork') return [];
  const saying = { path: ['virtualNetwork', 'dns'], rule: 'dns-on-virtual-network' };
  if (virtualNetwork.existing) {
    const problem = 'the virtual network exists, and its DNS servers serve others too';
    return [
      error({ ...saying, problem, remedy: 'Write networkInterface: only the server then uses Table D.' }),
    ];
  }
  return [
    warning({
      ...saying,
      problem:
        'the gateway will use the Table D servers too, and its management breaks if they do not resolve Azure names',
      remedy: 'Write networkInterface, or have those servers forward to 168.63.129.16.',
    }),
  ];
}

function addresses(dns: Draft['dns']): [number, IPv4][] {
  return entriesOf(dns?.servers).flatMap(([index, server]): [number, IPv4][] => {
    const address = parseAddress(server.address);
    return address ? [[index, address]] : [];
  });
}
