import assert from 'node:assert/strict';
import { ownerOf, type Owner } from '../support/access';
import { armUrl, group, groupPath, location, machine, makeNetwork, networkId, quick } from './arm.support';
import { bench, type Bench } from './core.support';

type ErrorBody = { error: { code: string; message: string } };

describe('simulated management locks', () => {
  let b: Bench;
  let people: Owner;
  before(async () => {
    b = await bench({ speed: 6000 });
    b.simulator.world.clock.retryAfter = () => 0;
    people = ownerOf(b.simulator);
    await makeNetwork(b);
    await b.compute.virtualMachines.createOrUpdate(group, 'sync1', machine(), quick);
  });
  after(async () => {
    await people.close();
    await b.close();
  });

  const vnet = networkId('virtualNetworks', 'vnet1');
  const servers = networkId('virtualNetworks', 'vnet1', 'subnets', 'servers');
  const nsg = networkId('networkSecurityGroups', 'nsg1');
  const free = networkId('publicIPAddresses', 'pip-gw');
  const tags = { tags: { by: 'test' } };
  const subnet = { properties: { addressPrefix: '10.24.66.0/28' } };

  /** Each with what is tried while it stands: method, path and, where it is refused, the scope that the refusal names. */
  const table: {
    level: string;
    on: string;
    tried: [string, string, object | undefined, string][];
  }[] = [
    {
      level: 'CanNotDelete',
      on: vnet,
      tried: [
        ['DELETE', vnet, undefined, vnet],
        ['DELETE', servers, undefined, vnet],
        ['DELETE', groupPath, undefined, vnet],
        ['PATCH', vnet, tags, 'allowed'],
        ['PUT', `${vnet}/subnets/new`, subnet, 'allowed'],
        ['PATCH', nsg, tags, 'allowed'],
      ],
    },
    {
      level: 'ReadOnly',
      on: vnet,
      tried: [
        ['PATCH', vnet, tags, vnet],
        ['PUT', `${vnet}/subnets/other`, subnet, vnet],
        ['DELETE', vnet, undefined, vnet],
        ['GET', vnet, undefined, 'allowed'],
        ['PATCH', nsg, tags, 'allowed'],
      ],
    },
    {
      level: 'ReadOnly',
      on: groupPath,
      tried: [
        ['PUT', groupPath, { location }, groupPath],
        ['PATCH', nsg, tags, groupPath],
        ['POST', `${groupPath}/providers/Microsoft.Compute/virtualMachines/sync1/runCommand`, {}, groupPath],
        ['GET', `${groupPath}/resources`, undefined, 'allowed'],
      ],
    },
    {
      level: 'CanNotDelete',
      on: groupPath,
      tried: [
        ['DELETE', groupPath, undefined, groupPath],
        ['DELETE', free, undefined, groupPath],
        ['PUT', groupPath, { location }, 'allowed'],
      ],
    },
  ];
  for (const { level, on, tried } of table) {
    it(`${level} on ${on.split('/').slice(-2).join('/')} forbids what it should, and nothing else`, async () => {
      await people.put(on, 'locks', 'keep', { level, notes: 'of this test' });
      for (const [method, path, body, scope] of tried) {
        const answer = await b.call(method, armUrl(b, path), body);
        const what = `${method} ${path}`;
        if (scope === 'allowed') {
          assert.ok(answer.status < 300, `${what}: ${JSON.stringify(answer.body)}`);
          continue;
        }
        const { error } = answer.body as ErrorBody;
        assert.deepEqual([answer.status, error.code], [409, 'ScopeLocked'], what);
        assert.ok(error.message.includes(`following scope(s) are locked: '${scope}'`), error.message);
      }
      assert.equal((await people.remove(on, 'locks', 'keep')).status, 200);
    });
  }

  it('can be set and lifted by an Owner, not by a Contributor, and are listed with what is below', async () => {
    const url = `${b.simulator.endpoints.arm}${groupPath}/providers/Microsoft.Authorization/locks/mine?api-version=2020-05-01`;
    const denied = await b.call('PUT', url, { properties: { level: 'ReadOnly' } });
    assert.deepEqual([denied.status, (denied.body as ErrorBody).error.code], [403, 'AuthorizationFailed']);
    await people.put(nsg, 'locks', 'keep', { level: 'CanNotDelete' });
    const { body } = await people.call('GET', groupPath, 'locks');
    assert.deepEqual(
      (body.value as { name: string; properties: object }[]).map(({ name, properties }) => [
        name,
        properties,
      ]),
      [['keep', { level: 'CanNotDelete' }]],
    );
    await people.remove(nsg, 'locks', 'keep');
    const gone = await people.call('GET', nsg, 'locks', 'keep');
    assert.deepEqual([gone.status, gone.body.error?.code], [404, 'LockNotFound']);
    assert.equal((await b.call('DELETE', armUrl(b, free))).status, 202);
  });
});
