import type { Draft, Found } from '../finding';
import { entriesOf, error } from '../finding';
import { didYouMean } from '../suggest';

/** An entry that names no resource of this deployment would do nothing, and somebody would rely on it. */
export function checkAdopt(draft: Draft): Found[] {
  const names = resourceNames(draft);
  if (names.includes(undefined)) return [];
  const known = names as string[];
  return entriesOf(draft.azure?.adopt).flatMap(([index, entry]) => {
    if (known.some((name) => name.toLowerCase() === entry.toLowerCase())) return [];
    return [
      error({
        path: ['azure', 'adopt', index],
        rule: 'adopt',
        problem: `"${entry}" is no resource of this deployment`,
        remedy: `${didYouMean(entry, known)}Its resources are ${known.join(', ')}.`,
      }),
    ];
  });
}

/** The names that roadmap/resources.ts gives; undefined where the worksheet's own part can't be read. */
export function resourceNames({ deployment, azure, virtualNetwork, subnets, connection, server }: Draft) {
  const own = (prefix: string) => (deployment === undefined ? undefined : `${prefix}-${deployment}`);
  const ofKind = {
    vpn: [own('pip-vgw'), own('vgw'), own('lgw'), own('con')],
    expressRoute: [own('pip-vgw'), own('ergw'), own('con')],
    existing: [],
  };
  return [
    azure?.resourceGroup,
    own('nsg'),
    ...(virtualNetwork?.outbound === 'none' ? [] : [own('pip-nat'), own('ng')]),
    virtualNetwork?.name,
    subnets?.gateway?.name ?? 'GatewaySubnet',
    subnets?.server?.name,
    ...(connection?.kind ? ofKind[connection.kind] : [undefined]),
    own('nic'),
    server?.name,
    'join-domain',
  ];
}
