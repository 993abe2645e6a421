import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientSecretCredential } from '@azure/identity';
import { NetworkManagementClient } from '@azure/arm-network';
import { SecretClient } from '@azure/keyvault-secrets';
import { AuthenticationHandler, Client } from '@microsoft/microsoft-graph-client';
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials';
import { Agent, fetch, type RequestInit } from 'undici';
import { startSimulator, type Simulator } from '../../simulator';
import { draws, matches, operationOf, requestKey } from '../../simulator/core/faults/decide';
import { fault as schema, faultSet, type Fault } from '../../simulator/core/faults/schema';
import { readJournal } from '../../simulator/core/journal';
import type { SimulatorOptions } from '../../simulator/world';
import { application, optionsIn, subscriptionId, tenantId } from './core.support';
import { readFileSync } from 'node:fs';

const group = 'rg';
const location = 'westeurope';
const localGateway = {
  location,
  gatewayIpAddress: '198.51.100.7',
  localNetworkAddressSpace: { addressPrefixes: ['10.10.0.0/16'] },
};

const fault = (over: object = {}): Fault =>
  schema.parse({ name: 'f', how: { kind: 'error', status: 503, code: 'ServerBusy' }, ...over });

describe('simulator: which request a fault is about', () => {
  const request = { service: 'arm', method: 'PUT', path: '/subscriptions/S/providers/N/vnets/One' } as const;
  for (const [what, does] of [
    [{}, true],
    [{ service: 'arm' }, true],
    [{ service: 'graph' }, false],
    [{ method: 'put' }, true],
    [{ method: 'GET' }, false],
    [{ operation: 'write' }, true],
    [{ operation: 'read' }, false],
    [{ path: '*/vnets/one' }, true],
    [{ path: '/subscriptions/*/vnets/*' }, true],
    [{ path: '*/vnets' }, false],
    [{ path: '*.vnets*' }, false],
  ] as const) {
    it(`${JSON.stringify(what)}: ${does ? 'this one' : 'not this one'}`, () =>
      assert.equal(matches(fault({ what }), request), does));
  }
  it('never one of the site, which is how faults are taken away', () =>
    assert.equal(matches(fault(), { service: 'site', method: 'PUT', path: '/faults' }), false));

  const polling = '/subscriptions/s/providers/Microsoft.Network/locations/westeurope/operations/1';
  for (const [service, method, path, kind] of [
    ['arm', 'GET', polling, 'poll'],
    ['arm', 'GET', polling.replace('operations', 'operationResults'), 'poll'],
    ['arm', 'GET', '/subscriptions', 'read'],
    ['arm', 'PATCH', '/subscriptions', 'write'],
    ['arm', 'DELETE', '/subscriptions', 'delete'],
    ['graph', 'POST', '/v1.0/users/a/assignLicense', 'action'],
  ] as const) {
    it(`${method} ${path.slice(0, 50)} is a ${kind}`, () =>
      assert.equal(operationOf({ service, method, path }), kind));
  }
});

describe('simulator: whether a fault strikes', () => {
  const lots = (over: object, key = 'GET /x') =>
    Array.from({ length: 1000 }, (_, n) => draws(fault({ probability: 0.3, ...over }), key, n + 1));

  it('is the same for the same seed, another for another', () => {
    assert.deepEqual(lots({ seed: 'monday' }), lots({ seed: 'monday' }));
    assert.notDeepEqual(lots({ seed: 'monday' }), lots({ seed: 'tuesday' }));
    assert.notDeepEqual(lots({ seed: 1 }), lots({ seed: 1 }, 'GET /y'));
  });
  it('comes near to the probability', () => {
    const share = lots({ seed: 7 }).filter(Boolean).length / 1000;
    assert.ok(share > 0.25 && share < 0.35, `${share}`);
  });
  it('does not hang on ids that are drawn anew', () => {
    const path = (id: string) => ({ service: 'arm', method: 'get', path: `/operations/${id}` }) as const;
    const [one, two] = ['11111111-2222-3333-4444-555555555555', '99999999-2222-3333-4444-AAAAAAAAAAAA'];
    assert.equal(requestKey(path(one)), requestKey(path(two)));
  });
});

describe('simulator: what a fault may be', () => {
  const refused = [
    { name: 'a b', how: { kind: 'reset' } },
    { name: 'a', how: { kind: 'explode' } },
    { name: 'a', how: { kind: 'error', status: 200, code: 'Fine' } },
    { name: 'a', how: { kind: 'failed', code: 'X' }, where: 'before' },
    { name: 'a', how: { kind: 'truncated' }, where: 'before' },
    { name: 'a', how: { kind: 'reset' }, probability: 2 },
    { name: 'a', how: { kind: 'reset' }, times: 0 },
    { name: 'a', how: { kind: 'reset' }, what: { service: 'site' } },
    { name: 'a', how: { kind: 'error', status: 500, code: 'X', headers: { a: 'b\r\nc: d' } } },
  ];
  for (const one of refused) {
    it(`not ${JSON.stringify(one)}`, () => assert.equal(schema.safeParse(one).success, false));
  }
  it('not two of one name', () =>
    assert.equal(faultSet.safeParse({ faults: [fault(), fault()] }).success, false));
});

