import assert from 'node:assert/strict';
import { fetch } from 'undici';
import {
  armUrl,
  codeOf,
  gateway,
  id,
  localGateway,
  location,
  machineBody,
  makeNetwork,
  networkId,
  stopped,
} from './arm.support';
import type { Bench } from './core.support';
import { bench } from './core.support';

const of = networkId;
const machine = id('Microsoft.Compute/virtualMachines', 'sync1');
const subnet = (name: string) => of('virtualNetworks', 'vnet1', 'subnets', name);
const net = (properties: object, more: object = {}) => ({ location, properties, ...more });
const standard = { sku: { name: 'Standard' } };
const network = (dnsServers: string[]) =>
  net({ addressSpace: { addressPrefixes: ['10.24.64.0/20'] }, dhcpOptions: { dnsServers } });
const interfaceOf = (dnsServers: string[]) =>
  net({
    dnsSettings: { dnsServers },
    ipConfigurations: [{ name: 'ipconfig', properties: { subnet: { id: subnet('servers') } } }],
  });
const vpn = (sku: string) => {
  const { location: at, ipConfigurations, ...properties } = gateway({ sku: { name: sku } });
  const configurations = ipConfigurations.map(({ name, ...one }) => ({ name, properties: one }));
  return { location: at, properties: { ...properties, ipConfigurations: configurations } };
};
const withNat = (idleTimeoutInMinutes: number) =>
  net({ idleTimeoutInMinutes, publicIpAddresses: [{ id: of('publicIPAddresses', 'pip-nat') }] }, standard);

