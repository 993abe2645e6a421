import { strict as assert } from 'node:assert';
import { registry } from '../../../activities/azure/registry';
import { armTypes, neededKinds, type ResourceKind } from '../../../roadmap/resources';
import type { Worksheet } from '../../../worksheet/schema';
import { complaints, skipWithoutSchemas } from '../../support/schemas/published';
import { contoso } from '../../support/worksheet';
import { fakeArm } from './fakeArm';

/** The body as it goes over the wire, secrets included. */
async function bodyOnTheWire(kind: ResourceKind, w: Worksheet, zones: string[] = ['1', '2', '3']) {
  const { clients, sent } = fakeArm(w, ({ method, body }) =>
    method === 'PUT' ? { status: 200, body } : { status: 200, body: {} },
  );
  const { spec, calls } = registry[kind];
  const body = spec.body(w, { zones });
  const complete = spec.secret?.reference(w) ? spec.secret.withSecret(body, 'Test-Secret-1') : body;
  await calls.put(clients, w, complete);
  return sent.find((one) => one.method === 'PUT')!.body as Wire;
}

interface Wire {
  location?: string;
  tags?: Record<string, string>;
  zones?: string[];
  sku?: object;
  properties: Record<string, unknown>;
}

const expressRoute = (): Worksheet =>
  contoso((input) => {
    input.connection = {
      kind: 'expressRoute',
      circuitId:
        '/subscriptions/2f9b6c1e-8d47-4c0b-b5a3-90e1d7f6a824/resourceGroups/rg/providers/Microsoft.Network/expressRouteCircuits/erc',
      authorizationKey: 'env:CIRCUIT_KEY',
    };
  });
const existing = (): Worksheet =>
  contoso((input) => {
    input.virtualNetwork.existing = true;
  });
const variants: Record<string, () => Worksheet> = {
  'site-to-site VPN': contoso,
  ExpressRoute: expressRoute,
  'an existing network': existing,
  'own IPsec policy, no NAT, DNS on the network, RDP from a service tag': () =>
    contoso((input) => {
      input.virtualNetwork.outbound = 'none';
      input.virtualNetwork.dns = 'virtualNetwork';
      input.localNetwork.rdpSources = ['VirtualNetwork'];
      Object.assign(input.connection, {
        ipsecPolicy: {
          saLifeTimeSeconds: 27000,
          saDataSizeKilobytes: 102400000,
          ipsecEncryption: 'GCMAES256',
          ipsecIntegrity: 'GCMAES256',
          ikeEncryption: 'AES256',
          ikeIntegrity: 'SHA384',
          dhGroup: 'DHGroup14',
          pfsGroup: 'PFS2048',
        },
      });
    }),
};

