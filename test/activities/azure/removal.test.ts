import { strict as assert } from 'node:assert';
import type { RemovalActivities } from '../../../activities/api';
import type { Ledger } from '../../../roadmap/ledger';
import { neededKinds, resourceId, type ResourceKind } from '../../../roadmap/resources';
import type { PlannedRemoval, TeardownPlan } from '../../../roadmap/teardown';
import { armState } from '../../../simulator/arm/state';
import * as deployer from '../../../deploy/azure-role.json';
import * as remover from '../../../deploy/azure-role-teardown.json';
import { readJournal } from '../../../simulator/core/journal';
import { application, bench, type Bench } from '../../simulator/core.support';
import { ownerOf, type Owner } from '../../support/access';
import { withoutRetryAfter } from '../../support/simulated';
import { makeAll, problemIn, removerOn, workerOn, worksheetIn } from './rig';

const w = worksheetIn();
const group = w.azure.resourceGroup;
const createdAll: Ledger = neededKinds(w).map((kind) => ({
  kind,
  id: resourceId(kind, w),
  origin: 'created',
}));
const idOf = (kind: ResourceKind) => resourceId(kind, w);

const planFor = (remover: RemovalActivities, ledger = createdAll) =>
  remover.planTeardown({ worksheet: w, ledger });
const fates = ({ removals }: TeardownPlan) => Object.fromEntries(removals.map((one) => [one.kind, one.fate]));
const find = ({ removals }: TeardownPlan, kind: PlannedRemoval['kind']) =>
  removals.find((one) => one.kind === kind)!;
const oursIn = ({ removals }: TeardownPlan) =>
  removals.filter(({ fate }) => fate === 'goes').map(({ id }) => id);

