import { strict as assert } from 'node:assert';
import { azureClients } from '../../../activities/azure/clients';
import { fetchVpnDeviceScript } from '../../../activities/azure/vpnScript';
import type { OutsideSettings } from '../../../activities/environment';
import { makePlan } from '../../../activities/preflight/makePlan';
import { planBlocked } from '../../../roadmap/plan';
import { setSwitches } from '../../../simulator/arm/switches';
import { readJournal, type Simulator } from '../../../simulator';
import { makeAll, secrets, workerOn, worksheetIn } from '../azure/rig';
import { application } from '../../simulator/core.support';
import { ownerOf } from '../../support/access';
import { openExample } from '../../support/simulated';

const w = worksheetIn();

describe('the plan, from the simulated enterprise', () => {
  let directory: string;
  let simulator: Simulator;
  let settings: OutsideSettings;

  let stop: () => Promise<void>;

  before(async () => {
    ({ directory, simulator, settings, stop } = await openExample());
  });
  after(() => stop());

  const plan = () =>
    makePlan({
      worksheet: w,
      clients: azureClients(w, settings),
      settings,
      resolveSecret: async (reference) => secrets[reference]!,
    });
  const checkOf = async (id: string) => (await plan()).checks.find((one) => one.id === id);

  it('creates everything in an empty subscription, reads only, and knows how long it takes', async () => {
    const made = await plan();
    assert.deepEqual([...new Set(made.resources.map((one) => one.action))], ['create']);
    assert.deepEqual(
      made.checks.filter((one) => one.result === 'failed'),
      [],
    );
    assert.equal(planBlocked(made), false);
    assert.ok(made.usualMinutes > 55);
    const writes = readJournal(directory, { service: 'arm' }).filter((one) => one.method !== 'GET');
    assert.deepEqual(writes, []);
    assert.doesNotMatch(JSON.stringify(made), new RegExp(Object.values(secrets).join('|')));
  });

  it('says what is missing: rights, cores, size', async () => {
    const { world } = simulator;
    const people = ownerOf(simulator);
    await people.giveOnly(application.clientId, ['*/read']);
    assert.equal((await checkOf('rights'))?.result, 'failed');
    await people.giveOnly(application.clientId, ['*']);
    await people.close();
    setSwitches(world, { quotas: { cores: 1 } });
    assert.equal((await checkOf('core-quota'))?.result, 'failed');
    setSwitches(world, { quotas: {}, restrictedSizes: ['Standard_D2s_v5'] });
    assert.equal((await checkOf('size'))?.result, 'failed');
    setSwitches(world, { restrictedSizes: [] });
    assert.equal((await checkOf('size'))?.result, 'passed');
  });

  it('leaves alone what stands, and shows drift and strangers', async () => {
    const worker = workerOn({ simulator });
    await worker.ensureProviders({ worksheet: w });
    await makeAll(worker, w, ['resourceGroup', 'networkSecurityGroup', 'natAddress']);
    const { network } = azureClients(w, settings);
    await network.publicIPAddresses.beginCreateOrUpdateAndWait(w.azure.resourceGroup, 'pip-vgw-contoso', {
      location: 'westeurope',
      sku: { name: 'Standard' },
      publicIPAllocationMethod: 'Static',
    });
    const other = worksheetIn((input) => (input.localNetwork.rdpSources = ['10.10.3.0/24']));
    const made = await makePlan({
      worksheet: other,
      clients: azureClients(other, settings),
      settings,
      resolveSecret: async (reference) => secrets[reference]!,
    });
    const of = (kind: string) => made.resources.find((one) => one.kind === kind);
    assert.equal(of('resourceGroup')?.action, 'unchanged');
    assert.equal(of('natAddress')?.action, 'unchanged');
    assert.equal(of('networkSecurityGroup')?.action, 'change');
    assert.match(
      of('networkSecurityGroup')?.details.join() ?? '',
      /sourceAddressPrefixes: .* → 10\.10\.3\.0\/24/,
    );
    assert.equal(of('gatewayAddress')?.action, 'blocked');
    assert.match(of('gatewayAddress')?.details.join() ?? '', /not of this deployment/);
    assert.equal(planBlocked(made), true);
    await network.publicIPAddresses.beginDeleteAndWait(w.azure.resourceGroup, 'pip-vgw-contoso');
  });

  it('fetches the device script, with a hint where the device is misspelt', async () => {
    const worker = workerOn({ simulator });
    await makeAll(worker, w, [
      'natGateway',
      'virtualNetwork',
      'gatewayAddress',
      'gateway',
      'localNetworkGateway',
      'connection',
    ]);
    const clients = azureClients(w, settings);
    const listed = worksheetIn((input) =>
      Object.assign(input.connection, {
        device: { vendor: 'Cisco', family: 'ISR', firmware: 'IOS 15.x (Preview)' },
      }),
    );
    const script = await fetchVpnDeviceScript(listed, clients);
    assert.ok(script.includes(secrets['env:DIRSYNC_VPN_SHARED_KEY']!));
    const misspelt = worksheetIn((input) =>
      Object.assign(input.connection, { device: { vendor: 'Cisko', family: 'ISR', firmware: 'x' } }),
    );
    await assert.rejects(fetchVpnDeviceScript(misspelt, clients), /Did you mean "Cisco/);
  });
});