interface Clients {
  simulator: Simulator;
  network: NetworkManagementClient;
  graph: Client;
  secrets: SecretClient;
  credential: ClientSecretCredential;
  set(fault: object): Promise<void>;
  ask(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }>;
  stop(): Promise<void>;
}

async function start(options: SimulatorOptions): Promise<Clients> {
  const simulator = await startSimulator(options);
  const { endpoints } = simulator;
  const ca = readFileSync(endpoints.caFile, 'utf8');
  const agent = new Agent({ connect: { ca } });
  const credentialFor = () =>
    new ClientSecretCredential(tenantId, application.clientId, application.clientSecret, {
      authorityHost: endpoints.authority,
      disableInstanceDiscovery: true,
      tlsOptions: { ca },
      retryOptions: { maxRetries: 0 },
    });
  const credential = credentialFor();
  const settings = { tlsOptions: { ca }, retryOptions: { maxRetries: 0 } };
  const transport: Middleware = {
    async execute(context: Context) {
      const init = { ...(context.options as RequestInit), dispatcher: agent };
      context.response = await fetch(context.request as string, init);
    },
  };
  const authentication = new AuthenticationHandler(
    new TokenCredentialAuthenticationProvider(credential, {
      scopes: ['https://graph.microsoft.com/.default'],
    }),
  );
  authentication.setNext(transport);
  const ask: Clients['ask'] = async (method, path, body) => {
    const answer = await fetch(`${endpoints.site}${path}`, {
      method,
      dispatcher: agent,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    simulator,
    network: new NetworkManagementClient(credential, subscriptionId, {
      endpoint: endpoints.arm,
      ...settings,
    }),
    graph: Client.initWithMiddleware({
      middleware: authentication,
      baseUrl: endpoints.graph,
      customHosts: new Set([new URL(endpoints.graph).hostname]),
    }),
    secrets: new SecretClient(endpoints.vault, credential, {
      disableChallengeResourceVerification: true,
      ...settings,
    }),
    credential: credentialFor(),
    ask,
    set: async (one) => {
      const answer = await ask('PUT', '/faults', { faults: [{ name: 'f', ...one }] });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
    },
    stop: async () => {
      await agent.close();
      await simulator.stop();
    },
  };
}

describe('simulator: faults as the clients of Azure and Graph see them', function () {
  this.timeout(60_000);
  let directory: string;
  let c: Clients;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'simulator-'));
    c = await start(optionsIn(directory));
    const { token } = await c.credential.getToken('https://management.azure.com/.default');
    assert.ok(token);
    await c.network.localNetworkGateways.get(group, 'none').catch(() => undefined);
    const url = `${c.simulator.endpoints.arm}/subscriptions/${subscriptionId}/resourceGroups/${group}?api-version=2021-04-01`;
    await fetch(url, {
      method: 'PUT',
      dispatcher: new Agent({ connect: { ca: readFileSync(c.simulator.endpoints.caFile, 'utf8') } }),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ location }),
    });
  });
  afterEach(() => c.ask('DELETE', '/faults'));
  after(async () => {
    await c.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const quick = { updateIntervalInMs: 5 };
  const list = async () => {
    for await (const one of c.network.virtualNetworks.list(group)) return one;
    return undefined;
  };
  const put = (name: string) =>
    c.network.localNetworkGateways.beginCreateOrUpdateAndWait(group, name, localGateway, quick);
  const organization = () => c.graph.api('/organization').get() as Promise<{ value: unknown[] }>;
  const journalled = (status: number) =>
    readJournal(directory, { fault: 'f', status: status || undefined }).filter(
      (entry) => entry.status === status,
    ).length;

  it('an error before the effect, with its headers, so often and no more', async () => {
    await c.set({
      what: { service: 'arm', method: 'PUT', path: '*/localNetworkGateways/a' },
      how: {
        kind: 'error',
        status: 429,
        code: 'OperationNotAllowed',
        message: 'Slow down.',
        retryAfter: 60_000,
        headers: { 'x-ms-ratelimit-remaining-subscription-writes': '0' },
      },
      times: 2,
    });
    for (let attempt = 0; attempt < 2; attempt++) {
      await assert.rejects(
        async () => put('a'),
        (error: RestFailure) => {
          assert.deepEqual([error.statusCode, error.code], [429, 'OperationNotAllowed']);
          assert.equal(error.response?.headers.get('retry-after'), '20');
          assert.equal(error.response?.headers.get('x-ms-ratelimit-remaining-subscription-writes'), '0');
          return true;
        },
      );
    }
    assert.equal((await put('a')).provisioningState, 'Succeeded');
    assert.equal(journalled(429), 2);
    const [view] = ((await c.ask('GET', '/faults')).body as { faults: { struck: number; seen: number }[] })
      .faults;
    assert.deepEqual([view?.struck, view?.seen], [2, 2]);
  });

  it('an error after the effect: the resource is there all the same', async () => {
    await c.set({
      what: { path: '*/localNetworkGateways/b', operation: 'write' },
      where: 'after',
      how: { kind: 'error', status: 500, code: 'InternalServerError' },
    });
    await assert.rejects(async () => put('b'), { statusCode: 500, code: 'InternalServerError' });
    assert.equal((await c.network.localNetworkGateways.get(group, 'b')).name, 'b');
  });

  it('an operation that fails at its end, once', async () => {
    await c.set({
      what: { service: 'arm', path: '*/localNetworkGateways/*' },
      how: { kind: 'failed', code: 'AllocationFailed', message: 'No capacity.' },
      times: 1,
    });
    await assert.rejects(async () => put('c'), /AllocationFailed|No capacity/);
    const [begun] = readJournal(directory, { fault: 'f', url: '/localNetworkGateways/c' });
    assert.deepEqual([begun?.method, begun?.status], ['PUT', 201]);
    assert.equal((await c.network.localNetworkGateways.get(group, 'c')).provisioningState, 'Failed');
    assert.equal((await put('c')).provisioningState, 'Succeeded');
  });

  it('a deletion that fails at its end leaves the resource', async () => {
    await put('d');
    const what = { operation: 'delete' };
    await c.set({ what, how: { kind: 'failed', code: 'InUse', message: 'Still in use.' }, times: 1 });
    await assert.rejects(
      async () => c.network.localNetworkGateways.beginDeleteAndWait(group, 'd', quick),
      /InUse|Still in use/,
    );
    assert.equal((await c.network.localNetworkGateways.get(group, 'd')).provisioningState, 'Failed');
  });

  for (const where of ['before', 'after'] as const) {
    it(`a connection that breaks ${where} the effect`, async () => {
      const already = journalled(0);
      await c.set({
        what: { path: '*/localNetworkGateways/*', method: 'PUT' },
        where,
        how: { kind: 'reset' },
      });
      await assert.rejects(async () => put(`reset-${where}`), { code: 'ECONNRESET' });
      const made = c.network.localNetworkGateways.get(group, `reset-${where}`);
      if (where === 'after') assert.equal((await made).name, 'reset-after');
      else await assert.rejects(made, { statusCode: 404 });
      assert.equal(journalled(0), already + 1);
    });

    it(`no answer at all, ${where} the effect`, async () => {
      await c.set({ what: { service: 'arm' }, where, how: { kind: 'hang' } });
      const patience = { abortSignal: AbortSignal.timeout(300) };
      const began = Date.now();
      await assert.rejects(c.network.localNetworkGateways.get(group, 'a', patience), { name: 'AbortError' });
      assert.ok(Date.now() - began >= 250);
    });
  }

  it('an answer that ends half-way', async () => {
    await c.set({ what: { service: 'arm' }, how: { kind: 'truncated' } });
    await assert.rejects(c.network.localNetworkGateways.get(group, 'a'), (error: RestFailure) => {
      assert.match(`${error.code} ${error.message}`, /ECONNRESET|REQUEST_SEND_ERROR|PARSE_ERROR|aborted/);
      return true;
    });
  });

  it('a page of a proxy instead of JSON', async () => {
    await c.set({ what: { service: 'arm' }, how: { kind: 'notJson' } });
    await assert.rejects(list, { statusCode: 502 });
    await c.set({
      what: { service: 'arm' },
      how: { kind: 'notJson', status: 200, contentType: 'application/json' },
    });
    await assert.rejects(c.network.localNetworkGateways.get(group, 'a'), { code: 'PARSE_ERROR' });
  });

  it('a delay, divided by the speed as everything is', async () => {
    await c.set({ what: { service: 'arm' }, how: { kind: 'delay', seconds: 900 } });
    const began = Date.now();
    await c.network.localNetworkGateways.get(group, 'a');
    assert.ok(Date.now() - began >= 290);
  });

  it('Graph: throttled, broken, truncated and not JSON', async () => {
    await organization();
    const failure = (kind: object) =>
      c.set({ what: { service: 'graph', path: '/v1.0/organization' }, how: kind });
    await failure({ kind: 'error', status: 429, code: 'TooManyRequests', retryAfter: 30_000 });
    await assert.rejects(organization, (error: GraphFailure) => {
      assert.deepEqual([error.statusCode, error.code], [429, 'TooManyRequests']);
      assert.equal(error.headers?.get('retry-after'), '10');
      return true;
    });
    await failure({ kind: 'reset' });
    await assert.rejects(organization, /fetch failed/);
    await failure({ kind: 'truncated' });
    await assert.rejects(organization, /terminated|fetch failed/);
    await failure({ kind: 'notJson' });
    await assert.rejects(organization, (error: GraphFailure) => {
      assert.match(`${error.statusCode} ${error.message}`, /502|JSON/);
      return true;
    });
  });

  it('sign-in and vault, in their own forms', async () => {
    const error = {
      kind: 'error',
      status: 503,
      code: 'temporarily_unavailable',
      message: 'Come back later.',
    };
    await c.set({ what: { service: 'authority', method: 'POST' }, how: error, times: 1 });
    await assert.rejects(
      c.credential.getToken('https://another.example/.default'),
      /temporarily_unavailable|Come back later/,
    );
    await c.set({ what: { service: 'vault' }, how: { ...error, code: 'Throttled', status: 429 } });
    await assert.rejects(c.secrets.getSecret('x'), { statusCode: 429, code: 'Throttled' });
  });

  it('one after another, in the order of the list; and by name', async () => {
    const how = (code: string) => ({ kind: 'error', status: 503, code });
    await c.ask('PUT', '/faults', {
      faults: [
        { name: 'one', how: how('One'), times: 1 },
        { name: 'two', how: how('Two'), times: 1 },
      ],
    });
    await assert.rejects(list, { code: 'One' });
    await assert.rejects(list, { code: 'Two' });
    assert.equal(await list(), undefined);
    assert.equal((await c.ask('PUT', '/faults/one', { how: how('Again') })).status, 200);
    await assert.rejects(list, { code: 'Again' });
    assert.equal((await c.ask('DELETE', '/faults/one')).status, 204);
    assert.equal((await c.ask('DELETE', '/faults/one')).status, 404);
    assert.equal((await c.ask('PUT', '/faults/one', { how: { kind: 'none' } })).status, 400);
    assert.equal(await list(), undefined);
  });

  it('the same ones in the same requests with the same seed', async () => {
    const run = async (seed: number) => {
      await c.set({ how: { kind: 'error', status: 503, code: 'Busy' }, probability: 0.4, seed });
      const seen: string[] = [];
      for (let n = 0; n < 12; n++)
        seen.push(
          await list().then(
            () => '.',
            (error: RestFailure) => error.code ?? '?',
          ),
        );
      return seen;
    };
    const first = await run(1);
    assert.ok(first.includes('Busy') && first.includes('.'), first.join(' '));
    assert.deepEqual(await run(1), first);
    assert.notDeepEqual(await run(2), first);
  });
});