/** One deployment for all; each test leaves it as it was, but for the last two, which remove it. */
describe('removal in the simulated subscription', () => {
  let arm: Bench;
  let people: Owner;
  before(async () => {
    arm = await bench({ whole: true, speed: 6000 });
    withoutRetryAfter(arm.simulator);
    people = ownerOf(arm.simulator);
    await give();
    const worker = workerOn(arm);
    await worker.ensureProviders({ worksheet: w });
    await makeAll(
      worker,
      w,
      neededKinds(w).filter((kind) => kind !== 'domainJoin'),
    );
  });
  after(async () => {
    await people.close();
    await arm.close();
  });

  /** Both roles and no other right, less one action. */
  const give = (without?: string) =>
    people.giveOnly(
      application.clientId,
      [...deployer.Actions, ...remover.Actions].filter((one) => one !== without),
    );

  /** Those of resources that were taken; refused ones have changed nothing. */
  const deletes = () =>
    readJournal(arm.directory, { service: 'arm', method: 'DELETE' }).filter(
      ({ status, url }) => status < 400 && !url.includes('Microsoft.Authorization'),
    );

  async function removeAll(remover: RemovalActivities, plan: TeardownPlan) {
    const results: Record<string, string> = {};
    for (const { fate, reason, ...target } of plan.removals) {
      if (fate !== 'goes') continue;
      const begun = await remover.beginRemoval({ worksheet: w, target, ours: oursIn(plan) });
      if (begun.result === 'removing')
        await remover.awaitRemoval({ worksheet: w, target, poller: begun.poller });
      results[target.kind] = begun.reason ?? begun.result;
      assert.equal(reason, undefined);
    }
    return results;
  }

  it('leaves what is not in the ledger as created, and what stands on it', async () => {
    const ledger = createdAll.map((entry) =>
      entry.kind === 'gateway' ? { ...entry, origin: 'adopted' as const } : entry,
    );
    const plan = await planFor(removerOn(arm), ledger);
    assert.match(find(plan, 'gateway').reason!, /was there before/);
    const { connection, virtualMachine, ...rest } = fates(plan);
    assert.deepEqual([connection, virtualMachine], ['goes', 'goes']);
    assert.deepEqual(
      Object.entries(rest)
        .filter(([, fate]) => fate === 'stays')
        .map(([kind]) => kind),
      [
        'gateway',
        'gatewayAddress',
        'virtualNetwork',
        'natGateway',
        'natAddress',
        'networkSecurityGroup',
        'resourceGroup',
      ],
    );
    assert.match(find(plan, 'gatewayAddress').reason!, /used by .*vgw-contoso/);
  });

  it('looks into the group just before it deletes it', async () => {
    const remover = removerOn(arm);
    const plan = await planFor(remover);
    const target = find(plan, 'resourceGroup');
    const begun = await remover.beginRemoval({ worksheet: w, target, ours: oursIn(plan) });
    assert.equal(begun.result, 'left');
    assert.match(begun.reason!, / is still in it/);
  });

  it('waits some time for what uses a resource, then asks a person', async () => {
    const plan = await planFor(removerOn(arm));
    const remove = (attempt: number) =>
      removerOn(arm, attempt).beginRemoval({
        worksheet: w,
        target: find(plan, 'networkInterface'),
        ours: oursIn(plan),
      });
    assert.equal((await problemIn(remove(1))).code, 'Locked');
    const problem = await problemIn(remove(10));
    assert.equal(problem.code, 'ResourceInUse');
    assert.match(problem.message, /^Deleting the network interface nic-contoso failed/);
    assert.equal(problem.resource, idOf('networkInterface'));
  });

  it('waits for an operation that is under way on what is to go', async () => {
    const plan = await planFor(removerOn(arm));
    const target = find(plan, 'gateway');
    const vpn = await arm.network.virtualNetworkGateways.get(group, target.name);
    arm.simulator.world.clock.set({ stopped: true });
    await arm.network.virtualNetworkGateways.beginCreateOrUpdate(group, target.name, {
      ...vpn,
      tags: { ...vpn.tags, a: 'b' },
    });
    const problem = await problemIn(
      removerOn(arm).beginRemoval({ worksheet: w, target, ours: oursIn(plan) }),
    );
    assert.equal(problem.code, 'Locked');
    assert.deepEqual(deletes(), []);
    arm.simulator.world.clock.set({ stopped: false });
  });

  it('leaves what lost its tag, in the plan and at the last moment', async () => {
    const { network } = arm;
    const plan = await planFor(removerOn(arm));
    const name = find(plan, 'localNetworkGateway').name;
    await network.localNetworkGateways.updateTags(group, name, { tags: { 'dirsync-deployment': 'other' } });
    const target = find(plan, 'localNetworkGateway');
    const begun = await removerOn(arm).beginRemoval({ worksheet: w, target, ours: oursIn(plan) });
    assert.equal(begun.result, 'left');
    assert.match(begun.reason!, /its tag dirsync-deployment says other/);
    await network.localNetworkGateways.updateTags(group, name, { tags: {} });
    assert.match(
      find(await planFor(removerOn(arm)), 'localNetworkGateway').reason!,
      /no longer carries the tag/,
    );
    await network.localNetworkGateways.updateTags(group, name, { tags: { 'dirsync-deployment': 'contoso' } });
    assert.deepEqual(deletes(), []);
  });

  it('leaves the network and the group for what others have in them, and names it', async () => {
    const { network } = arm;
    const { subnets } = await network.virtualNetworks.get(group, w.virtualNetwork.name);
    const subnet = subnets!.find(({ name }) => name === w.subnets.server.name)!;
    await network.networkInterfaces.beginCreateOrUpdateAndWait(group, 'nic-of-others', {
      location: w.azure.location,
      ipConfigurations: [{ name: 'one', subnet: { id: subnet.id } }],
    });
    const plan = await planFor(removerOn(arm));
    assert.deepEqual(
      plan.foreign.map(({ name, type }) => [name, type]),
      [['nic-of-others', 'Microsoft.Network/networkInterfaces']],
    );
    assert.match(find(plan, 'virtualNetwork').reason!, /used by .*nic-of-others.* in the subnet/);
    assert.match(find(plan, 'natGateway').reason!, /stays and needs it/);
    assert.equal(find(plan, 'gateway').fate, 'goes');
    assert.equal(find(plan, 'resourceGroup').fate, 'stays');
    await network.networkInterfaces.beginDeleteAndWait(group, 'nic-of-others', {
      updateIntervalInMs: 50,
    });
  });

  it('leaves what a management lock holds, in the plan and when Azure refuses', async () => {
    const gateway = find(await planFor(removerOn(arm)), 'gateway');
    await people.put(gateway.id, 'locks', 'keep', { level: 'CanNotDelete' });
    const plan = await planFor(removerOn(arm));
    assert.match(
      find(plan, 'gateway').reason!,
      /^the management lock keep \(CanNotDelete\) at .*vgw-contoso forbids it/,
    );
    assert.match(find(plan, 'resourceGroup').reason!, /lock keep/);
    assert.equal(find(plan, 'localNetworkGateway').fate, 'goes');
    const begun = removerOn(arm).beginRemoval({
      worksheet: w,
      target: gateway,
      ours: [...oursIn(plan), gateway.id],
    });
    assert.equal((await problemIn(begun)).code, 'ResourceLocked');
    await people.remove(gateway.id, 'locks', 'keep');
  });

  it('plans without the right to read locks, and says so; without another one its check fails', async () => {
    await give('Microsoft.Authorization/locks/read');
    const blind = await planFor(removerOn(arm));
    assert.match(blind.checks.find(({ id }) => id === 'locks')!.finding, /may not read them at/);
    assert.equal(find(blind, 'gateway').fate, 'goes');
    for (const action of [
      'Microsoft.Network/natGateways/delete',
      'Microsoft.Resources/subscriptions/operationresults/read',
    ]) {
      await give(action);
      const { checks } = await planFor(removerOn(arm));
      const rights = checks.find(({ id }) => id === 'rights')!;
      assert.equal(rights.result, 'failed', action);
      assert.ok(
        rights.finding.includes(action) && rights.remedy!.includes('azure-role-teardown.json'),
        rights.finding,
      );
    }
    await give();
  });

  it('parks with the missing action where a right is taken away, and needs no other than those of both roles', async () => {
    const plan = await planFor(removerOn(arm));
    const action = 'Microsoft.Network/virtualNetworkGateways/delete';
    await give(action);
    const begun = removerOn(arm).beginRemoval({
      worksheet: w,
      target: find(plan, 'gateway'),
      ours: oursIn(plan),
    });
    const problem = await problemIn(begun);
    assert.deepEqual([problem.code, problem.message.includes(action)], ['AuthorizationFailed', true]);
    await give('Microsoft.Resources/subscriptions/resourceGroups/resources/read');
    assert.match((await problemIn(planFor(removerOn(arm)))).message, /resourceGroups\/resources\/read/);
    await give();
  });

  it('goes on in another worker, with the handle and without, by one DELETE', async () => {
    const plan = await planFor(removerOn(arm));
    const target = find(plan, 'connection');
    const before = deletes().length;
    arm.simulator.world.clock.set({ stopped: true });
    const first = await removerOn(arm).beginRemoval({ worksheet: w, target, ours: oursIn(plan) });
    assert.equal(first.result, 'removing');
    const lost = await removerOn(arm).beginRemoval({ worksheet: w, target, ours: oursIn(plan) });
    assert.deepEqual(lost, { result: 'removing', poller: '' });
    arm.simulator.world.clock.set({ stopped: false });
    await removerOn(arm).awaitRemoval({ worksheet: w, target, poller: first.poller });
    await removerOn(arm).awaitRemoval({ worksheet: w, target, poller: lost.poller });
    assert.equal(deletes().length, before + 1);
  });

  it('plans everything in an order that Azure accepts, and removes it with one DELETE each', async () => {
    const remover = removerOn(arm);
    const plan = await planFor(remover);
    assert.deepEqual(
      plan.removals.map(({ kind, fate }) => `${kind} ${fate}`),
      [
        'virtualMachine goes',
        'disk goes',
        'networkInterface goes',
        'connection absent',
        'gateway goes',
        'gatewayAddress goes',
        'localNetworkGateway goes',
        'virtualNetwork goes',
        'natGateway goes',
        'natAddress goes',
        'networkSecurityGroup goes',
        'resourceGroup goes',
      ],
    );
    assert.deepEqual(plan.foreign, []);
    assert.deepEqual(
      plan.checks.map(({ id, result }) => [id, result]),
      [['rights', 'passed']],
    );
    assert.match(plan.tenant.join(), /not on/);
    const results = await removeAll(remover, plan);
    assert.equal(results.disk, 'absent', 'Azure deletes the disk with the server');
    assert.deepEqual(Object.keys(armState(arm.simulator.world).resources), []);
    const urls = deletes()
      .map(({ url }) => url)
      .filter((url) => !url.includes('nic-of-others'));
    assert.equal(new Set(urls).size, urls.length);

    const again = await planFor(remover);
    assert.ok(again.removals.every(({ fate }) => fate === 'absent'));
    assert.equal(
      (await remover.beginRemoval({ worksheet: w, target: find(plan, 'gateway'), ours: [] })).result,
      'absent',
    );
  });
});
