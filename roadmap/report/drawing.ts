import { holds, parseAddress, parsePrefix } from '../../worksheet/address';
import { listed } from '../words';
import type { Area, TextLine } from './drawingParts';
import { arrowheads, box, dot, flow, lines } from './drawingParts';
import type { Markup } from './html';
import { html } from './html';
import type { Configuration, Report } from './types';

/** Where things are, in units of the 1000 wide drawing: all that talks to each other lies on one line. */
const site: Area = { x: 8, y: 10, width: 334, height: 270 };
const network: Area = { x: 440, y: 10, width: 352, height: 270 };
const tenant: Area = { x: 830, y: 10, width: 162, height: 270 };
const people: Area = { x: 842, y: 142, width: 138, height: 112 };
const controllers: Area = { x: 24, y: 142, width: 162, height: 112 };
const edge: Area = { x: 216, y: 142, width: 112, height: 112 };
const gateway: Area = { x: 462, y: 142, width: 122, height: 112 };
const server: Area = { x: 624, y: 142, width: 150, height: 112 };
const proxy: Area = { x: 24, y: 308, width: 304, height: 58 };
const azureControllers: Area = { x: 612, y: 308, width: 174, height: 92 };
const queryLine = 182;
const changeLine = 216;
const outsideLine = 424;

/** The resulting configuration as in the figures of the directory-synchronisation article, with its real values. */
export function drawing(report: Report): Markup {
  const c = report.configuration;
  const inAzure = c.onPremises.dnsLocation === 'azure';
  const within =
    inAzure &&
    c.onPremises.dnsServers.every(({ address }) => isWithin(address, c.virtualNetwork.addressSpace));
  const height = c.onPremises.proxy || inAzure ? 440 : 292;
  const siteHeight = c.onPremises.proxy ? 372 : site.height;
  return html`<svg viewBox="0 0 1000 ${height}" role="img" aria-labelledby="figure-title figure-description">
    <title id="figure-title">Resulting configuration of ${report.deployment}</title>
    <desc id="figure-description">${description(report)}</desc>
    <defs>${arrowheads}</defs>
    ${panel({ ...site, height: siteHeight }, 'On-premises network', shortList(c.onPremises.prefixes, 4))}
    ${panel({ ...network, height: within ? 402 : network.height }, 'Azure virtual network', [
      `${c.virtualNetwork.name}, ${c.virtualNetwork.addressSpace}`,
      c.location,
    ])}
    ${panel(tenant, 'Microsoft 365', ['Entra tenant', ...tenantLines(report)], 12)} ${subnets(c)} ${tunnel(c)}
    ${flows(c)} ${boxes(c)} ${userBox(report)}
  </svg>`;
}

/** The same in words, for those who don't see the drawing. */
function description({ configuration: c }: Report): string {
  const link = {
    vpn: 'A site-to-site VPN',
    expressRoute: 'ExpressRoute',
    existing: 'An existing connection',
  }[c.connection.kind];
  const where = c.onPremises.dnsLocation === 'azure' ? 'in Azure' : 'on-premises';
  const names = listed(c.onPremises.dnsServers.map(({ name, address }) => `${name} (${address})`));
  return `${link} joins the on-premises network (${listed(c.onPremises.prefixes)}) to the virtual network ${c.virtualNetwork.name} (${c.virtualNetwork.addressSpace}). In its subnet ${c.virtualNetwork.serverSubnet.name} the server ${c.server.name} queries the domain controllers ${names} ${where}, and sends changes to the Microsoft Entra tenant ${c.tenant.id}${c.onPremises.proxy ? ` through the proxy ${c.onPremises.proxy}` : ''}.`;
}

function panel(area: Area, title: string, below: string[], size = 13.5): Markup {
  const texts: TextLine[] = [
    { text: title, look: 'strong', size: 17 },
    ...shortList(below, 5).map((text): TextLine => ({ text, look: 'label', size })),
  ];
  return html`<rect
      x="${area.x}"
      y="${area.y}"
      width="${area.width}"
      height="${area.height}"
      rx="8"
      class="panel"
    />
    ${lines(area.x + 16, area.y + 28, area.width - 28, texts)}`;
}

/** A tenant id is wider than the panel: its groups in two lines. */
function tenantLines({ configuration }: Report): string[] {
  const { id } = configuration.tenant;
  const half = id.indexOf('-', 15) + 1;
  return [id.slice(0, half), id.slice(half)];
}

function subnets({ virtualNetwork, connection }: Configuration): Markup[] {
  const outline = (around: Area, { name, prefix }: { name: string; prefix: string }) =>
    html`${box(
      { x: around.x - 8, y: around.y - 50, width: around.width + 16, height: around.height + 58 },
      'subnet',
      [
        { text: name, size: 13 },
        { text: prefix, look: 'label', size: 13 },
      ],
    )}`;
  const own = outline(server, virtualNetwork.serverSubnet);
  return connection.kind === 'existing' ? [own] : [outline(gateway, virtualNetwork.gatewaySubnet), own];
}

