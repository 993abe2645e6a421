import { z } from 'zod';
import { approvals, people } from './approvals';
import { deploymentForm, durationForm } from './forms';

/**
 * The planning worksheet: one file for one deployment. The article's Tables V, S, D and L, and what the roadmap adds.
 * This schema holds shapes and defaults; rules between fields (containment, overlap, sizes) are in `checks/`.
 */

/** A reference to a secret, never its value: `env:NAME`, `file:/path`, `keyvault:https://vault/secrets/name`. */
const secretReference = z
  .string()
  .regex(
    /^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|keyvault:https:\/\/[^/]+\/secrets\/[0-9A-Za-z-]+(\/[0-9a-f]+)?)$/,
    {
      message: 'holds something other than a reference to a secret',
    },
  )
  .describe('Reference to a secret: env:NAME, file:/path or keyvault:https://<vault>/secrets/<name>');

const guid = z.guid();
const cidr = z.string().describe('IPv4 prefix in CIDR form, e.g. 10.24.64.0/20');
const ipv4 = z.string().describe('IPv4 address');
const duration = z
  .string()
  .regex(durationForm, { message: 'is not a duration such as "4 hours" or "1 day"' })
  .describe('A number and a unit: seconds, minutes, hours or days');

const azure = z.strictObject({
  cloud: z.enum(['public', 'usgovernment', 'china']).default('public'),
  tenantId: guid.describe('Entra tenant (directory) id'),
  subscriptionId: guid,
  resourceGroup: z.string(),
  location: z.string().describe('Azure region name, e.g. westeurope'),
  tags: z.record(z.string(), z.string()).default({}),
  adopt: z
    .array(z.string())
    .default([])
    .describe('Names of resources that exist already and that this deployment may take over and change'),
});

const virtualNetwork = z.strictObject({
  name: z.string(),
  addressSpace: cidr,
  existing: z
    .boolean()
    .default(false)
    .describe('true: the virtual network exists; only the two subnets are added to it'),
  resourceGroup: z
    .string()
    .optional()
    .describe('Resource group of an existing virtual network, when another one'),
  outbound: z
    .enum(['natGateway', 'none'])
    .default('natGateway')
    .describe('How the server subnet reaches the Internet: new subnets have no default outbound access'),
  dns: z
    .enum(['networkInterface', 'virtualNetwork'])
    .default('networkInterface')
    .describe('Where the Table D servers are set; on the virtual network they must forward to 168.63.129.16'),
});

const subnets = z.strictObject({
  gateway: z.strictObject({ name: z.string().default('GatewaySubnet'), prefix: cidr }),
  server: z.strictObject({
    name: z.string(),
    prefix: cidr,
    virtualMachines: z.int().min(1).max(123).default(1),
  }),
});

const dns = z.strictObject({
  servers: z.array(z.strictObject({ name: z.string().min(1), address: ipv4 })).min(1),
  location: z.enum(['onPremises', 'azure']).default('onPremises').describe('Where the DNS servers run'),
});

const localNetwork = z.strictObject({
  prefixes: z.array(cidr).min(1),
  rdpSources: z
    .array(z.string())
    .optional()
    .describe('Who may reach TCP 3389; the local prefixes by default'),
});

/** All eight members are needed together: Azure refuses a partial policy. */
const ipsecPolicy = z.strictObject({
  saLifeTimeSeconds: z.int().min(300).max(172799),
  saDataSizeKilobytes: z.int().min(1024),
  ipsecEncryption: z.enum(['AES128', 'AES192', 'AES256', 'GCMAES128', 'GCMAES192', 'GCMAES256']),
  ipsecIntegrity: z.enum(['SHA256', 'GCMAES128', 'GCMAES192', 'GCMAES256']),
  ikeEncryption: z.enum(['AES128', 'AES192', 'AES256', 'GCMAES128', 'GCMAES256']),
  ikeIntegrity: z.enum(['SHA256', 'SHA384', 'GCMAES128', 'GCMAES256']),
  dhGroup: z.enum(['DHGroup14', 'DHGroup24', 'ECP256', 'ECP384']),
  pfsGroup: z.enum(['PFS2048', 'PFS24', 'ECP256', 'ECP384', 'PFS14', 'None']),
});

const vpnConnection = z.strictObject({
  kind: z.literal('vpn'),
  deviceAddress: ipv4.describe('Public IPv4 address of the on-premises VPN device'),
  sharedKey: secretReference,
  generateSharedKey: z
    .boolean()
    .default(false)
    .describe('true: where nothing is at sharedKey yet, 32 random letters and digits are put there'),
  gatewaySku: z.string().default('VpnGw1AZ'),
  ipsecPolicy: ipsecPolicy.optional(),
  connectWithin: duration
    .default('2 hours')
    .describe('How long to wait for Connected before asking a person'),
  device: z
    .strictObject({ vendor: z.string(), family: z.string(), firmware: z.string() })
    .optional()
    .describe('For the device configuration script of Azure'),
});

