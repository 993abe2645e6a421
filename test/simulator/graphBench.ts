import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientSecretCredential } from '@azure/identity';
import { AuthenticationHandler, Client, type Context } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials';
import { Agent, fetch, type RequestInit, type Response } from 'undici';
import { startSimulator, type Simulator } from '../../simulator';
import { tenantState, type TenantUser } from '../../simulator/graph/state';
import { provision } from '../../simulator/guest/provision';
import { everythingInGraph } from './core.support';
import { options as base } from './siteWorld';

export interface Item {
  [property: string]: unknown;
  id: string;
  userPrincipalName: string;
}
export interface Collection {
  value: Item[];
  '@odata.count'?: number;
  '@odata.nextLink'?: string;
  '@odata.deltaLink'?: string;
}
export interface Failure {
  statusCode: number;
  code: string;
  message: string;
  body: string;
}
export interface BatchAnswer {
  responses: {
    id: string;
    status: number;
    headers: Record<string, string>;
    body?: { error?: { code: string; message: string } };
  }[];
}

export const application = {
  clientId: '99999999-8888-7777-6666-555555555555',
  clientSecret: 'simulated',
  displayName: 'x',
};
export const [e3, f1] = base.tenant.skus.map(({ skuId }) => skuId) as [string, string];

export interface GraphBench {
  simulator: Simulator;
  client: Client;
  clientFor(scope: string): Client;
  /** A GET; `eventual` adds the header ConsistencyLevel. */
  list(path: string, eventual?: boolean): Promise<Collection>;
  /** The same by plain HTTPS, with what a client hides. */
  raw(path: string, init?: RequestInit): Promise<Response>;
  /** The nth synchronised user. */
  user(n: number): TenantUser;
  assign(user: string, skuId: string, rest?: object): Promise<Item>;
  send(requests: object[]): Promise<BatchAnswer>;
  stop(): Promise<void>;
}

/** A simulator whose tenant has got its users, and the Graph client that signs in to it. */
export async function graphBench({ skus = base.tenant.skus, speed = base.speed } = {}): Promise<GraphBench> {
  const directory = mkdtempSync(join(tmpdir(), 'simulated-graph-'));
  const simulator = await startSimulator({
    ...base,
    speed,
    tenant: { ...base.tenant, skus },
    directory,
    applications: [{ ...application, permissions: everythingInGraph }],
  });
  const { authority, graph, caFile } = simulator.endpoints;
  const ca = readFileSync(caFile, 'utf8');
  const agent = new Agent({ connect: { ca } });
  const { clientId, clientSecret } = application;
  const credential = new ClientSecretCredential(base.tenant.id, clientId, clientSecret, {
    authorityHost: authority,
    disableInstanceDiscovery: true,
    tlsOptions: { ca },
  });
  const transport = {
    async execute(context: Context) {
      const init = { ...context.options, dispatcher: agent } as RequestInit;
      context.response = await fetch(context.request as string, init);
    },
  };
  const clientFor = (scope: string) =>
    Client.initWithMiddleware({
      baseUrl: graph,
      customHosts: new Set(['localhost']),
      middleware: [
        new AuthenticationHandler(new TokenCredentialAuthenticationProvider(credential, { scopes: [scope] })),
        transport,
      ],
    });
  provision(simulator.world, new Date().toISOString());
  const scope = 'https://graph.microsoft.com/.default';
  const client = clientFor(scope);
  return {
    simulator,
    client,
    clientFor,
    async list(path, eventual = false) {
      const request = client.api(path);
      return (await (
        eventual ? request.header('ConsistencyLevel', 'eventual') : request
      ).get()) as Collection;
    },
    async raw(path, init = {}) {
      const { token } = await credential.getToken(scope);
      const url = path.startsWith('http') ? path : `${graph}/v1.0${path}`;
      const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) };
      return await fetch(url, { ...init, headers, dispatcher: agent });
    },
    user: (n) =>
      tenantState(simulator.world).users.filter((user) => user.onPremisesSyncEnabled)[n] as TenantUser,
    assign: (user, skuId, rest = {}) =>
      client
        .api(`/users/${user}/assignLicense`)
        .post({ addLicenses: [{ skuId, disabledPlans: [] }], removeLicenses: [], ...rest }) as Promise<Item>,
    send: async (requests) => (await client.api('/$batch').post({ requests })) as BatchAnswer,
    async stop() {
      await agent.close();
      await simulator.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Graph's error: status, code, a text, and its inner error. */
export const refused = async (
  call: Promise<unknown>,
  status: number,
  message: RegExp,
  code = 'Request_BadRequest',
) =>
  assert.rejects(call, (error: Failure) => {
    assert.deepEqual([error.statusCode, error.code], [status, code], error.message);
    assert.match(error.message, message);
    const { innerError } = JSON.parse(error.body) as { innerError: Record<string, string> };
    assert.ok(innerError.date && innerError['request-id'] && innerError['client-request-id']);
    return true;
  });
