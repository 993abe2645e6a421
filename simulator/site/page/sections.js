import { badge, doing, facts, table } from './dom.js';
import { h } from './dom.js';

const time = (value) => (value ? new Date(value).toISOString().slice(0, 19).replace('T', ' ') : 'never');
const nameOf = (id) => id.split('/').at(-1);
const serverOf = (view) => view.machines.find(({ entraConnect }) => entraConnect) ?? view.machines[0];
const syncOf = (view) => serverOf(view)?.entraConnect?.synchronisation ?? undefined;

/** The way from an unprepared site to licensed people; each step says what it waits for. */
export function standing(view) {
  const { vpnDevice, firewall, tunnels, tenant, directory } = view;
  const [tunnel, server, sync] = [tunnels[0], serverOf(view), syncOf(view)];
  const synchronised = directory.people.filter((person) => person.synchronised).length;
  const licensed = directory.people.filter((person) => person.licences > 0).length;
  const linked = view.links.length > 0;
  const step = (name, state, text) =>
    h(
      'li',
      { class: state },
      h('strong', {}, name),
      h('span', { class: 'sign' }, words[state]),
      h('span', {}, text),
    );
  const when = (holds, text, otherwise, state = 'todo') => (holds ? ['good', text] : [state, otherwise]);
  return [
    step(
      'Route',
      ...when(view.routes.length > 0, view.routes.join(', '), 'no prefix leads to the VPN device'),
    ),
    step('Firewall', ...when(firewall.open, 'lets ESP and IKE through', 'closed for ESP, UDP 500 and 4500')),
    step(
      'VPN device',
      ...when(vpnDevice.peer && vpnDevice.keyConfigured, `peer ${vpnDevice.peer}, key set`, 'not configured'),
    ),
    linked && !tunnel
      ? step('Tunnel', 'good', `linked in another way: ${view.links.join(', ')}`)
      : step(
          'Tunnel',
          ...when(
            tunnel?.status === 'Connected',
            'connected',
            tunnel ? tunnel.reason : 'Azure has no connection yet',
            tunnel ? 'wait' : 'todo',
          ),
        ),
    step(
      'Server',
      ...when(server?.powerState === 'running', `${server?.computerName} runs`, 'Azure has no server yet'),
    ),
    step('Domain join', ...when(server?.trusted, `member of ${server?.domain}`, 'not a member')),
    step(
      'Entra Connect',
      ...when(
        sync,
        `configured, version ${server?.entraConnect?.version}`,
        server?.entraConnect ? 'installed; run the wizard' : 'not installed',
        server?.entraConnect ? 'wait' : 'todo',
      ),
    ),
    step(
      'Tenant',
      ...when(
        tenant.onPremisesSyncEnabled && sync?.enabled && !sync.suspended,
        `${synchronised} of ${directory.people.length} people; last at ${time(tenant.onPremisesLastSyncDateTime)}`,
        sync ? 'scheduler off, suspended, or the first cycle still runs' : 'nothing has come yet',
        sync ? 'wait' : 'todo',
      ),
    ),
    step('Licences', ...when(licensed > 0, `${licensed} people have one`, 'nobody has one')),
  ];
}
const words = { good: 'done', wait: 'waiting', todo: 'to do' };

export function clock({ now, speed, stopped }) {
  return [
    h(
      'p',
      { class: 'time' },
      `${time(now)} UTC `,
      badge(stopped ? 'wait' : 'good', stopped ? 'stopped' : `${speed} times Azure`),
    ),
    h(
      'div',
      { class: 'row' },
      doing(stopped ? 'Let it go on' : 'Stop', 'PUT', '/clock', { stopped: !stopped }),
      ...[1, 10, 60].map((minutes) =>
        doing(
          `+${minutes} min`,
          'POST',
          '/clock/step',
          { minutes },
          `${minutes} minutes of Azure have passed.`,
        ),
      ),
    ),
  ];
}

