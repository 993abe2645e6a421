import { listed } from '../words';
import { drawing } from './drawing';
import type { Markup } from './html';
import { html } from './html';
import type { Configuration, Report } from './types';

type Row = [name: string, value: string | null];

/** The drawing, what its arrows mean, and the same configuration in tables. */
export function configurationSection(report: Report): Markup {
  const c = report.configuration;
  return html`<figure>
      <div class="scroll" tabindex="0" role="region" aria-label="Drawing">${drawing(report)}</div>
      <figcaption>
        <ol>
          <li class="query"><b>1</b>${queries(c)}</li>
          <li class="change"><b>2</b>${changes(c)}</li>
        </ol>
      </figcaption>
    </figure>
    <div class="pairs">
      ${facts('On-premises network', siteRows(c))} ${facts('Connection', connectionRows(c))}
      ${facts('Azure virtual network', networkRows(c))}
      ${facts('Directory-synchronisation server', serverRows(c))}
      ${facts('Microsoft Entra tenant', tenantRows(c))}
    </div>`;
}

function queries(c: Configuration): string {
  const path = {
    vpn: 'through the site-to-site VPN',
    expressRoute: 'through ExpressRoute',
    existing: 'through the existing connection',
  }[c.connection.kind];
  return `${c.server.name} queries a domain controller of ${c.onPremises.domain} for changes to accounts and passwords, ${
    c.onPremises.dnsLocation === 'azure' ? 'within Azure' : path
  }.`;
}

function changes(c: Configuration): string {
  const path = c.onPremises.proxy
    ? `through the on-premises proxy ${c.onPremises.proxy}`
    : c.virtualNetwork.outbound === 'natGateway'
      ? 'through the NAT gateway of its subnet'
      : 'by the way out that the network gives it';
  return `${c.server.name} sends the changes to the Microsoft Entra tenant over HTTPS, ${path}.`;
}

function facts(caption: string, rows: Row[]): Markup {
  return html`<table class="plain">
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${rows
        .filter(([, value]) => value !== null && value !== '')
        .map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
    </tbody>
  </table>`;
}

const siteRows = ({ onPremises: site }: Configuration): Row[] => [
  ['AD DS domain', site.domain],
  ['Prefixes', listed(site.prefixes)],
  [
    site.dnsLocation === 'azure' ? 'DNS servers, in Azure' : 'DNS servers',
    listed(site.dnsServers.map(({ name, address }) => `${name} (${address})`)),
  ],
  ['VPN device', site.vpnDevice],
  ['Proxy', site.proxy],
];

const connectionRows = ({ connection }: Configuration): Row[] => [
  [
    'Kind',
    { vpn: 'site-to-site VPN', expressRoute: 'ExpressRoute', existing: 'was there already' }[connection.kind],
  ],
  ['Name', connection.name],
  ['Gateway', connection.gateway && `${connection.gateway}, ${connection.gatewaySku}`],
  ['Public address', connection.gatewayAddress],
  ['Circuit', connection.circuit],
];

const networkRows = (c: Configuration): Row[] => {
  const network = c.virtualNetwork;
  const subnet = ({ name, prefix }: { name: string; prefix: string }) => `${name}, ${prefix}`;
  return [
    ['Name', `${network.name}${network.existing ? ' (was there already)' : ''}`],
    ['Address space', network.addressSpace],
    ['Gateway subnet', c.connection.kind === 'existing' ? null : subnet(network.gatewaySubnet)],
    ['Server subnet', subnet(network.serverSubnet)],
    [
      'Network security group',
      `${network.networkSecurityGroup}: Remote Desktop (TCP 3389) from ${listed(network.rdpSources)}`,
    ],
    ['Way out to the Internet', network.outbound === 'natGateway' ? 'NAT gateway' : 'none of its own'],
    ['Resource group', network.resourceGroup],
    ['Region', c.location],
    ['Subscription', c.subscriptionId],
  ];
};

const serverRows = ({ server, onPremises, resourceGroup }: Configuration): Row[] => [
  ['Name', `${server.name}, member of ${onPremises.domain}`],
  ['Address', server.address],
  ['Size and image', `${server.size}, ${server.image}`],
  ['Organisational unit', server.organizationalUnit ?? 'the Computers container'],
  ['Entra Connect Sync', server.entraConnectVersion],
  ['Resource group', resourceGroup],
];

const tenantRows = ({ tenant, cloud }: Configuration): Row[] => [
  ['Tenant', tenant.id],
  ['Cloud', { public: 'public', usgovernment: 'US government', china: 'China' }[cloud] ?? cloud],
  ...tenant.licences.map(({ rule, usageLocation, skus }): Row => [
    `Rule "${rule}"`,
    `${listed(skus)}; usage location ${usageLocation}`,
  ]),
];
