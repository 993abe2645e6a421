import {
  AuthenticationHandler,
  Client,
  GraphClientError,
  type Context,
  type Middleware,
} from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials';
import { fetch, Response, type RequestInit } from 'undici';
import { createAgent } from '../agent';
import { createCredential } from '../azure/clients';
import { brokenJson, isPage, page } from '../azure/guard';
import { endpointsFor, type OutsideSettings, type Tenant } from '../environment';
import { forget, oncePerSettings } from '../once';

const cache = oncePerSettings<Client>();

/** One client, with its token cache and connections, for each tenant. */
export function graphClient(worksheet: Tenant, settings: OutsideSettings): Client {
  const key = `${worksheet.azure.cloud} ${worksheet.azure.tenantId}`;
  return cache(settings, key, () => createClient(worksheet, settings));
}

/**
 * The SDK's own chain ends in the global fetch, which can't be given certificates, and has a retry handler, which
 * would hide throttling from Temporal: so the chain is authentication and transport only.
 */
function createClient(worksheet: Tenant, settings: OutsideSettings): Client {
  const endpoints = endpointsFor(worksheet.azure.cloud, settings.overrides);
  const provider = new TokenCredentialAuthenticationProvider(createCredential(worksheet, settings), {
    scopes: [`${endpoints.graph}/.default`],
  });
  return Client.initWithMiddleware({
    baseUrl: `${endpoints.graph}/`,
    // The authentication handler sends tokens to these hosts only.
    customHosts: new Set([new URL(endpoints.graph).hostname]),
    middleware: [keepErrors(), new AuthenticationHandler(provider), transport(settings)],
  });
}

/** The client turns every error but its own into one without cause, which loses ECONNREFUSED and AADSTS codes. */
function keepErrors(): Middleware {
  let next: Middleware;
  return {
    async execute(context) {
      try {
        await next.execute(context);
      } catch (error) {
        throw Object.assign(new GraphClientError((error as Error).message), { cause: error });
      }
    },
    setNext(middleware) {
      next = middleware;
    },
  };
}

/**
 * What `guard` is to Azure's clients; the agent's own time limits are those for a request. The body is read here, because the
 * SDK reports one that breaks off, or that is no JSON, as an error of its own code.
 */
function transport(settings: OutsideSettings): Middleware {
  const dispatcher = createAgent(settings);
  return {
    async execute(context: Context) {
      const url = context.request as string;
      const response = await fetch(url, { ...context.options, dispatcher } as RequestInit);
      if (response.status === 401) forget(settings);
      const type = response.headers.get('content-type');
      if (response.ok && isPage(type)) throw page(url);
      const text = await response.text();
      if (response.ok && /\bjson\b/i.test(type ?? '') && !isJson(text)) throw brokenJson(url);
      const { status, statusText, headers } = response;
      context.response = new Response(text === '' ? null : text, { status, statusText, headers });
    },
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
