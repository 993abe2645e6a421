import type { VirtualMachine } from '@azure/arm-compute';
import type { Bench } from './core.support';
import { subscriptionId } from './core.support';

export const quick = { updateIntervalInMs: 20 };
export const location = 'westeurope';
export const group = 'rg-test';
export const groupPath = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
export const id = (type: string, name: string, ...child: string[]) =>
  [groupPath, 'providers', type, name, ...child].join('/');
export const networkId = (type: string, name: string, ...child: string[]) =>
  id(`Microsoft.Network/${type}`, name, ...child);

export const apiVersions = {
  'microsoft.network': '2025-05-01',
  'microsoft.compute': '2026-03-01',
  'microsoft.resources': '2025-04-01',
} as Record<string, string>;

export function armUrl(b: Bench, path: string, query = ''): string {
  const provider = /\/providers\/([^/]+)/i.exec(path)?.[1]?.toLowerCase() ?? 'microsoft.resources';
  const [plain, own = ''] = path.split('?');
  const rest = [own, query].filter((one) => one !== '').join('&');
  // Disks have versions of their own.
  const version = /\/Microsoft\.Compute\/disks/i.test(path) ? '2025-01-02' : apiVersions[provider];
  return `${b.simulator.endpoints.arm}${plain}?api-version=${version ?? '2022-04-01'}${rest ? `&${rest}` : ''}`;
}

export const password = 'Simulated!Pass42';

export const machine = (over: Partial<VirtualMachine> = {}): VirtualMachine => ({
  location,
  hardwareProfile: { vmSize: 'Standard_D2s_v5' },
  storageProfile: {
    imageReference: {
      publisher: 'MicrosoftWindowsServer',
      offer: 'WindowsServer',
      sku: '2022-datacenter-azure-edition',
      version: 'latest',
    },
    osDisk: {
      createOption: 'FromImage',
      managedDisk: { storageAccountType: 'StandardSSD_LRS' },
      deleteOption: 'Delete',
    },
  },
  osProfile: { computerName: 'sync1', adminUsername: 'dirsyncadmin', adminPassword: password },
  networkProfile: { networkInterfaces: [{ id: networkId('networkInterfaces', 'nic1') }] },
  ...over,
});

export const sharedKey = 'abcdefghijklmnopqrstuvwxyz012345';

/** Everything of the network half, as the roadmap makes it, up to the machine's interface. */
export async function makeNetwork(b: Bench): Promise<void> {
  const { clock } = b.simulator.world;
  const before = clock.retryAfter.bind(clock);
  // The clients wait whole seconds between their looks, which is too long for what is not tested here.
  clock.retryAfter = () => 0;
  await makeParts(b);
  clock.retryAfter = before;
}

async function makeParts(b: Bench): Promise<void> {
  await b.resources.resourceGroups.createOrUpdate(group, { location });
  await b.network.networkSecurityGroups.beginCreateOrUpdateAndWait(
    group,
    'nsg1',
    {
      location,
      securityRules: [
        {
          name: 'rdp',
          protocol: 'Tcp',
          access: 'Allow',
          direction: 'Inbound',
          priority: 1000,
          sourcePortRange: '*',
          destinationPortRange: '3389',
          sourceAddressPrefixes: ['10.10.0.0/16'],
          destinationAddressPrefix: '*',
        },
      ],
    },
    quick,
  );
  const address = { location, sku: { name: 'Standard' }, publicIPAllocationMethod: 'Static' };
  await b.network.publicIPAddresses.beginCreateOrUpdateAndWait(group, 'pip-nat', address, quick);
  await b.network.publicIPAddresses.beginCreateOrUpdateAndWait(group, 'pip-gw', address, quick);
  await b.network.natGateways.beginCreateOrUpdateAndWait(
    group,
    'nat1',
    {
      location,
      sku: { name: 'Standard' },
      publicIpAddresses: [{ id: networkId('publicIPAddresses', 'pip-nat') }],
    },
    quick,
  );
  await b.network.virtualNetworks.beginCreateOrUpdateAndWait(
    group,
    'vnet1',
    {
      location,
      addressSpace: { addressPrefixes: ['10.24.64.0/20'] },
      subnets: [
        { name: 'GatewaySubnet', addressPrefix: '10.24.64.0/27' },
        {
          name: 'servers',
          addressPrefix: '10.24.65.0/28',
          networkSecurityGroup: { id: networkId('networkSecurityGroups', 'nsg1') },
          natGateway: { id: networkId('natGateways', 'nat1') },
        },
      ],
    },
    quick,
  );
  await b.network.networkInterfaces.beginCreateOrUpdateAndWait(
    group,
    'nic1',
    {
      location,
      dnsSettings: { dnsServers: ['10.10.0.4'] },
      ipConfigurations: [
        { name: 'ipconfig', subnet: { id: networkId('virtualNetworks', 'vnet1', 'subnets', 'servers') } },
      ],
    },
    quick,
  );
}

