import type { Draft, Found, Path } from '../finding';
import { error } from '../finding';

/** "Naming rules and restrictions for Azure resources", Microsoft Learn: lengths, characters, first and last character. */
const resourceGroup = {
  rule: 'resource-group-name',
  form: /^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u,
  remedy:
    'Use 1-90 letters, digits, underscores, hyphens, parentheses and full stops, not ending with a full stop.',
};
const virtualNetwork = {
  rule: 'virtual-network-name',
  form: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}[A-Za-z0-9_]$/,
  remedy:
    'Use 2-64 letters, digits, underscores, full stops and hyphens, beginning with a letter or digit and ending with one or an underscore.',
};
const subnet = {
  rule: 'subnet-name',
  form: /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?$/,
  remedy:
    'Use 1-80 letters, digits, underscores, full stops and hyphens, beginning with a letter or digit and ending with one or an underscore.',
};

/** Subnets of these names belong to services, and take no servers. */
const reservedSubnets = [
  'GatewaySubnet',
  'AzureBastionSubnet',
  'AzureFirewallSubnet',
  'AzureFirewallManagementSubnet',
  'RouteServerSubnet',
];

export function checkArmNames({ azure, virtualNetwork: network, subnets }: Draft): Found[] {
  const server = subnets?.server?.name;
  return [
    ...nameFindings(['azure', 'resourceGroup'], azure?.resourceGroup, resourceGroup),
    ...nameFindings(['virtualNetwork', 'name'], network?.name, virtualNetwork),
    ...nameFindings(['virtualNetwork', 'resourceGroup'], network?.resourceGroup, resourceGroup),
    ...nameFindings(['subnets', 'server', 'name'], server, subnet),
    ...reservedName(server),
  ];
}

function nameFindings(path: Path, name: string | undefined, rule: typeof subnet): Found[] {
  if (name === undefined || rule.form.test(name)) return [];
  return [
    error({ path, rule: rule.rule, problem: `"${name}" is a name that Azure refuses`, remedy: rule.remedy }),
  ];
}

function reservedName(name: string | undefined): Found[] {
  if (!reservedSubnets.some((one) => one.toLowerCase() === name?.toLowerCase())) return [];
  return [
    error({
      path: ['subnets', 'server', 'name'],
      rule: 'subnet-name',
      problem: `${name} is reserved for a service of Azure`,
      remedy: 'Give the server subnet a name of its own, e.g. snet-dirsync.',
    }),
  ];
}
