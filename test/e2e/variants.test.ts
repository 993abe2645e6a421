import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Activities, Subject } from '../../activities/api';
import { neededRights } from '../../activities/preflight/actions';
import { makePlan } from '../../activities/preflight/makePlan';
import { matches } from '../../activities/preflight/rights';
import { sendable } from '../../activities/azure/differences';
import { createSecretResolver } from '../../activities/secrets';
import { createDirsyncClient, type DirsyncClient } from '../../client';
import type { DeploymentResult } from '../../roadmap/messages';
import type { Progress } from '../../roadmap/progress';
import { resourceName } from '../../roadmap/resources';
import { covers } from '../../simulator/arm/authorization/evaluate';
import type { DevServer } from '../../temporal/devServer';
import { startDevServer } from '../../temporal/devServer';
import { workflowCode } from '../../worker/bundle';
import { mockActivities } from '../support/activities';
import { quieten } from '../support/timeSkipping';
import { statusOf } from './scene';
import type { Place, Variant } from './variants';
import { isDone, openPlace } from './variants';

/** The network team's network, as it was before dirsync came. */
async function makeHub({ azure, worksheet }: Place): Promise<void> {
  const { name, addressSpace, resourceGroup = '' } = worksheet.virtualNetwork;
  const { location } = worksheet.azure;
  await azure.resources.resourceGroups.createOrUpdate(resourceGroup, { location });
  await azure.network.virtualNetworks.beginCreateOrUpdateAndWait(
    resourceGroup,
    name,
    {
      location,
      tags: { owner: 'network team' },
      addressSpace: { addressPrefixes: [addressSpace] },
      subnets: [{ name: 'snet-controllers', addressPrefix: '10.80.4.0/24' }],
    },
    { updateIntervalInMs: 50 },
  );
}

const variants: Record<string, Variant> = {
  'fabrikam-er': {
    example: 'expressroute',
    async prepare({ staff, worksheet: { connection } }) {
      if (connection.kind !== 'expressRoute') throw new Error('this example has a circuit');
      const circuit = { id: connection.circuitId, location: 'swedencentral' };
      await staff('PUT', '/arm-switches', { circuit });
      await staff('PUT', '/site/expressroute', { provisioned: true });
    },
  },
  wingtip: {
    example: 'existing-network',
    async prepare(place) {
      await makeHub(place);
      await place.staff('PUT', '/site/links', { prefix: place.worksheet.virtualNetwork.addressSpace });
    },
  },
  // Its own gateway in a network that exists, and domain controllers in Azure.
  'wingtip-vpn': {
    example: 'existing-network',
    change(input) {
      input.deployment = 'wingtip-vpn';
      input.connection = {
        kind: 'vpn',
        deviceAddress: '131.107.2.20',
        sharedKey: 'env:DIRSYNC_VPN_SHARED_KEY',
      };
    },
    prepare: makeHub,
  },
  'no-proxy': {
    example: 'contoso',
    change(input) {
      input.deployment = 'no-proxy';
      delete input.proxy;
      delete input.gates!.proxy;
    },
    beforeDevice: isDone('installer'),
  },
};

interface Run {
  place: Place;
  result: DeploymentResult;
  progress: Progress;
}