export const network = ({ vpnDevice, prefixes }) =>
  facts([
    ['Device', vpnDevice.publicAddress],
    ['Networks behind it', prefixes.join(', ')],
    ['Configured peer', vpnDevice.peer ?? 'none'],
    ['Shared key', vpnDevice.keyConfigured ? badge('good', 'set') : badge('todo', 'not set')],
  ]);

export const firewall = ({ firewall: { open } }) =>
  h(
    'p',
    { class: 'row' },
    badge(open ? 'good' : 'todo', open ? 'open for ESP, UDP 500 and 4500' : 'closed'),
    doing(open ? 'Close it' : 'Open it for the tunnel', 'PUT', '/site/firewall', { open: !open }),
  );

export function routes({ routes: known, tunnels }) {
  const missing = tunnels
    .flatMap(({ addressSpace }) => addressSpace)
    .filter((prefix) => !known.includes(prefix));
  return [
    table(
      'Routes',
      ['Prefix', ''],
      known.map((prefix) => [prefix, doing(`Remove ${prefix}`, 'DELETE', '/site/routes', { prefix })]),
      'No route leads to the VPN device.',
    ),
    ...[...new Set(missing)].map((prefix) =>
      h('p', {}, doing(`Add ${prefix}, the virtual network`, 'PUT', '/site/routes', { prefix })),
    ),
  ];
}

const tunnelStates = { Connected: 'good', Connecting: 'wait', NotConnected: 'bad' };
export const tunnels = ({ tunnels: ends }) =>
  ends.length === 0
    ? h('p', { class: 'hint' }, 'Azure has no connection yet; its gateway takes half an hour of Azure.')
    : ends.map((end) =>
        h(
          'article',
          {},
          h('h3', {}, `${nameOf(end.connectionId)} `, badge(tunnelStates[end.status], end.status)),
          h('p', {}, `${end.reason[0].toUpperCase()}${end.reason.slice(1)}.`),
          facts([
            ['Gateway', end.gatewayAddress || 'none yet'],
            ['Looks for the device at', end.deviceAddress || 'not named'],
            ['Virtual network', end.addressSpace.join(', ')],
            ['Site, as Azure knows it', end.localPrefixes.join(', ') || 'by BGP'],
          ]),
        ),
      );

export const who = (view) =>
  facts([
    ['Domain', `${view.domain} (${view.netbiosName}); people sign in as name@${view.upnSuffix}`],
    ...view.dns.servers.map(({ name, address }) => ['Controller and DNS', `${name}, ${address}`]),
    ['VPN device', view.vpnDevice.publicAddress],
    ['Proxy', view.proxy ?? 'none'],
    ['Tenant', `${view.tenant.domains.join(', ')}; ${view.tenant.id}`],
    ['People', `${view.directory.people.length}, in ${view.directory.groups.length} groups`],
    ...view.directory.accounts.map(({ name, rights }) => ['Account', `${name}: ${rightsInWords[rights]}`]),
  ]);
const rightsInWords = {
  delegated: 'may join computers anywhere',
  user: 'may join computers within the quota',
  none: 'may join none',
};

export function machines(view) {
  if (view.machines.length === 0) return h('p', { class: 'hint' }, 'There is no server in Azure yet.');
  return view.machines.map((machine) => {
    const { entraConnect, computerName } = machine;
    const sync = entraConnect?.synchronisation;
    return h(
      'article',
      {},
      h(
        'h3',
        {},
        `${computerName} `,
        badge(machine.powerState === 'running' ? 'good' : 'bad', machine.powerState),
      ),
      facts([
        ['Address', machine.privateAddress],
        ['DNS servers', machine.dnsServers.join(', ') || "Azure's own"],
        ['Way to the Internet', machine.hasOutbound ? 'NAT gateway' : 'none of its own'],
        ['Proxy', machine.proxy?.address ?? 'none'],
        ['Domain', membership(machine)],
        ['TLS 1.2 for .NET', machine.tls12 ? 'on' : 'off'],
        ['Entra Connect', entraConnect ? entraConnect.version : 'not installed'],
      ]),
      sync
        ? scheduler(sync)
        : doing(
            'Run the Entra Connect wizard',
            'POST',
            '/site/entra-connect-wizard',
            { server: computerName },
            'The wizard is through; the first cycle runs.',
          ),
    );
  });
}

