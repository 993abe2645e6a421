import type { Bench } from './bench';
import { hanging, impatient, openTemporal, secretVariables, type TemporalBench } from './bench';
import { createCredential, transportOptions } from '../../activities/azure/clients';
import { beforeServer, error, inputOf, worksheetOf } from './deployment';
import { playAll, type FaultBody, type Scenario } from './scenario';
import { SecretClient } from '@azure/keyvault-secrets';

type Given = Omit<Scenario, 'name' | 'worksheet' | 'work' | 'counts'> & Partial<Scenario>;

const once = (what: object, how: object, more: Partial<FaultBody> = {}): FaultBody[] => [
  { what, how, times: 1, ...more },
];

/** A step whose requests are few: the tokens are what counts. */
const signingIn = (name: string, given: Given): Scenario => ({
  name,
  worksheet: worksheetOf(name),
  work: { step: 'resource-group', kinds: ['resourceGroup'] },
  counts: { service: 'authority', method: 'POST' },
  evidence: { action: 'created' },
  own: {},
  ...given,
});
const tokens = { service: 'authority', method: 'POST' };

const signIn: Scenario[] = [
  signingIn('sign-in-503', {
    fault: 'HTTP 503',
    where: 'sign-in, token',
    faults: once(tokens, error(503, 'temporarily_unavailable')),
    requests: 2,
  }),
  signingIn('sign-in-429', {
    fault: '429, Retry-After 5',
    where: 'sign-in, token',
    faults: once(tokens, error(429, 'temporarily_unavailable', { headers: { 'Retry-After': '5' } })),
    requests: 2,
  }),
  signingIn('sign-in-reset', {
    fault: 'connection reset',
    where: 'sign-in, token',
    faults: once(tokens, { kind: 'reset' }),
    requests: 2,
  }),
  signingIn('sign-in-hang', {
    fault: 'no answer',
    where: 'sign-in, token',
    own: hanging,
    faults: once(tokens, { kind: 'hang' }),
    requests: 2,
  }),
  signingIn('sign-in-refused', {
    fault: 'wrong client secret',
    where: 'sign-in, token',
    own: { env: { AZURE_CLIENT_SECRET: 'not-the-secret' } },
    requests: 1,
    parks: {
      code: 'AuthenticationFailed',
      message: /AADSTS7000215/,
      remedy: /client secret \(expired\?\).*retry/,
      forGood: true,
    },
    evidence: {},
  }),
  signingIn('token-expired', {
    fault: 'expired token in mid-operation: the tokens that are fetched',
    where: 'PUT of the resource group',
    faults: once({ service: 'arm', method: 'PUT' }, error(401, 'ExpiredAuthenticationToken')),
    requests: 2,
  }),
];

/** The server, on what it needs. */
const serving = (name: string, given: Given): Scenario => ({
  name,
  worksheet: worksheetOf(name),
  before: [{ step: 'network-interface', kinds: beforeServer }],
  work: { step: 'virtual-machine', kinds: ['virtualMachine'] },
  counts: { service: 'arm', method: 'PUT', url: '/virtualMachines/' },
  evidence: { action: 'created' },
  own: {},
  ...given,
});

const server = { service: 'arm', method: 'PUT', path: '*/virtualMachines/CONTOSO-SYNC01' };
const switches = (body: object) => (bench: Bench) => bench.ask('PUT', '/arm-switches', body);

const limits: Scenario[] = [
  serving('quota', {
    fault: 'quota of cores is used up',
    where: 'PUT of the server',
    prepare: switches({ quotas: { cores: 0 } }),
    requests: 2,
    parks: {
      code: 'QuotaExceeded',
      message: /cores/i,
      remedy: /Ask for more quota.*then retry/,
      mend: switches({ quotas: { cores: 100 } }),
    },
  }),
  serving('size', {
    fault: 'SKU not available; retried with another size in the worksheet',
    where: 'PUT of the server',
    prepare: switches({ restrictedSizes: ['Standard_D2s_v5'] }),
    requests: 2,
    parks: {
      code: 'SkuNotAvailable',
      message: /requested size .* is currently not available in location .westeurope./,
      remedy: /Choose a size that the region offers/,
      mend: () => undefined,
      corrected: inputOf('size', (input) => (input.server.size = 'Standard_D4s_v5')),
    },
    evidence: { action: 'created', size: 'Standard_D4s_v5' },
  }),
  serving('capacity', {
    fault: 'AllocationFailed: the region has no capacity',
    where: 'result of making the server',
    faults: once(server, { kind: 'failed', code: 'AllocationFailed', message: 'No capacity for the size.' }),
    requests: 2,
    parks: {
      code: 'AllocationFailed',
      message: /No capacity for the size/,
      remedy: /retry later or choose another size/,
    },
  }),
  {
    ...serving('unregistered', { fault: 'resource provider is not registered', where: 'ensureProviders' }),
    before: [],
    work: { step: 'resource-group', providers: true },
    prepare: switches({ providers: { 'Microsoft.Network': false } }),
    counts: { service: 'arm', method: 'POST', url: '/providers/Microsoft.Network/register' },
    requests: 1,
    evidence: { 'Microsoft.Network': 'registered now', 'Microsoft.Compute': 'was registered' },
  },
  {
    ...serving('unregistrable', {
      fault: 'resource provider is not registered, and may not be',
      where: 'ensureProviders',
    }),
    before: [],
    work: { step: 'resource-group', providers: true },
    prepare: switches({ providers: { 'Microsoft.Network': false } }),
    faults: once({ service: 'arm', path: '*/register' }, error(403, 'AuthorizationFailed')),
    counts: { service: 'arm', method: 'POST', url: '/providers/Microsoft.Network/register' },
    requests: 2,
    evidence: { 'Microsoft.Network': 'registered now' },
    parks: {
      code: 'ProviderNotRegistered',
      message: /Microsoft\.Network is not registered, and this identity may not register it/,
      remedy: /az provider register --namespace Microsoft\.Network/,
    },
  },
];