/** All of them at once, each in an enterprise of its own; one Temporal server and one worker serve them. */
describe('variants of the roadmap, end to end', function () {
  this.timeout(120_000);
  const stops: (() => Promise<unknown>)[] = [];
  const places = new Map<string, Place>();
  let dirsync: DirsyncClient;
  let server: DevServer;

  before(async () => {
    quieten();
    const opened = Promise.all(
      Object.entries(variants).map(async ([name, variant]) => {
        const place = await openPlace(variant);
        stops.push(() => place.close());
        places.set(name, place);
      }),
    );
    server = await startDevServer();
    stops.push(() => server.stop());
    const connection = await Connection.connect({ address: server.address });
    stops.push(() => connection.close());
    dirsync = createDirsyncClient({ client: new Client({ connection }), taskQueue: 'variants' });
    const workerConnection = await NativeConnection.connect({ address: server.address });
    stops.push(() => workerConnection.close());
    const worker = await Worker.create({
      connection: workerConnection,
      taskQueue: 'variants',
      ...workflowCode(false),
      activities: dispatching(places),
    });
    const running = worker.run();
    stops.push(() => (worker.shutdown(), running));
    await opened;
  });
  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const first = new Map<string, Run>();
  const again = new Map<string, Run>();
  let secondStart = '';
  const deployAll = (into: Map<string, Run>) =>
    Promise.all(
      [...places].map(async ([name, place]) => into.set(name, { place, ...(await place.deploy(dirsync)) })),
    );
  const notNeeded = ({ progress }: Run) =>
    progress.steps.filter((step) => step.status === 'notNeeded').map((step) => step.id);

  it('takes each of them to its end', async () => {
    await deployAll(first);
    for (const [name, { result, progress }] of first) {
      assert.equal(result.outcome, 'succeeded', name);
      const open = progress.steps.filter(({ status }) => !['done', 'notNeeded'].includes(status));
      assert.deepEqual(open, [], name);
      assert.ok(result.users.synchronised >= 30, name);
    }
  });

  it('needs the rights that its plan checks, and no others', () => {
    for (const [name, { place, progress }] of first) {
      const needed = neededRights(place.worksheet);
      const used = place.journal(progress.startedAt).flatMap(({ rights = [] }) => rights);
      const beyond = used.filter(
        ({ action, scope }) =>
          !needed.some((one) => covers(one.scope, scope) && one.actions.some((two) => matches(two, action))),
      );
      assert.deepEqual(beyond, [], name);
    }
  });

  it('connects over ExpressRoute without route, device and local network gateway', async () => {
    const run = first.get('fabrikam-er')!;
    assert.deepEqual(notNeeded(run), [
      'on-premises-route',
      'local-network-gateway',
      'vpn-device',
      'proxy-approval',
      'proxy',
      'domain-join-approval',
    ]);
    assert.equal(evidenceOf(run, 'connection').connectionType, 'ExpressRoute');
    assert.equal(evidenceOf(run, 'tunnel').connectionStatus, 'Connected');
    assert.equal(run.result.users.licensed + run.result.users.failed.length, run.result.users.synchronised);
  });

  it('adds a server subnet to an existing network and leaves the rest of it as it was', async () => {
    const run = first.get('wingtip')!;
    for (const step of ['gateway-address', 'gateway', 'connection', 'tunnel', 'licences'] as const) {
      assert.equal(statusOf(run.progress, step), 'notNeeded', step);
    }
    const { azure, worksheet } = run.place;
    const { resourceGroup = '', name } = worksheet.virtualNetwork;
    const hub = await azure.network.virtualNetworks.get(resourceGroup, name);
    assert.deepEqual(hub.tags, { owner: 'network team' });
    assert.deepEqual(hub.subnets?.map((subnet) => subnet.name).sort(), ['snet-controllers', 'snet-dirsync']);
    const puts = run.place.journal().filter(({ method, url }) => method === 'PUT' && /vnet-hub/.test(url));
    assert.equal(
      puts.filter(({ url }) => !/\/subnets\//.test(url)).length,
      1,
      'only the network team wrote it',
    );
  });

  it('builds its own gateway in an existing network, with domain controllers in Azure', async () => {
    const run = first.get('wingtip-vpn')!;
    assert.equal(evidenceOf(run, 'tunnel').connectionStatus, 'Connected');
    const { azure, worksheet } = run.place;
    const { resourceGroup = '', name } = worksheet.virtualNetwork;
    const hub = await azure.network.virtualNetworks.get(resourceGroup, name);
    const gateway = hub.subnets?.find((subnet) => subnet.name === 'GatewaySubnet');
    assert.equal(gateway?.networkSecurityGroup, undefined);
  });

  it('prepares the server beside the gateway where no proxy is needed', async () => {
    const { progress } = first.get('no-proxy')!;
    const finished = (step: string) => progress.steps.find(({ id }) => id === step)!.finishedAt!;
    assert.ok(finished('installer') < finished('tunnel'));
    // The report is the ledger of what this deployment has made.
    assert.deepEqual(evidenceOf(first.get('no-proxy')!, 'nat-gateway').resources, [
      'pip-nat-no-proxy: created',
      'ng-no-proxy: created',
    ]);
  });

  it('deploys all of them again: every resource unchanged, no write but the proofs on the server', async () => {
    secondStart = new Date().toISOString();
    await deployAll(again);
    for (const [name, { result, progress, place }] of again) {
      assert.equal(result.outcome, 'succeeded', name);
      assert.ok(progress.startedAt > secondStart, 'the second run');
      const writes = place.journal(secondStart).filter(({ method }) => method !== 'GET');
      const scripts = writes.filter(({ url }) => /\/runCommands\/[^/]+$/i.test(url.split('?')[0]!));
      assert.deepEqual(
        writes.filter((write) => !scripts.includes(write)).map(({ method, url }) => `${method} ${url}`),
        [],
        name,
      );
      // What was true in the first run proves nothing now, so each script has run again.
      const expected = progress.steps.filter(({ id, status }) => isScript(id) && status === 'done').length;
      assert.ok(scripts.filter(({ method }) => method === 'PUT').length >= expected, name);
      const changed = progress.plan!.resources.filter(({ action }) => action !== 'unchanged');
      assert.deepEqual(changed, [], name);
    }
  });

  it('shows in the plan what a person changed by hand', async () => {
    const { azure, worksheet, settings } = places.get('no-proxy')!;
    const group = worksheet.azure.resourceGroup;
    const name = resourceName('networkSecurityGroup', worksheet);
    const present = await azure.network.networkSecurityGroups.get(group, name);
    const [rule] = present.securityRules!;
    const open = { ...rule, sourceAddressPrefix: '*', sourceAddressPrefixes: [] };
    await azure.network.networkSecurityGroups.beginCreateOrUpdateAndWait(
      group,
      name,
      sendable({ ...present, securityRules: [open] }),
      { updateIntervalInMs: 50 },
    );
    const resolveSecret = createSecretResolver({ settings });
    const plan = await makePlan({ worksheet, clients: azure, settings, resolveSecret });
    const drifted = plan.resources.filter(({ action }) => action !== 'unchanged');
    assert.deepEqual(
      drifted.map(({ kind, action }) => [kind, action]),
      [['networkSecurityGroup', 'change']],
    );
    assert.match(drifted[0]!.details.join(), /sourceAddressPrefixes.*10\.10\.0\.0\/16/);
  });
});

const isScript = (id: string) =>
  ['proxy', 'membership', 'prerequisites', 'installer', 'sync-proof'].includes(id);

const evidenceOf = ({ progress }: Run, id: string) => progress.steps.find((step) => step.id === id)!.evidence;

/** Each deployment's activities, by the worksheet that they are called with. */
function dispatching(places: Map<string, Place>): Activities {
  const names = Object.keys(mockActivities().activities) as (keyof Activities)[];
  const call = (name: keyof Activities) => (input: Subject) => {
    const { activities } = places.get(input.worksheet.deployment)!;
    return (activities as unknown as Record<string, (input: Subject) => Promise<unknown>>)[name]!(input);
  };
  return Object.fromEntries(names.map((name) => [name, call(name)])) as unknown as Activities;
}
