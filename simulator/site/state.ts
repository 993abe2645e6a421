import type { World } from '../world';
import { buildDirectory, type Directory } from './directory';

/** What the on-premises side is, besides what the options say for good. `since` are milliseconds since the epoch. */
export interface SiteState {
  vpnDevice: {
    peer?: string;
    /** Only a digest is kept: keys are compared, never shown. */ keyDigest?: string;
    since: number;
  };
  firewall: { open: boolean; since: number };
  expressRoute: { provisioned: boolean; since: number };
  routes: { prefix: string; since: number }[];
  /** Virtual networks that reach the site in some way that is not simulated, e.g. an existing hub. */
  links: string[];
  /** First sight of each Azure end as it is now; a changed end has to negotiate anew. */
  ends: Record<string, { digest: string; since: number }>;
  dns: {
    /** By address. */
    silent: string[];
    /** A records by fully qualified name; `owner` is the computer that registered it by dynamic update. */
    records: Record<string, { address: string; owner?: string }>;
    /** Dynamic updates that joined machines have yet to send. */
    registrations: { machineId: string; due: number }[];
  };
  directory: Directory;
  /** What the simulated download sites offer, by URL. */
  installers: Record<string, { sha256: string; version: string }>;
}

/** The file that the demo's worksheet names; docs/simulator.md shows both values. */
export const defaultInstaller = {
  url: 'https://downloads.contoso.example/AzureADConnect.msi',
  version: '2.6.92.0',
  sha256: '5d1f0c7a9b3e4826a1c5f7d90b2e6348c7a1f05e9d3b62847fa0c1e5d8b39627',
};

export function siteState(world: World): SiteState {
  world.state.site ??= {
    vpnDevice: { since: 0 },
    firewall: { open: false, since: 0 },
    expressRoute: { provisioned: false, since: 0 },
    routes: [],
    links: [],
    ends: {},
    dns: { silent: [], records: {}, registrations: [] },
    directory: buildDirectory(world.options.site),
    installers: {
      [defaultInstaller.url]: { sha256: defaultInstaller.sha256, version: defaultInstaller.version },
    },
  } satisfies SiteState;
  return world.state.site as SiteState;
}

/** Fully qualified name of a domain controller, which the options may give either way. */
export function controllerName(world: World, controller: { name: string }): string {
  const name = controller.name.toLowerCase();
  return name.includes('.') ? name : `${name}.${world.options.site.domain.toLowerCase()}`;
}