describe('simulated ARM: asynchronous operations', function () {
  this.timeout(60_000);
  let b: Bench;
  let time: ReturnType<typeof stopped>;
  before(async () => {
    b = await bench();
    await makeNetwork(b);
    time = stopped(b);
  });
  after(() => b.close());
  const put = (path: string, body: unknown) => b.call('PUT', armUrl(b, path), body);
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string>) => {
    const response = await fetch(armUrl(b, path), {
      method,
      dispatcher: b.agent,
      headers: { authorization: `Bearer ${await b.token()}`, 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
      headers: response.headers,
    };
  };

  const superseding: { what: string; path: string; bodies: [unknown, unknown]; code: string }[] = [
    {
      what: 'security group',
      path: of('networkSecurityGroups', 'nsg1'),
      bodies: [net({}, { tags: { a: '1' } }), net({})],
      code: 'Canceled',
    },
    {
      what: 'interface',
      path: of('networkInterfaces', 'nic1'),
      bodies: [interfaceOf(['10.10.0.5']), interfaceOf(['10.10.0.4'])],
      code: 'Canceled',
    },
    {
      what: 'NAT gateway',
      path: of('natGateways', 'nat1'),
      bodies: [withNat(10), withNat(20)],
      code: 'Canceled',
    },
    {
      what: 'public address',
      path: of('publicIPAddresses', 'pip-nat'),
      bodies: [10, 20].map((idleTimeoutInMinutes) =>
        net({ publicIPAllocationMethod: 'Static', idleTimeoutInMinutes }, standard),
      ) as [unknown, unknown],
      code: 'Canceled',
    },
    {
      what: 'subnet',
      path: subnet('new'),
      bodies: [
        { properties: { addressPrefix: '10.24.66.0/28' } },
        { properties: { addressPrefix: '10.24.67.0/28' } },
      ],
      code: 'Canceled',
    },
    {
      what: 'machine',
      path: machine,
      bodies: [machineBody(), { ...machineBody(), tags: { a: '1' } }],
      code: 'OperationPreempted',
    },
  ];
  for (const { what, path, bodies, code } of superseding) {
    it(`cancels the PUT of a ${what} when a newer one comes`, async () => {
      const first = await put(path, bodies[0]);
      const second = await put(path, bodies[1]);
      assert.deepEqual([first.status < 300, second.status], [true, 200]);
      const canceled = await time.status(first);
      assert.deepEqual([canceled.status, canceled.error?.code], ['Canceled', code]);
      const [detail] = canceled.error?.details ?? [];
      if (code === 'Canceled') assert.equal(detail?.code, 'CanceledAndSupersededDueToAnotherOperation');
      assert.equal((await time.status(second)).status, 'InProgress');
      const state = async () =>
        (await time.get<{ properties: { provisioningState: string } }>(path)).properties.provisioningState;
      assert.equal(await state(), 'Updating');
      time.step(60);
      assert.equal((await time.status(second)).status, 'Succeeded');
      assert.equal(await state(), 'Succeeded');
    });
  }

  it('serialises the writes of a network and its subnets, and says what is in the way', async () => {
    const begun = await put(subnet('a'), { properties: { addressPrefix: '10.24.68.0/28' } });
    for (const other of [
      await put(subnet('b'), { properties: { addressPrefix: '10.24.69.0/28' } }),
      await put(of('virtualNetworks', 'vnet1'), network(['10.10.0.4'])),
      await b.call('DELETE', armUrl(b, subnet('GatewaySubnet'))),
    ]) {
      assert.deepEqual(codeOf(other), [409, 'AnotherOperationInProgress']);
      const { message } = (other.body as { error: { message: string } }).error;
      const url = message.split('use uri: ')[1]!.replace(/\.$/, '');
      assert.deepEqual((await b.call('GET', url)).body, await time.status(begun));
    }
    time.step(60);
    assert.equal(
      (await time.done('PUT', subnet('b'), { properties: { addressPrefix: '10.24.69.0/28' } })).status,
      201,
    );
  });

  it('lets a gateway be until it is there, and what refers to it wait', async () => {
    const path = of('virtualNetworkGateways', 'vng1');
    const begun = await put(path, vpn('VpnGw1AZ'));
    assert.deepEqual(codeOf(await put(path, vpn('VpnGw2AZ'))), [429, 'RetryableErrorDueToAnotherOperation']);
    const { location: at, ...properties } = localGateway;
    await put(of('localNetworkGateways', 'lng1'), { location: at, properties });
    const joined = await put(
      of('connections', 'cn1'),
      net({
        connectionType: 'IPsec',
        sharedKey: 'abc',
        virtualNetworkGateway1: { id: path },
        localNetworkGateway2: { id: of('localNetworkGateways', 'lng1') },
      }),
    );
    assert.deepEqual(codeOf(joined), [429, 'RetryableError']);
    assert.ok(joined.headers.get('retry-after'));
    time.step(60);
    assert.equal((await time.status(begun)).status, 'Succeeded');
  });

  it('tells of an operation where it was begun only, and for a week', async () => {
    const begun = await put(of('networkSecurityGroups', 'nsg1'), net({}, { tags: { a: '3' } }));
    const url = begun.headers.get('azure-asyncoperation')!;
    time.step(60);
    assert.equal((await b.call('GET', url)).status, 200);
    for (const other of [
      url.replace('Microsoft.Network', 'Microsoft.Compute').replace('2025-05-01', '2024-07-01'),
      url.replace(location, 'northeurope'),
    ]) {
      assert.deepEqual(codeOf(await b.call('GET', other)), [404, 'OperationNotFound']);
    }
    time.step(7 * 24 * 60);
    assert.deepEqual(codeOf(await b.call('GET', url)), [404, 'OperationNotFound']);
    assert.equal(
      (await time.get<{ properties: { provisioningState: string } }>(of('networkSecurityGroups', 'nsg1')))
        .properties.provisioningState,
      'Succeeded',
    );
  });

  for (const { what, path, body } of [
    { what: 'a network', path: of('networkSecurityGroups', 'nsg1'), body: net({}) },
    { what: 'a machine', path: machine, body: machineBody() },
  ]) {
    it(`keeps to If-Match and If-None-Match of ${what}`, async () => {
      const { etag } = await time.get<{ etag: string }>(path);
      const failed = [
        await send('PUT', path, body, { 'if-match': 'W/"another"' }),
        await send('PUT', path, body, { 'if-none-match': '*' }),
        await send('PATCH', path, { tags: {} }, { 'if-match': 'W/"another"' }),
        await send('DELETE', path, undefined, { 'if-match': '"another"' }),
        await send('PUT', `${path}-absent`, body, { 'if-match': '*' }),
      ];
      for (const one of failed) assert.deepEqual(codeOf(one as never), [412, 'PreconditionFailed']);
      const details = (failed[0]!.body as { error: { details: { code: string; message: string }[] } }).error
        .details;
      assert.equal(details[0]?.code, 'PreconditionFailedEtagMismatch');
      assert.ok(details[0]?.message.includes(etag));
      assert.equal((await b.call('GET', armUrl(b, path))).headers.get('etag'), etag);
      assert.equal((await send('PUT', path, body, { 'if-match': etag })).status, 200);
      time.step(60);
      assert.notEqual((await time.get<{ etag: string }>(path)).etag, etag);
      assert.equal((await send('PATCH', path, { tags: { b: '2' } }, { 'if-match': '*' })).status, 200);
    });
  }
});
