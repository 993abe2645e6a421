import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutsideSettings } from '../../activities/environment';
import { startSimulator, type Simulator } from '../../simulator';
import { application, optionsIn } from '../simulator/core.support';

/** The products that the example's rules name, as Microsoft lists them for licensing. */
export const skusOfExample = (enabled: number) => [
  { skuPartNumber: 'SPE_E3', skuId: '05e9a617-0261-4cee-bb44-138d3ef5d965', enabled },
  { skuPartNumber: 'SPE_F1', skuId: '66b55226-6b4f-492c-910c-a3b7a3c9d993', enabled },
];

/** What a worker's environment says of a simulator: its addresses, its authority and the application's credential. */
export function settingsFor(
  { endpoints }: Pick<Simulator, 'endpoints'>,
  more: { env?: NodeJS.ProcessEnv; pollIntervalMs?: number } = {},
): OutsideSettings {
  const { authority, arm, graph, dns, caFile } = endpoints;
  return {
    overrides: { authorityHost: authority, arm, graph, dns, ca: readFileSync(caFile, 'utf8') },
    credential: 'clientSecret',
    pollIntervalMs: more.pollIntervalMs,
    env: {
      AZURE_CLIENT_ID: application.clientId,
      AZURE_CLIENT_SECRET: application.clientSecret,
      ...more.env,
    },
  };
}

/** The clients wait whole seconds by Retry-After, which is too long for what is not about it. */
export function withoutRetryAfter({ world }: Simulator): void {
  world.clock.retryAfter = () => 0;
}

/** A simulated enterprise that fits the example's worksheet, in a folder of its own that goes with it. */
export async function openExample(): Promise<{
  simulator: Simulator;
  directory: string;
  settings: OutsideSettings;
  stop: () => Promise<void>;
}> {
  const directory = mkdtempSync(join(tmpdir(), 'dirsync-example-'));
  const options = optionsIn(directory, 6000);
  options.site.domainControllers.push({ name: 'dc2', address: '10.10.0.5' });
  options.tenant.skus = skusOfExample(300);
  const simulator = await startSimulator(options);
  withoutRetryAfter(simulator);
  return {
    simulator,
    directory,
    settings: settingsFor(simulator),
    async stop() {
      await simulator.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