/** A script on the server. */
const running = (name: string, given: Given): Scenario => ({
  ...serving(name, given),
  // Through the NAT gateway it reaches what Entra Connect needs; the example's proxy is behind a tunnel.
  worksheet: worksheetOf(name, (input) => {
    input.virtualNetwork.outbound = 'natGateway';
    delete input.proxy;
  }),
  before: [{ step: 'network-interface', kinds: [...beforeServer, 'virtualMachine'] }],
  work: { step: 'prerequisites', script: 'verify-prerequisites' },
  counts: { service: 'arm', method: 'PUT', url: '/runCommands/' },
  evidence: {},
  ...given,
});
const runCommand = (method: string) => ({ service: 'arm', method, path: '*/runCommands/*' });

const guest: Scenario[] = [
  running('run-throttled', {
    fault: '429, Retry-After 5',
    where: 'PUT of a run command',
    faults: once(runCommand('PUT'), error(429, 'OperationNotAllowed', { headers: { 'Retry-After': '5' } })),
    requests: 2,
    waits: 5,
  }),
  running('run-lost', {
    fault: 'connection reset: the scripts that run',
    where: 'PUT of a run command, after the effect',
    faults: once(runCommand('PUT'), { kind: 'reset' }, { where: 'after' }),
    requests: 1,
  }),
  running('run-unknown', {
    fault: '404 shortly after the create',
    where: 'GET of a run command, after the PUT',
    // The first of them is the true answer, before the PUT.
    faults: once(runCommand('GET'), error(404, 'ResourceNotFound'), { times: 4 }),
    requests: 1,
  }),
  running('run-busy', {
    fault: '409 VMAgentBusy',
    where: 'PUT of a run command',
    faults: once(runCommand('PUT'), error(409, 'VMAgentBusy')),
    requests: 2,
  }),
];

/** The password of the server's administrator is behind a reference into the simulated vault. */
const fromVault = (name: string, given: Given): Scenario => ({
  ...serving(name, given),
  worksheet: ({ simulator }) =>
    worksheetOf(name, (input) => {
      input.server.administrator.password = `keyvault:${simulator.endpoints.vault}/secrets/admin`;
    }),
  prepare: async ({ simulator, settings }) => {
    const worksheet = worksheetOf(name);
    const client = new SecretClient(simulator.endpoints.vault, createCredential(worksheet, settings), {
      ...transportOptions('public', settings),
      disableChallengeResourceVerification: true,
    });
    await client.setSecret('admin', secretVariables.DIRSYNC_ADMIN_PASSWORD);
  },
  counts: { service: 'vault', method: 'GET' },
});

const vault: Scenario[] = [
  fromVault('vault-503', {
    fault: 'HTTP 503',
    where: 'Key Vault, GET of a secret',
    faults: once({ service: 'vault', method: 'GET' }, error(503, 'ServiceUnavailable')),
  }),
  fromVault('vault-429', {
    fault: '429, Retry-After 5',
    where: 'Key Vault, GET of a secret',
    faults: once(
      { service: 'vault', method: 'GET' },
      error(429, 'Throttled', { headers: { 'Retry-After': '5' } }),
    ),
    waits: 5,
  }),
];

describe('faults of sign-in, limits, servers and vaults', function () {
  this.timeout(300_000);
  let temporal: TemporalBench;
  before(async () => (temporal = await openTemporal()));
  playAll(() => temporal, [...signIn, ...limits, ...guest, ...vault], impatient);
  after(() => temporal.close());
});
