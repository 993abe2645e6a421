import { readFileSync } from 'node:fs';
import { Agent, fetch } from 'undici';
import type { SimulatorEndpoints } from '../../simulator/world';

/** The people at the simulated site, through their own API. Nothing here is known to the product. */
export interface Staff {
  addRoute(prefix: string): Promise<void>;
  openFirewall(): Promise<void>;
  configureVpnDevice(device: { peer: string; sharedKey: string }): Promise<void>;
  runEntraConnectWizard(server: string): Promise<void>;
  close(): Promise<void>;
}

export function siteStaff(endpoints: SimulatorEndpoints): Staff {
  const dispatcher = new Agent({ connect: { ca: readFileSync(endpoints.caFile, 'utf8') } });
  const call = async (method: 'PUT' | 'POST', path: string, body: object): Promise<void> => {
    const response = await fetch(`${endpoints.site}${path}`, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
      dispatcher,
    });
    if (!response.ok)
      throw new Error(`The site refused ${method} ${path}: ${response.status} ${await response.text()}`);
    await response.body?.cancel();
  };
  return {
    addRoute: (prefix) => call('PUT', '/site/routes', { prefix }),
    openFirewall: () => call('PUT', '/site/firewall', { open: true }),
    configureVpnDevice: (device) => call('PUT', '/site/vpn-device', device),
    runEntraConnectWizard: (server) => call('POST', '/site/entra-connect-wizard', { server }),
    close: () => dispatcher.close(),
  };
}