const expressRouteConnection = z.strictObject({
  kind: z.literal('expressRoute'),
  circuitId: z.string().describe('Resource id of the ExpressRoute circuit'),
  authorizationKey: secretReference.optional().describe('When the circuit belongs to another subscription'),
  gatewaySku: z.string().default('ErGw1AZ'),
  connectWithin: duration.default('2 hours'),
});

const existingConnection = z.strictObject({
  kind: z.literal('existing').describe('The existing virtual network already reaches the domain controllers'),
});

const connection = z.discriminatedUnion('kind', [vpnConnection, expressRouteConnection, existingConnection]);

const server = z.strictObject({
  name: z.string().describe('Computer name, at most 15 characters'),
  size: z.string().default('Standard_D2s_v5'),
  image: z.string().default('MicrosoftWindowsServer:WindowsServer:2022-datacenter-azure-edition:latest'),
  diskType: z.enum(['Standard_LRS', 'StandardSSD_LRS', 'Premium_LRS']).default('StandardSSD_LRS'),
  administrator: z.strictObject({ name: z.string(), password: secretReference }),
});

const domain = z.strictObject({
  name: z.string().describe('AD DS domain, e.g. corp.contoso.com'),
  organizationalUnit: z
    .string()
    .optional()
    .describe('Distinguished name; the Computers container by default'),
  joinAccount: z.string().describe('DOMAIN\\user or user@domain'),
  joinPassword: secretReference,
});

const proxy = z.strictObject({
  address: z.url({ protocol: /^https?$/ }).describe('http://host:port of the on-premises proxy'),
  bypass: z.array(z.string()).default([]),
});

const entraConnect = z.strictObject({
  installer: z.strictObject({
    source: z.url({ protocol: /^https$/ }).describe('Where the server fetches AzureADConnect.msi from'),
    sha256: z.string().regex(/^[0-9a-fA-F]{64}$/, { message: 'is not a SHA-256 in 64 hexadecimal digits' }),
    minimumVersion: z
      .string()
      .regex(/^\d+\.\d+\.\d+\.\d+$/, { message: 'is not a version such as 2.6.92.0' }),
  }),
  configuration: z
    .enum(['express'])
    .default('express')
    .describe('Express settings with password hash synchronisation'),
});

const licenceRule = z.strictObject({
  name: z.string().min(1),
  users: z
    .strictObject({
      group: z.string().optional().describe('Display name or id of a group; its members'),
      department: z.string().optional(),
      upnSuffix: z.string().optional().describe('e.g. contoso.com'),
    })
    .default({})
    .describe('Which synchronised users; all of these must hold; empty means every one'),
  usageLocation: z.string().describe('ISO 3166-1 alpha-2 country code'),
  licences: z
    .array(z.strictObject({ sku: z.string(), disabledPlans: z.array(z.string()).default([]) }))
    .min(1),
});

const licensing = z.strictObject({
  expectedUsers: z.int().min(1).describe('At least so many synchronised users must arrive in the tenant'),
  rules: z.array(licenceRule).default([]).describe('The first rule that matches a user counts'),
});

export const gateIds = [
  'plan',
  'on-premises-route',
  'vpn-device',
  'proxy',
  'domain-join',
  'entra-connect',
  'licensing',
  'teardown',
] as const;

const gate = z.strictObject({
  approvers: people
    .default([])
    .describe(
      'Who may decide: names, with trust entra also object ids and group:<object id>; when empty the operators, or with trust namespace anybody who can reach the workflow',
    ),
  automatic: z.boolean().default(false).describe('Approve without asking'),
  approvals: z.int().min(1).max(5).default(1).describe('How many different people must approve'),
  requesterMayApprove: z.boolean().default(true),
  remindEvery: duration.default('4 hours'),
  expireAfter: duration.optional(),
});

/** proxy and domain-join are gates only where the worksheet asks for them; teardown goes by plan where it is left out. */
const gates = z.partialRecord(z.enum(gateIds), gate).default({});

export const worksheetSchema = z.strictObject({
  $schema: z.string().optional(),
  deployment: z
    .string()
    .regex(deploymentForm, {
      message:
        'must be 1-30 lower-case letters, digits and hyphens, beginning and ending with a letter or digit',
    })
    .describe('Name of the deployment; the workflow id is dirsync/<name>'),
  azure,
  virtualNetwork,
  subnets,
  connection,
  dns,
  localNetwork,
  server,
  domain,
  proxy: proxy.optional(),
  entraConnect,
  licensing,
  approvals,
  gates,
  notify: z.strictObject({ webhook: secretReference }).optional().describe('Where approvers are told'),
});

/** A worksheet as written. */
export type WorksheetInput = z.input<typeof worksheetSchema>;
/** A worksheet with every default filled in; what workflows and activities take. Holds no secret. */
export type Worksheet = z.output<typeof worksheetSchema>;
export type TrustMode = Worksheet['approvals']['trust'];
export type GateId = (typeof gateIds)[number];
export type Gates = Worksheet['gates'];
export type LicenceRule = z.output<typeof licenceRule>;
export type SecretReference = string;
