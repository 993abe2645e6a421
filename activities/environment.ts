import type { Worksheet } from '../worksheet/schema';

/** Where the services are. Everything has the cloud's own default; only tests, the demo and private clouds set these. */
export interface Endpoints {
  authorityHost: string;
  arm: string;
  /** Without the version segment. */
  graph: string;
  /** PEM of certificate authorities to trust besides the system's. */
  ca?: string;
  /** Table D address → host:port to ask instead. */
  dns: Record<string, string>;
}

export type Cloud = Worksheet['azure']['cloud'];

/** Endpoints of the clouds: Azure and Microsoft Graph documentation on national clouds. */
export const clouds: Record<Cloud, Pick<Endpoints, 'authorityHost' | 'arm' | 'graph'>> = {
  public: {
    authorityHost: 'https://login.microsoftonline.com',
    arm: 'https://management.azure.com',
    graph: 'https://graph.microsoft.com',
  },
  usgovernment: {
    authorityHost: 'https://login.microsoftonline.us',
    arm: 'https://management.usgovcloudapi.net',
    graph: 'https://graph.microsoft.us',
  },
  china: {
    authorityHost: 'https://login.chinacloudapi.cn',
    arm: 'https://management.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
  },
};

/** What the process environment says about the outside world; see README, "Configuration". */
export interface OutsideSettings {
  overrides: Partial<Endpoints>;
  /** Which credential of @azure/identity is used. */
  credential: 'default' | 'clientSecret' | 'managedIdentity';
  env: NodeJS.ProcessEnv;
}

export function endpointsFor(cloud: Cloud, overrides: Partial<Endpoints>): Endpoints {
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  return { dns: {}, ...clouds[cloud], ...given };
}
