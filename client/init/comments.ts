/** What stands above a field in a written worksheet, by path. docs/worksheet.md says more. */
export const comments: Record<string, string> = {
  deployment: 'Name of the deployment; the names of resources are made from it.',
  azure: 'Where in Azure.',
  'azure.adopt': 'Names of resources that exist already and that this deployment may take over and change.',
  virtualNetwork: 'Table V: the virtual network.',
  'virtualNetwork.addressSpace': 'One private (RFC 1918) prefix that nothing else in the organisation uses.',
  'virtualNetwork.existing': 'true: the virtual network exists, and only subnets are added to it.',
  subnets: 'Table S: the subnets.',
  'subnets.gateway': 'Azure wants exactly the name GatewaySubnet; /27 or larger is advised.',
  'subnets.server': 'Azure keeps five addresses of each subnet: a /28 holds eleven servers.',
  connection: 'Table V: the connection to the on-premises network.',
  'connection.deviceAddress': 'Public IPv4 address of the on-premises VPN device.',
  'connection.sharedKey':
    '32 random letters and digits, kept as a secret: only a reference to it stands here.',
  'connection.generateSharedKey':
    'true: dirsync makes the key where nothing is behind that reference (file: or keyvault:).',
  'connection.circuitId': 'Resource id of the ExpressRoute circuit.',
  dns: 'Table D: the DNS servers that know the domain.',
  'dns.location': 'onPremises: inside the local network prefixes; azure: they run in Azure.',
  localNetwork:
    'Table L: on-premises prefixes that the server must reach. Remote Desktop is let in from these only.',
  server: 'The server.',
  'server.name': 'At most 15 characters; it can not be renamed once Entra Connect is on it.',
  domain: 'The AD DS domain that the server joins.',
  'domain.joinAccount': 'An account that may join computers there, and nothing more.',
  proxy: 'The proxy through which the server reaches the Internet.',
  entraConnect: 'Entra Connect. Microsoft hands the installer out in the Entra admin center only.',
  'entraConnect.installer.source': 'Where the server can fetch AzureADConnect.msi.',
  'entraConnect.installer.sha256': 'Get-FileHash -Algorithm SHA256 says it.',
  licensing: 'Locations and licences. The first rule that matches a user counts.',
  'licensing.expectedUsers': 'So many users at least must arrive in the tenant.',
  gates: 'Who approves what. A gate without approvers may be decided by anybody who can reach the workflow.',
};
