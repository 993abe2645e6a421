import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedCircuit } from '../../simulator/arm/network/circuits';
import { readJournal } from '../../simulator/core/journal';
import type { Bench } from './core.support';
import { bench, subscriptionId } from './core.support';
import {
  armUrl,
  connection,
  gateway,
  group,
  id,
  localGateway,
  location,
  machine,
  makeNetwork,
  networkId,
  quick,
} from './arm.support';

type Status = { status: string; error?: { code: string } };
const gatewayPath = networkId('virtualNetworkGateways', 'vng1');

/** Slow enough that a gateway takes seconds: 30 minutes / 900 = 2 seconds. */
const slow = 900;

describe('simulated ARM: operations', function () {
  this.timeout(60_000);
  let directory: string;
  let b: Bench;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'simulator-'));
    b = await bench({ directory, speed: slow });
    await makeNetwork(b);
    await b.network.localNetworkGateways.beginCreateOrUpdateAndWait(group, 'lng1', localGateway, quick);
  });
  afterEach(async () => {
    await b.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** So that what takes moments is still going on at the next request. */
  const slowDown = () => {
    b.simulator.world.clock.minutes = (minutes) => minutes * 5000;
  };

  const body = (over: object = {}) => {
    const { location: at, ipConfigurations, ...properties } = gateway(over);
    const configurations = ipConfigurations.map(({ name, ...configuration }) => ({
      name,
      properties: configuration,
    }));
    return { location: at, properties: { ...properties, ipConfigurations: configurations } };
  };

  it('goes on over a restart, joins the same PUT, refuses another, and is one operation', async () => {
    const first = await b.call('PUT', armUrl(b, gatewayPath), body());
    assert.equal(first.status, 201);
    const operation = first.headers.get('azure-asyncoperation')!;
    assert.match(operation, /\/providers\/Microsoft.Network\/locations\/westeurope\/operations\//);
    assert.equal(first.headers.get('retry-after'), '1');
    assert.equal(
      (first.body as { properties: { provisioningState: string } }).properties.provisioningState,
      'Updating',
    );
    assert.equal(((await b.call('GET', operation)).body as Status).status, 'InProgress');

    const same = await b.call('PUT', armUrl(b, gatewayPath), body());
    assert.deepEqual([same.status, same.headers.get('azure-asyncoperation')], [200, operation]);
    const other = await b.call('PUT', armUrl(b, gatewayPath), body({ sku: { name: 'VpnGw2AZ' } }));
    assert.equal(other.status, 429);
    assert.equal(
      (other.body as { error: { code: string } }).error.code,
      'RetryableErrorDueToAnotherOperation',
    );
    assert.ok(other.headers.get('retry-after'));

    await b.close();
    b = await bench({ directory, speed: slow });
    assert.equal(((await b.call('GET', operation)).body as Status).status, 'InProgress');
    await assert.rejects(
      b.network.virtualNetworkGatewayConnections.beginCreateOrUpdateAndWait(
        group,
        'cn1',
        connection(),
        quick,
      ),
      (error: { code?: string; details?: { error?: { details?: { code: string }[] } } }) => {
        assert.equal(error.code, 'RetryableError');
        return true;
      },
    );
    let status: Status;
    do {
      await new Promise((resolve) => setTimeout(resolve, 50));
      status = (await b.call('GET', operation)).body as Status;
    } while (status.status === 'InProgress');
    assert.equal(status.status, 'Succeeded');
    assert.equal((await b.network.virtualNetworkGateways.get(group, 'vng1')).provisioningState, 'Succeeded');
    assert.equal(
      readJournal(directory, { method: 'PUT', url: '/virtualNetworkGateways/vng1', status: 201 }).length,
      1,
    );
  });

  it('lets an SDK poller go on in another process', async () => {
    const poller = await b.network.virtualNetworkGateways.beginCreateOrUpdate(
      group,
      'vng1',
      gateway(),
      quick,
    );
    const resumed = await b.network.virtualNetworkGateways.beginCreateOrUpdate(group, 'vng1', gateway(), {
      ...quick,
      resumeFrom: poller.toString(),
    });
    assert.equal((await resumed.pollUntilDone()).provisioningState, 'Succeeded');
    assert.equal(readJournal(directory, { method: 'PUT', url: '/virtualNetworkGateways/vng1' }).length, 1);
  });

  it('deletes by Location, and knows nothing of it afterwards', async () => {
    slowDown();
    const path = networkId('localNetworkGateways', 'lng1');
    const begun = await b.call('DELETE', armUrl(b, path));
    assert.equal(begun.status, 202);
    const again = await b.call('DELETE', armUrl(b, path));
    assert.equal(again.headers.get('location'), begun.headers.get('location'));
    const url = begun.headers.get('location')!;
    let answer = await b.call('GET', url);
    assert.equal(answer.status, 202);
    while (answer.status === 202) answer = await b.call('GET', url);
    assert.equal(answer.status, 204);
    assert.equal((await b.call('DELETE', armUrl(b, path))).status, 204);
  });

  it('refuses a switch that it does not know', async () => {
    const url = `${b.simulator.endpoints.site}/arm-switches`;
    assert.equal((await b.call('PUT', url, { colour: 'blue' })).status, 400);
  });

  it('lets a machine be deleted while it is made', async () => {
    slowDown();
    const path = id('Microsoft.Compute/virtualMachines', 'sync1');
    const { location: at, ...properties } = machine();
    const made = await b.call('PUT', armUrl(b, path), { location: at, properties });
    assert.equal((await b.call('DELETE', armUrl(b, path))).status, 202);
    const status = (await b.call('GET', made.headers.get('azure-asyncoperation')!)).body as Status;
    assert.deepEqual([status.status, status.error?.code], ['Canceled', 'OperationPreempted']);
  });

  it('takes one change of a network and its subnets at a time', async () => {
    slowDown();
    const subnet = (name: string) => networkId('virtualNetworks', 'vnet1', 'subnets', name);
    const first = await b.call('PUT', armUrl(b, subnet('a')), {
      properties: { addressPrefix: '10.24.67.0/28' },
    });
    assert.equal(first.status, 201);
    const second = await b.call('PUT', armUrl(b, subnet('b')), {
      properties: { addressPrefix: '10.24.68.0/28' },
    });
    assert.deepEqual(
      [second.status, (second.body as { error: { code: string } }).error.code],
      [409, 'AnotherOperationInProgress'],
    );
  });

  it('connects a circuit that a provider put there', async () => {
    const circuit = networkId('expressRouteCircuits', 'er1');
    seedCircuit(b.simulator.world, { id: circuit, location });
    assert.equal(
      (await b.network.expressRouteCircuits.get(group, 'er1')).serviceProviderProvisioningState,
      'Provisioned',
    );
    const expressRoute = gateway({ gatewayType: 'ExpressRoute', sku: { name: 'ErGw1AZ', tier: 'ErGw1AZ' } });
    await b.network.virtualNetworkGateways.beginCreateOrUpdateAndWait(group, 'vng1', expressRoute, quick);
    const made = await b.network.virtualNetworkGatewayConnections.beginCreateOrUpdateAndWait(
      group,
      'cn1',
      {
        location,
        connectionType: 'ExpressRoute',
        virtualNetworkGateway1: { id: gatewayPath },
        peer: { id: circuit },
      },
      quick,
    );
    assert.equal(made.connectionStatus, 'NotConnected');
    assert.ok(made.id?.includes(subscriptionId));
  });
});
