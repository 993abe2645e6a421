import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { registry } from '../../../activities/azure/registry';
import { startSimulator } from '../../../client/dev/processes';
import type { Simulator } from '../../../simulator';
import { make, workerOn, worksheetIn } from '../../activities/azure/rig';
import { optionsIn } from '../../simulator/core.support';
import { openExample } from '../simulated';

/** Run by guard.test.ts in a mocha of its own: each of these is well but for the guard. */
describe('tampered', () => {
  const { natAddress } = registry;
  const { spec } = natAddress;
  before(() => {
    natAddress.spec = {
      ...spec,
      body: (w, facts) =>
        Object.assign(spec.body(w, facts), { sku: { name: 'Standard', tier: 'Planetary' } }),
    };
  });

  it('a request', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'dirsync-tampered-'));
    const options = join(directory, 'options.json');
    writeFileSync(options, JSON.stringify(optionsIn(join(directory, 'simulator'), 6000)), { mode: 0o600 });
    const simulator = await startSimulator(options, join(directory, 'simulator.log'));
    // It is refused as well; the guard does not depend on that.
    await assert.rejects(makeAddress(simulator));
    await simulator.stop();
    rmSync(directory, { recursive: true });
  });

  it('an answer', async () => {
    const app = Fastify();
    app.get('/subscriptions/*', async () => ({ id: '/x', name: 'x', type: 'y', colour: 'blue' }));
    await app.inject('/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v');
    await app.close();
  });

  it('nothing, in a simulator of this process', async () => {
    natAddress.spec = spec;
    const { simulator, stop } = await openExample();
    await makeAddress(simulator);
    await stop();
  });
});

async function makeAddress(simulator: Pick<Simulator, 'endpoints'>): Promise<void> {
  const worker = workerOn({ simulator });
  await make(worker, worksheetIn(), 'resourceGroup');
  await make(worker, worksheetIn(), 'natAddress');
}