export const gateway = (over: object = {}) => ({
  location,
  gatewayType: 'Vpn',
  vpnType: 'RouteBased',
  vpnGatewayGeneration: 'Generation1',
  sku: { name: 'VpnGw1AZ', tier: 'VpnGw1AZ' },
  activeActive: false,
  enableBgp: false,
  ipConfigurations: [
    {
      name: 'default',
      privateIPAllocationMethod: 'Dynamic',
      subnet: { id: networkId('virtualNetworks', 'vnet1', 'subnets', 'GatewaySubnet') },
      publicIPAddress: { id: networkId('publicIPAddresses', 'pip-gw') },
    },
  ],
  ...over,
});

export const localGateway = {
  location,
  gatewayIpAddress: '198.51.100.7',
  localNetworkAddressSpace: { addressPrefixes: ['10.10.0.0/16'] },
};

export const connection = (over: object = {}) => ({
  location,
  connectionType: 'IPsec',
  connectionProtocol: 'IKEv2',
  virtualNetworkGateway1: { id: networkId('virtualNetworkGateways', 'vng1') },
  localNetworkGateway2: { id: networkId('localNetworkGateways', 'lng1') },
  sharedKey,
  ...over,
});

export const domainJoin = (over: object = {}) => ({
  location,
  publisher: 'Microsoft.Compute',
  typePropertiesType: 'JsonADDomainExtension',
  typeHandlerVersion: '1.3',
  autoUpgradeMinorVersion: true,
  settings: { Name: 'corp.contoso.com', User: 'CORP\\joiner', OUPath: '', Restart: 'true', Options: '3' },
  protectedSettings: { Password: 'Join!Password1' },
  ...over,
});

export type Called = Awaited<ReturnType<Bench['call']>>;
export const codeOf = ({ status, body }: Called): [number, string | undefined] => [
  status,
  (body as { error?: { code: string } } | undefined)?.error?.code,
];

/** A stopped clock: what is begun stays begun until somebody steps, whatever the machine's load. */
export function stopped(b: Bench) {
  const { clock } = b.simulator.world;
  clock.set({ stopped: true });
  return {
    step: (minutes: number) => clock.step(minutes),
    /** Sends a request, and lets an hour go by after it. */
    done: async (method: string, path: string, body?: unknown): Promise<Called> => {
      const answer = await b.call(method, armUrl(b, path), body);
      clock.step(60);
      return answer;
    },
    get: async <T>(path: string, query?: string): Promise<T> =>
      (await b.call('GET', armUrl(b, path, query))).body as T,
    status: async (answer: Called) =>
      (await b.call('GET', answer.headers.get('azure-asyncoperation')!)).body as {
        status: string;
        error?: { code: string; message: string; details?: { code: string; message: string }[] };
        properties?: { output: unknown };
      },
  };
}

/** The machine's PUT as plain REST. */
export function machineBody(over: Record<string, unknown> = {}) {
  const { location: at, ...properties } = machine();
  return { location: at, properties: { ...properties, ...over } };
}
