import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { Agent, fetch } from 'undici';
import { createAzureActivities } from '../../../activities/azure/activities';
import type { OutsideSettings } from '../../../activities/environment';
import { createSecretResolver } from '../../../activities/secrets';
import type { ResourceKind } from '../../../roadmap/resources';
import { startSimulator, type Simulator } from '../../../simulator';
import type { Worksheet } from '../../../worksheet/schema';
import { application } from '../../simulator/core.support';
import { settingsFor, skusOfExample, withoutRetryAfter } from '../../support/simulated';
import { contoso } from '../../support/worksheet';

const joinPassword = 'Join!Password1';

export interface Enterprise {
  simulator: Simulator;
  settings: OutsideSettings;
  worksheet: Worksheet;
  /** What people at the site do. */
  staff: (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => Promise<void>;
  /** Runs an activity as a worker would. */
  run: <Output>(activity: () => Promise<Output>) => Promise<Output>;
  make: (...kinds: ResourceKind[]) => Promise<void>;
  stop: () => Promise<void>;
}

/** The example's site, reached over a link that exists already, so that no gateway is needed. */
export async function openEnterprise(people = 30): Promise<Enterprise> {
  const worksheet = contoso((input) => {
    input.connection = { kind: 'existing' };
    input.licensing.expectedUsers = 1;
  });
  const directory = mkdtempSync(join(tmpdir(), 'dirsync-enterprise-'));
  const simulator = await startSimulator({
    directory,
    speed: 6000,
    subscriptionId: worksheet.azure.subscriptionId,
    tenant: {
      id: worksheet.azure.tenantId,
      domains: ['contoso.onmicrosoft.com', 'contoso.com'],
      skus: skusOfExample(100),
    },
    applications: [application],
    site: {
      domain: worksheet.domain.name,
      netbiosName: 'CORP',
      upnSuffix: 'contoso.com',
      domainControllers: worksheet.dns.servers,
      prefixes: worksheet.localNetwork.prefixes,
      vpnDevice: { publicAddress: '131.107.2.20' },
      joinAccount: { name: worksheet.domain.joinAccount, password: joinPassword },
      people,
      proxy: { address: worksheet.proxy!.address },
    },
  });
  withoutRetryAfter(simulator);
  const settings = settingsFor(simulator, {
    pollIntervalMs: 20,
    env: { DIRSYNC_ADMIN_PASSWORD: 'Correct-Horse-7-Battery', DIRSYNC_JOIN_PASSWORD: joinPassword },
  });
  const agent = new Agent({ connect: { ca: settings.overrides.ca } });
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  const run: Enterprise['run'] = (activity) => environment.run(activity);
  const azure = createAzureActivities({ settings, resolveSecret: createSecretResolver({ settings }) });

  return {
    simulator,
    settings,
    worksheet,
    run,
    async staff(method, path, body) {
      const response = await fetch(`${simulator.endpoints.site}${path}`, {
        method,
        dispatcher: agent,
        ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    },
    async make(...kinds) {
      await run(() => azure.ensureProviders({ worksheet }));
      for (const kind of kinds) {
        const { operation } = await run(() => azure.beginResource({ worksheet, kind }));
        if (operation) await run(() => azure.awaitOperation({ worksheet, operation }));
      }
    },
    async stop() {
      await simulator.stop();
      await agent.close();
      rmSync(directory, { recursive: true });
    },
  };
}
