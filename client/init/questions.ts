/** Answers so far, by path, as text. */
export type Answers = Record<string, string>;

export interface Question {
  /** Path of the field in the worksheet. */
  path: string;
  /** Heading that is shown before the first question of a table. */
  table: string;
  message: string;
  default?: string | ((answers: Answers) => string);
  choices?: string[];
  /** How the answer becomes the field's value; the text itself by default. */
  form?: 'number' | 'boolean' | 'list' | 'dnsServers';
  /** An empty answer leaves the field out. */
  optional?: true;
  when?: (answers: Answers) => boolean;
}

/** One question with its default worked out; `validate` says what is wrong with an answer. */
interface Asked {
  path: string;
  table: string;
  message: string;
  default?: string;
  choices?: string[];
  optional: boolean;
  validate: (answer: string) => true | string;
}

export type Ask = (question: Asked) => Promise<string>;

const kind = (wanted: string) => (answers: Answers) => answers['connection.kind'] === wanted;
const newNetwork = (answers: Answers) => answers['virtualNetwork.existing'] !== 'yes';
const named = (prefix: string) => (answers: Answers) => `${prefix}-${answers['deployment']}-dirsync`;
const subnetOf = (third: number, length: number) => (answers: Answers) => {
  const [a, b, c] = (answers['virtualNetwork.addressSpace'] ?? '').split('.');
  return `${a}.${b}.${Number(c) + third}.0/${length}`;
};

const deployment = 'Deployment';
const tableV = 'Table V: the virtual network and the connection';
const tableS = 'Table S: the subnets';
const tableD = 'Table D: the DNS servers';
const tableL = 'Table L: the local network';
const server = 'The server and its domain';
const sync = 'Entra Connect and licences';

/** What `dirsync init` asks, in the order of the article's tables and then of the roadmap. */
export const questions: Question[] = [
  { path: 'deployment', table: deployment, message: 'Name of the deployment', default: 'contoso' },
  {
    path: 'azure.cloud',
    table: deployment,
    message: 'Cloud',
    choices: ['public', 'usgovernment', 'china'],
    default: 'public',
  },
  { path: 'azure.tenantId', table: deployment, message: 'Entra tenant id' },
  { path: 'azure.subscriptionId', table: deployment, message: 'Subscription id' },
  { path: 'azure.resourceGroup', table: deployment, message: 'Resource group', default: named('rg') },

  {
    path: 'virtualNetwork.existing',
    table: tableV,
    message: 'Does the virtual network exist already?',
    choices: ['no', 'yes'],
    default: 'no',
    form: 'boolean',
  },
  { path: 'virtualNetwork.name', table: tableV, message: 'Virtual network name', default: named('vnet') },
  {
    path: 'azure.location',
    table: tableV,
    message: 'Location (name of an Azure region)',
    default: 'westeurope',
  },
  { path: 'virtualNetwork.addressSpace', table: tableV, message: 'Address space', default: '10.24.64.0/20' },
  {
    path: 'connection.kind',
    table: tableV,
    message: 'Connection',
    choices: ['vpn', 'expressRoute'],
    default: 'vpn',
    when: newNetwork,
  },
  {
    path: 'connection.kind',
    table: tableV,
    message: 'Connection',
    choices: ['vpn', 'expressRoute', 'existing'],
    default: 'existing',
    when: (answers) => !newNetwork(answers),
  },
  {
    path: 'connection.deviceAddress',
    table: tableV,
    message: 'Public IPv4 address of the VPN device',
    when: kind('vpn'),
  },
  {
    path: 'connection.sharedKey',
    table: tableV,
    message: 'Reference to the IPsec shared key',
    default: 'env:DIRSYNC_VPN_SHARED_KEY',
    when: kind('vpn'),
  },
  {
    path: 'connection.circuitId',
    table: tableV,
    message: 'Resource id of the ExpressRoute circuit',
    when: kind('expressRoute'),
  },

  {
    path: 'subnets.gateway.prefix',
    table: tableS,
    message: 'Prefix of GatewaySubnet (/27 or larger)',
    default: subnetOf(0, 27),
  },
  {
    path: 'subnets.server.name',
    table: tableS,
    message: 'Name of the server subnet',
    default: 'snet-dirsync',
  },
  {
    path: 'subnets.server.prefix',
    table: tableS,
    message: 'Prefix of the server subnet',
    default: subnetOf(1, 28),
  },

  {
    path: 'localNetwork.prefixes',
    table: tableL,
    message: 'On-premises prefixes, with commas between them',
    form: 'list',
  },

  {
    path: 'dns.location',
    table: tableD,
    message: 'Where do the DNS servers run?',
    choices: ['onPremises', 'azure'],
    default: 'onPremises',
  },
  {
    path: 'dns.servers',
    table: tableD,
    message: 'DNS servers as name=address, with commas between them',
    form: 'dnsServers',
  },

  {
    path: 'server.name',
    table: server,
    message: 'Computer name',
    default: ({ deployment: name = '' }) => `${name.slice(0, 8).replace(/-$/, '').toUpperCase()}-SYNC01`,
  },
  {
    path: 'server.administrator.name',
    table: server,
    message: 'Name of the local administrator',
    default: 'syncadmin',
  },
  {
    path: 'server.administrator.password',
    table: server,
    message: 'Reference to their password',
    default: 'env:DIRSYNC_ADMIN_PASSWORD',
  },
  { path: 'domain.name', table: server, message: 'AD DS domain (full DNS name)' },
  {
    path: 'domain.organizationalUnit',
    table: server,
    message: 'Distinguished name of the organisational unit (empty: the Computers container)',
    optional: true,
  },
  {
    path: 'domain.joinAccount',
    table: server,
    message: 'Account that joins the domain (DOMAIN\\user or user@domain)',
  },
  {
    path: 'domain.joinPassword',
    table: server,
    message: 'Reference to its password',
    default: 'env:DIRSYNC_JOIN_PASSWORD',
  },
  {
    path: 'proxy.address',
    table: server,
    message: 'Proxy as http://host:port (empty: none)',
    optional: true,
  },

  {
    path: 'entraConnect.installer.source',
    table: sync,
    message: 'Where the server fetches AzureADConnect.msi (https)',
  },
  { path: 'entraConnect.installer.sha256', table: sync, message: 'SHA-256 of that file' },
  {
    path: 'entraConnect.installer.minimumVersion',
    table: sync,
    message: 'Oldest version that will do',
    default: '2.6.92.0',
  },
  {
    path: 'licensing.expectedUsers',
    table: sync,
    message: 'How many users must arrive at least?',
    form: 'number',
  },
  {
    path: 'licence.usageLocation',
    table: sync,
    message: 'Usage location of the users (empty: no licences)',
    optional: true,
  },
  {
    path: 'licence.sku',
    table: sync,
    message: 'SKU part number of their licence',
    default: 'SPE_E3',
    when: (answers) => answers['licence.usageLocation'] !== '',
  },
  {
    path: 'approvers',
    table: sync,
    message: 'Who approves, with commas between them (empty: anybody)',
    form: 'list',
    optional: true,
  },
];