function tunnel({ connection }: Configuration): Markup {
  const names = {
    vpn: ['Site-to-site', 'VPN (IKEv2)'],
    expressRoute: ['Express', 'Route'],
    existing: ['Existing', 'connection'],
  }[connection.kind];
  const from = connection.kind === 'existing' ? site.x + site.width - 24 : edge.x + edge.width - 4;
  const to = connection.kind === 'existing' ? network.x + 24 : gateway.x + 4;
  return html`<rect
      x="${from}"
      y="${queryLine - 17}"
      width="${to - from}"
      height="68"
      rx="14"
      class="tunnel"
    />
    ${lines(
      391,
      130,
      92,
      names.map((text): TextLine => ({ text, look: 'strong', size: 13.5 })),
      true,
    )}`;
}

function flows({ onPremises }: Configuration): Markup[] {
  const middle = server.x + server.width / 2;
  const query =
    onPremises.dnsLocation === 'azure'
      ? [
          flow('query', `M${middle} ${server.y + server.height} V${azureControllers.y}`),
          dot('query', middle, 277, 1),
        ]
      : [
          flow('query', `M${server.x} ${queryLine} H${controllers.x + controllers.width}`),
          dot('query', 391, queryLine, 1),
        ];
  const end = people.x + people.width / 2;
  const aside = controllers.x + controllers.width + 15;
  const change = onPremises.proxy
    ? [
        flow('change', `M${server.x} ${changeLine} H${aside} V${proxy.y}`),
        flow(
          'change',
          `M${aside} ${proxy.y + proxy.height} V${outsideLine} H${end} V${people.y + people.height}`,
        ),
        dot('change', 391, changeLine, 2),
        dot('change', 391, outsideLine, 2),
      ]
    : [
        flow('change', `M${server.x + server.width} ${changeLine} H${people.x}`),
        dot('change', 811, changeLine, 2),
      ];
  return [...query, ...change];
}

function boxes({ onPremises, connection, server: machine }: Configuration): Markup[] {
  const inAzure = onPremises.dnsLocation === 'azure';
  const names = onPremises.dnsServers.map(({ name, address }) => `${address} ${name}`);
  const drawn = [
    box(inAzure ? azureControllers : controllers, 'box', [
      { text: 'Domain controllers', look: 'strong' },
      { text: onPremises.domain, look: 'label', size: 13 },
      ...shortList(names, inAzure ? 2 : 3).map((text): TextLine => ({ text, size: 13 })),
    ]),
    box(server, 'box server', [
      { text: machine.name, look: 'strong' },
      { text: machine.address ?? 'not known yet', size: 13 },
      { text: 'Entra Connect Sync', look: 'label', size: 13 },
      ...(machine.entraConnectVersion ? [{ text: machine.entraConnectVersion, size: 13 }] : []),
    ]),
  ];
  if (connection.kind !== 'existing') {
    const vpn = connection.kind === 'vpn';
    drawn.push(
      box(edge, 'box', [
        { text: vpn ? 'VPN device' : 'Edge router', look: 'strong' },
        { text: (vpn ? onPremises.vpnDevice : connection.circuit?.split('/').at(-1)) ?? '', size: 13 },
      ]),
      box(gateway, 'box', [
        { text: vpn ? 'VPN gateway' : 'Gateway', look: 'strong' },
        { text: connection.gatewayAddress ?? 'not known yet', size: 13 },
        { text: connection.gateway ?? '', look: 'label', size: 13 },
        { text: connection.gatewaySku ?? '', look: 'label', size: 13 },
      ]),
    );
  }
  if (onPremises.proxy) {
    drawn.push(
      box(proxy, 'box', [
        { text: 'Proxy', look: 'strong' },
        { text: onPremises.proxy, size: 13 },
      ]),
    );
  }
  return drawn;
}

function userBox({ users }: Report): Markup {
  const counts =
    users.synchronised > 0
      ? [
          `${users.synchronised} synchronised`,
          `${users.licensed} licensed`,
          `${users.failed.length} need attention`,
        ]
      : ['none yet'];
  return box(people, 'box', [
    { text: 'Users', look: 'strong' },
    ...counts.map((text): TextLine => ({ text, size: 13 })),
  ]);
}

function shortList(items: string[], most: number): string[] {
  return items.length <= most ? items : [...items.slice(0, most - 1), `and ${items.length - most + 1} more`];
}

/** What is not an address is not within; the worksheet's checks have said so before. */
function isWithin(text: string, space: string): boolean {
  const [address, prefix] = [parseAddress(text), parsePrefix(space)];
  return address !== undefined && prefix !== undefined && holds(prefix, address);
}