const membership = ({ domain, trusted }) =>
  domain === null ? 'WORKGROUP' : trusted ? domain : `${domain}, but its account is gone`;

function scheduler(sync) {
  const flip = (text, property) => doing(text, 'PUT', '/site/scheduler', { [property]: !sync[property] });
  return [
    h('h4', {}, 'Synchronisation'),
    facts([
      [
        'Scheduler',
        sync.enabled
          ? sync.suspended
            ? badge('wait', 'suspended')
            : badge('good', 'runs')
          : badge('bad', 'off'),
      ],
      ['Staging mode', sync.staging ? badge('wait', 'on') : 'off'],
      [
        'Cycle',
        sync.running
          ? `${sync.running.policy} runs until ${time(sync.running.endsAt)}`
          : `next at ${time(sync.nextCycleAt)}`,
      ],
      ['Service account', sync.connectorAccount],
    ]),
    h(
      'p',
      { class: 'row' },
      flip(sync.enabled ? 'Disable' : 'Enable', 'enabled'),
      flip(sync.suspended ? 'Resume' : 'Suspend', 'suspended'),
      flip(sync.staging ? 'Leave staging' : 'Stage', 'staging'),
      doing('Start a cycle', 'POST', '/site/scheduler/cycle', {}, 'A cycle has begun.'),
    ),
    table(
      'Last runs',
      ['Step', 'Connector', 'Result'],
      sync.lastRuns.map(({ profile, connector, result }) => [
        profile,
        connector,
        badge(result === 'success' ? 'good' : 'bad', result),
      ]),
      'No cycle has ended yet.',
    ),
  ];
}

export const dnsServers = ({ dns }) =>
  table(
    'DNS servers',
    ['Server', 'Address', 'State', ''],
    dns.servers.map(({ name, address, answering }) => [
      name,
      address,
      badge(answering ? 'good' : 'bad', answering ? 'answers' : 'silent'),
      doing(
        answering ? `Silence ${name.split('.')[0]}` : `Let ${name.split('.')[0]} answer`,
        'PUT',
        `/site/dns/servers/${address}`,
        { answering: !answering },
      ),
    ]),
  );

export const dnsRecords = ({ dns }) =>
  table(
    'A records beside those of the controllers',
    ['Name', 'Address', ''],
    dns.records.map(({ name, address }) => [
      name,
      address,
      doing('Remove', 'DELETE', '/site/dns/records', { name }),
    ]),
    'None: a server registers itself after the join.',
  );

export const accounts = ({ directory }) =>
  table(
    'Accounts',
    ['Account', 'Rights', 'State', ''],
    directory.accounts.map(({ name, rights, locked }) => [
      name,
      rights,
      badge(locked ? 'bad' : 'good', locked ? 'locked' : 'in order'),
      doing(
        locked ? `Unlock ${name}` : `Lock ${name}`,
        'PUT',
        `/site/directory/accounts/${encodeURIComponent(name)}`,
        {
          locked: !locked,
        },
      ),
    ]),
  );

export const tenant = ({ tenant: { skus, onPremisesSyncEnabled, onPremisesLastSyncDateTime, users } }) => [
  facts([
    ['Directory synchronisation', onPremisesSyncEnabled ? badge('good', 'on') : badge('todo', 'off')],
    ['Last synchronised', time(onPremisesLastSyncDateTime)],
    ['Users in the tenant', `${users}`],
  ]),
  ...skus.map(({ skuPartNumber, enabled, consumed }) =>
    h(
      'form',
      {
        class: 'row seats',
        'data-method': 'PUT',
        'data-path': `/tenant/skus/${encodeURIComponent(skuPartNumber)}`,
        'data-done': `The seats of ${skuPartNumber} are changed.`,
      },
      h(
        'label',
        {},
        `${skuPartNumber}: ${consumed} of ${enabled} seats taken. Seats `,
        h('input', { name: 'enabled', type: 'number', min: '0', required: true, value: `${enabled}` }),
      ),
      h('button', {}, 'Set'),
    ),
  ),
];