interface RestFailure {
  code?: string;
  statusCode?: number;
  message: string;
  response?: { headers: { get(name: string): string | undefined } };
}
interface GraphFailure extends Error {
  statusCode?: number;
  code?: string;
  headers?: Headers;
}

describe('simulator: the faults in its documentation', () => {
  const text = readFileSync(join(__dirname, '../../docs/simulator.md'), 'utf8');
  const examples = [...text.matchAll(/\/faults\/([\w-]+)" -d '(\{[^']*\})'/g)];
  it('are some', () => assert.ok(examples.length >= 3));
  for (const [, name, body] of examples) {
    it(`${name} is taken`, () => {
      const parsed = schema.safeParse({ name, ...(JSON.parse(body!) as object) });
      assert.ok(parsed.success, parsed.error?.message);
    });
  }
});

describe('simulator: faults from a file', () => {
  it('strike from the first request on, and their counts outlive a restart', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'simulator-'));
    const faultsFile = join(directory, 'faults.json');
    const how = { kind: 'error', status: 503, code: 'Busy' };
    writeFileSync(
      faultsFile,
      JSON.stringify({ faults: [{ name: 'first', what: { service: 'vault' }, how, times: 2 }] }),
    );
    const options = { ...optionsIn(join(directory, 'state')), faultsFile };
    try {
      for (const expected of ['Busy', 'Busy', 'SecretNotFound']) {
        const c = await start(options);
        try {
          await assert.rejects(c.secrets.getSecret('x'), { code: expected });
        } finally {
          await c.stop();
        }
      }
      writeFileSync(faultsFile, '{"faults":[{"name":"first"}]}');
      await assert.rejects(startSimulator(options), /how/);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