describe('bodies of the ARM resources', () => {
  describe('fit the published schemas', () => {
    before(function () {
      skipWithoutSchemas(this);
    });
    for (const [name, worksheet] of Object.entries(variants)) {
      const w = worksheet();
      // An existing network itself is never written.
      const kinds = neededKinds(w).filter(
        (kind) => !(w.virtualNetwork.existing && kind === 'virtualNetwork'),
      );
      for (const kind of kinds) {
        it(`${name}: ${kind}`, async () => {
          assert.deepEqual(complaints(armTypes[kind], 'request', await bodyOnTheWire(kind, w)), []);
        });
      }
    }
  });

  const taggable = neededKinds(contoso());
  for (const kind of taggable) {
    it(`${kind} carries the deployment's tag and the worksheet's`, async () => {
      const { tags } = await bodyOnTheWire(kind, contoso());
      assert.deepEqual(tags, {
        owner: 'identity-team',
        costCentre: '4711',
        'dirsync-deployment': 'contoso',
      });
    });
  }

  it('lets Remote Desktop in from the local network only, unless the worksheet says otherwise', async () => {
    const rules = async (w: Worksheet) =>
      (
        (await bodyOnTheWire('networkSecurityGroup', w)).properties.securityRules as {
          properties: Record<string, unknown>;
        }[]
      ).map((one) => one.properties);
    const [rule, ...more] = await rules(contoso());
    assert.equal(more.length, 0);
    assert.deepEqual(rule?.sourceAddressPrefixes, ['10.10.0.0/16', '10.11.0.0/16']);
    assert.equal(rule?.sourceAddressPrefix, undefined);
    assert.equal(rule?.destinationPortRange, '3389');
    const [tagged] = await rules(contoso((input) => (input.localNetwork.rdpSources = ['VirtualNetwork'])));
    assert.equal(tagged?.sourceAddressPrefix, 'VirtualNetwork');
    assert.equal(tagged?.sourceAddressPrefixes, undefined);
  });

  it('puts security group and NAT gateway on the server subnet and never on the GatewaySubnet', async () => {
    const { properties } = await bodyOnTheWire('virtualNetwork', contoso());
    const [gateway, server] = properties.subnets as { name: string; properties: Record<string, unknown> }[];
    assert.equal(gateway?.name, 'GatewaySubnet');
    assert.deepEqual(Object.keys(gateway?.properties ?? {}), ['addressPrefix']);
    assert.match(JSON.stringify(server?.properties.networkSecurityGroup), /nsg-contoso/);
    assert.match(JSON.stringify(server?.properties.natGateway), /ng-contoso/);
    assert.equal(server?.properties.defaultOutboundAccess, false);
  });

  it('sets the DNS servers on the network interface or on the network, not on both', async () => {
    const onInterface = contoso();
    const onNetwork = contoso((input) => (input.virtualNetwork.dns = 'virtualNetwork'));
    const servers = ['10.10.0.4', '10.10.0.5'];
    const nic = async (w: Worksheet) => (await bodyOnTheWire('networkInterface', w)).properties.dnsSettings;
    const net = async (w: Worksheet) => (await bodyOnTheWire('virtualNetwork', w)).properties.dhcpOptions;
    assert.deepEqual(await nic(onInterface), { dnsServers: servers });
    assert.equal(await net(onInterface), undefined);
    assert.equal(await nic(onNetwork), undefined);
    assert.deepEqual(await net(onNetwork), { dnsServers: servers });
  });

  it('gives the network interface no public address', async () => {
    assert.doesNotMatch(JSON.stringify(await bodyOnTheWire('networkInterface', contoso())), /publicIP/i);
  });

  it('asks for the zones that the region has', async () => {
    assert.deepEqual((await bodyOnTheWire('gatewayAddress', contoso(), ['1', '2'])).zones, ['1', '2']);
    assert.equal((await bodyOnTheWire('gatewayAddress', contoso(), [])).zones, undefined);
    assert.equal((await bodyOnTheWire('natAddress', contoso())).zones, undefined);
  });

  const generations = [
    ['VpnGw1AZ', 'Generation1'],
    ['VpnGw2AZ', 'Generation2'],
    ['VpnGw5AZ', 'Generation2'],
  ] as const;
  for (const [sku, generation] of generations) {
    it(`makes ${sku} in ${generation}`, async () => {
      const w = contoso((input) => Object.assign(input.connection, { gatewaySku: sku }));
      const { properties } = await bodyOnTheWire('gateway', w);
      assert.equal(properties.vpnGatewayGeneration, generation);
      assert.equal(properties.vpnType, 'RouteBased');
      assert.equal(properties.activeActive, false);
    });
  }

  it('makes an ExpressRoute gateway and connection without VPN members', async () => {
    const w = expressRoute();
    const { properties } = await bodyOnTheWire('gateway', w);
    assert.equal(properties.gatewayType, 'ExpressRoute');
    assert.equal(properties.vpnType, undefined);
    const connection = (await bodyOnTheWire('connection', w)).properties;
    assert.equal(connection.connectionType, 'ExpressRoute');
    assert.equal(connection.authorizationKey, 'Test-Secret-1');
    assert.equal(connection.sharedKey, undefined);
    assert.equal(connection.localNetworkGateway2, undefined);
  });

  it('uses trusted launch where the image is of generation 2', async () => {
    const { properties } = await bodyOnTheWire('virtualMachine', contoso());
    assert.deepEqual(properties.securityProfile, {
      securityType: 'TrustedLaunch',
      uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
    });
    const old = contoso(
      (input) => (input.server.image = 'MicrosoftWindowsServer:WindowsServer:2022-datacenter:latest'),
    );
    assert.equal((await bodyOnTheWire('virtualMachine', old)).properties.securityProfile, undefined);
  });

  it('sends the join password in protected settings only', async () => {
    const { properties } = await bodyOnTheWire('domainJoin', contoso());
    assert.deepEqual(properties.protectedSettings, { Password: 'Test-Secret-1' });
    assert.deepEqual(properties.settings, {
      Name: 'corp.contoso.com',
      User: 'CORP\\svc-dirsync-join',
      OUPath: 'OU=Servers,DC=corp,DC=contoso,DC=com',
      Restart: 'true',
      Options: '3',
    });
    assert.equal(properties.type, 'JsonADDomainExtension');
  });
});
