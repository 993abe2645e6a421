import { ComputeManagementClient } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import {
  ClientSecretCredential,
  DefaultAzureCredential,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';
import type { Worksheet } from '../../worksheet/schema';
import { version } from '../../package.json';
import { trusted } from '../agent';
import {
  clouds,
  endpointsFor,
  requestTimeLimit,
  type Cloud,
  type Endpoints,
  type OutsideSettings,
  type Tenant,
} from '../environment';
import { forget, oncePerSettings } from '../once';
import { guard, type AdditionalPolicy } from './guard';

export interface AzureClients {
  network: NetworkManagementClient;
  compute: ComputeManagementClient;
  resources: ResourceManagementClient;
  credential: TokenCredential;
  endpoints: Endpoints;
}

/** ClientOptions that every client of @azure shares. */
export interface TransportOptions {
  tlsOptions?: { ca: string[] };
  retryOptions: { maxRetries: number };
  userAgentOptions: { userAgentPrefix: string };
  additionalPolicies: AdditionalPolicy[];
}

/**
 * `retries` is 0 in activities: Temporal retries, and begins with a read, so that a PUT is never repeated blindly.
 * The command line has no Temporal behind it and asks for a few.
 */
export function transportOptions(cloud: Cloud, settings: OutsideSettings, retries = 0): TransportOptions {
  const { ca } = endpointsFor(cloud, settings.overrides);
  return {
    ...(ca ? { tlsOptions: { ca: trusted(ca) } } : {}),
    retryOptions: { maxRetries: retries },
    userAgentOptions: { userAgentPrefix: `dirsync/${version}` },
    additionalPolicies: [
      guard({ timeLimitMs: requestTimeLimit(settings), onTokenRefused: () => forget(settings) }),
    ],
  };
}

const credentials = oncePerSettings<TokenCredential>();

/**
 * The credential for the worksheet's tenant, from what @azure/identity finds in the process environment. One for each
 * tenant, because it holds the token cache.
 */
export function createCredential(worksheet: Tenant, settings: OutsideSettings, retries = 0): TokenCredential {
  const key = [worksheet.azure.cloud, worksheet.azure.tenantId, retries].join(' ');
  return credentials(settings, key, () => newCredential(worksheet, settings, retries));
}

/** The machine's own metadata service, which wants to be asked again when it is busy, and which Temporal does not. */
const metadataRetries = 3;

function newCredential(worksheet: Tenant, settings: OutsideSettings, retries: number): TokenCredential {
  const { cloud, tenantId } = worksheet.azure;
  const endpoints = endpointsFor(cloud, settings.overrides);
  const options = {
    ...transportOptions(
      cloud,
      settings,
      settings.credential === 'managedIdentity' ? metadataRetries : retries,
    ),
    tenantId,
    authorityHost: endpoints.authorityHost,
    // Instance discovery asks the public cloud whether the authority is genuine; it knows only its own clouds.
    disableInstanceDiscovery: !isKnownAuthority(endpoints.authorityHost),
  };
  const { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret } = settings.env;
  switch (settings.credential) {
    case 'clientSecret':
      return new ClientSecretCredential(tenantId, clientId ?? '', clientSecret ?? '', options);
    case 'managedIdentity':
      return new ManagedIdentityCredential({ ...options, ...(clientId ? { clientId } : {}) });
    case 'default':
      return new DefaultAzureCredential(options);
  }
}

/** One of Microsoft's; others are not known to its instance discovery. */
export function isKnownAuthority(host: string): boolean {
  return Object.values(clouds).some((cloud) => new URL(cloud.authorityHost).host === new URL(host).host);
}

const cache = oncePerSettings<AzureClients>();

/** One set of clients, with its token cache and connections, for each tenant and subscription. */
export function azureClients(worksheet: Worksheet, settings: OutsideSettings, retries = 0): AzureClients {
  const { cloud, tenantId, subscriptionId } = worksheet.azure;
  const key = [cloud, tenantId, subscriptionId, retries].join(' ');
  return cache(settings, key, () => createClients(worksheet, settings, retries));
}

function createClients(worksheet: Worksheet, settings: OutsideSettings, retries: number): AzureClients {
  const { cloud, subscriptionId } = worksheet.azure;
  const endpoints = endpointsFor(cloud, settings.overrides);
  const credential = createCredential(worksheet, settings, retries);
  const transport = transportOptions(cloud, settings, retries);
  const scope = `${endpoints.arm}/.default`;
  const options = { ...transport, endpoint: endpoints.arm, credentialScopes: scope };
  return {
    network: new NetworkManagementClient(credential, subscriptionId, options),
    compute: new ComputeManagementClient(credential, subscriptionId, {
      ...transport,
      endpoint: endpoints.arm,
      credentials: { scopes: [scope] },
    }),
    resources: new ResourceManagementClient(credential, subscriptionId, options),
    credential,
    endpoints,
  };
}
