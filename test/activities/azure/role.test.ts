import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { azureClients } from '../../../activities/azure/clients';
import { createGuestActivities } from '../../../activities/guest';
import { addressChecks } from '../../../activities/preflight/addresses';
import { capacityChecks } from '../../../activities/preflight/capacity';
import { providerChecks } from '../../../activities/preflight/providers';
import { rightsChecks } from '../../../activities/preflight/rights';
import * as role from '../../../deploy/azure-role.json';
import type { AzureActivities } from '../../../activities/api';
import { problemOf } from '../../../activities/failures';
import type { PreflightCheck } from '../../../roadmap/plan';
import type { ResourceKind } from '../../../roadmap/resources';
import { setSwitches } from '../../../simulator/arm/switches';
import type { Worksheet } from '../../../worksheet/schema';
import { application, bench, fakeSite, subscriptionId, type Bench } from '../../simulator/core.support';
import { ownerOf, type Owner } from '../../support/access';
import { settingsFor, withoutRetryAfter } from '../../support/simulated';
import { make, workerOn, worksheetIn } from './rig';

const quiet = new DefaultLogger('ERROR');
const joined = { joined: true } as const;
const badPassword = {
  joined: false,
  code: 1326,
  message: 'The user name or password is incorrect.',
} as const;

/**
 * The whole roadmap in its order, with no role but that of deploy/azure-role.json. Before each part, every action that
 * is told beside it is taken away in turn: the part then fails and names the action. With the role whole again it goes on.
 */
describe('the role of deploy/azure-role.json', () => {
  const w = worksheetIn();
  let b: Bench;
  let people: Owner;
  let worker: AzureActivities;
  const proxy = { proxy: w.proxy!.address, bypass: [], machineConfig: true, winHttp: true, changed: true };
  const site = fakeSite({
    runScript: () => ({ exitCode: 0, output: JSON.stringify(proxy), error: '', minutes: 1 }),
  });
  const proven = new Set<string>();

  before(async () => {
    b = await bench({ site, speed: 6000 });
    withoutRetryAfter(b.simulator);
    people = ownerOf(b.simulator);
    worker = workerOn(b);
  });
  after(async () => {
    await people.close();
    await b.close();
  });

  const give = (actions: string[]) => people.giveOnly(application.clientId, actions);
  /** What the product says when a part fails, or of a check that did not pass. */
  async function said(part: () => Promise<unknown>): Promise<string> {
    try {
      const result = await part();
      const checks = (Array.isArray(result) ? result : []) as PreflightCheck[];
      return checks
        .filter((one) => one.result !== 'passed')
        .map((one) => `${one.finding} ${one.remedy}`)
        .join(' ');
    } catch (error) {
      const found = problemOf(error);
      if (!found) throw error;
      assert.ok(['AuthorizationFailed', 'ProviderNotRegistered'].includes(found.code), found.code);
      return `${found.message} ${found.remedy}`;
    }
  }
  async function needs(actions: string[], part: () => Promise<unknown>): Promise<void> {
    for (const action of actions) {
      assert.ok(role.Actions.includes(action), `${action} is in the role`);
      await give(role.Actions.filter((one) => one !== action));
      assert.match(await said(part), new RegExp(`${action.replaceAll('.', '\\.')}\\b`), action);
      proven.add(action);
    }
    await give(role.Actions);
    assert.equal(await said(part), '');
  }
  const makes = (worksheet: Worksheet, kind: ResourceKind) => () => make(worker, worksheet, kind);
  const clients = () => azureClients(w, settingsFor(b.simulator));

  it('is needed for each check of the plan', async () => {
    await needs(['Microsoft.Resources/subscriptions/providers/read'], () => providerChecks(clients(), w));
    await needs(['Microsoft.Authorization/permissions/read'], () => rightsChecks(clients(), w));
    await needs(
      [
        'Microsoft.Compute/skus/read',
        'Microsoft.Compute/locations/usages/read',
        'Microsoft.Network/locations/usages/read',
      ],
      () => capacityChecks(clients(), w, []),
    );
    await needs(['Microsoft.Network/virtualNetworks/read'], () => addressChecks(clients(), w));
  });

  it('is needed to register providers', async () => {
    const { world } = b.simulator;
    setSwitches(world, { providers: { 'Microsoft.Network': false, 'Microsoft.Compute': true } });
    await needs(['Microsoft.Network/register/action'], () => worker.ensureProviders({ worksheet: w }));
    setSwitches(world, { providers: { 'Microsoft.Compute': false } });
    await needs(['Microsoft.Compute/register/action'], () => worker.ensureProviders({ worksheet: w }));
  });

  /** In the order of the roadmap; each action where it is needed first. */
  const parts: [ResourceKind, ...string[]][] = [
    [
      'resourceGroup',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Resources/subscriptions/resourceGroups/write',
    ],
    [
      'networkSecurityGroup',
      'Microsoft.Network/networkSecurityGroups/read',
      'Microsoft.Network/networkSecurityGroups/write',
      'Microsoft.Network/locations/operations/read',
    ],
    ['natAddress', 'Microsoft.Network/publicIPAddresses/read', 'Microsoft.Network/publicIPAddresses/write'],
    [
      'natGateway',
      'Microsoft.Network/natGateways/read',
      'Microsoft.Network/natGateways/write',
      'Microsoft.Network/publicIPAddresses/join/action',
    ],
    [
      'virtualNetwork',
      'Microsoft.Network/virtualNetworks/read',
      'Microsoft.Network/virtualNetworks/write',
      'Microsoft.Network/networkSecurityGroups/join/action',
      'Microsoft.Network/natGateways/join/action',
    ],
    ['gatewayAddress'],
    [
      'gateway',
      'Microsoft.Network/virtualNetworkGateways/read',
      'Microsoft.Network/virtualNetworkGateways/write',
      'Microsoft.Network/virtualNetworks/subnets/join/action',
      'Microsoft.Network/publicIPAddresses/join/action',
    ],
    [
      'localNetworkGateway',
      'Microsoft.Network/localNetworkGateways/read',
      'Microsoft.Network/localNetworkGateways/write',
    ],
    ['connection', 'Microsoft.Network/connections/read', 'Microsoft.Network/connections/write'],
    [
      'networkInterface',
      'Microsoft.Network/networkInterfaces/read',
      'Microsoft.Network/networkInterfaces/write',
      'Microsoft.Network/virtualNetworks/subnets/join/action',
    ],
    [
      'virtualMachine',
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Compute/virtualMachines/write',
      'Microsoft.Compute/disks/write',
      'Microsoft.Network/networkInterfaces/join/action',
      'Microsoft.Compute/locations/operations/read',
    ],
  ];
  for (const [kind, ...actions] of parts) {
    it(`is needed to make: ${kind}`, () => needs(actions, makes(w, kind)));
  }

  it('is needed to notice that a shared key was changed', () =>
    needs(
      ['Microsoft.Network/connections/sharedKey/read', 'Microsoft.Network/connections/sharedKey/action'],
      makes(w, 'connection'),
    ));

  it('is needed to join the domain, and to do it again', async () => {
    site.joinDomain = () => badPassword;
    await give(role.Actions);
    await assert.rejects(makes(w, 'domainJoin')());
    site.joinDomain = () => joined;
    await needs(
      [
        'Microsoft.Compute/virtualMachines/extensions/read',
        'Microsoft.Compute/virtualMachines/extensions/delete',
      ],
      makes(w, 'domainJoin'),
    );
  });

  it('is needed to join the domain for the first time', async () => {
    await b.compute.virtualMachineExtensions
      .delete(w.azure.resourceGroup, w.server.name, 'join-domain', { updateIntervalInMs: 20 })
      .pollUntilDone();
    await needs(['Microsoft.Compute/virtualMachines/extensions/write'], makes(w, 'domainJoin'));
  });

  it('is needed to run scripts on the server', async () => {
    const guest = createGuestActivities({ settings: settingsFor(b.simulator), pollIntervalMs: 20 });
    const runs = () =>
      new MockActivityEnvironment(undefined, { logger: quiet }).run(async () => {
        const handle = await guest.beginGuestScript({ worksheet: w, script: 'set-proxy', attempt: 1 });
        return guest.awaitGuestScript({ worksheet: w, handle });
      });
    await needs(
      [
        'Microsoft.Compute/virtualMachines/runCommands/read',
        'Microsoft.Compute/virtualMachines/runCommands/write',
        'Microsoft.Compute/virtualMachines/runCommands/delete',
      ],
      runs,
    );
  });

  it('is needed for subnets in a network that exists', async () => {
    const existing = worksheetIn((input) => {
      Object.assign(input.virtualNetwork, { existing: true, name: 'vnet-hub' });
    });
    await b.network.virtualNetworks.beginCreateOrUpdateAndWait(
      w.azure.resourceGroup,
      'vnet-hub',
      { location: w.azure.location, addressSpace: { addressPrefixes: [w.virtualNetwork.addressSpace] } },
      { updateIntervalInMs: 20 },
    );
    await needs(
      ['Microsoft.Network/virtualNetworks/subnets/read', 'Microsoft.Network/virtualNetworks/subnets/write'],
      makes(existing, 'serverSubnet'),
    );
  });

  it('is needed at the circuit, unless its owner gave a key', async () => {
    const circuitId = `/subscriptions/${subscriptionId}/resourceGroups/${w.azure.resourceGroup}/providers/Microsoft.Network/expressRouteCircuits/erc1`;
    setSwitches(b.simulator.world, { circuit: { id: circuitId, location: w.azure.location } });
    const over = (authorizationKey?: string) =>
      worksheetIn((input) => {
        input.deployment = 'over-er';
        input.connection = {
          kind: 'expressRoute',
          circuitId,
          ...(authorizationKey ? { authorizationKey } : {}),
        };
      });
    for (const kind of ['gatewayAddress', 'gateway'] as const) await makes(over(), kind)();
    await needs(['Microsoft.Network/expressRouteCircuits/join/action'], makes(over(), 'connection'));
  });

  it('has no action beyond these', () => {
    assert.deepEqual([...proven].sort(), role.Actions);
  });
});
