import { hanging, impatient, openTemporal, type TemporalBench } from './bench';
import { beforeServer, error, worksheetOf } from './deployment';
import { playAll, type FaultBody, type Scenario } from './scenario';

type Given = Omit<Scenario, 'worksheet' | 'work' | 'counts'> & Partial<Pick<Scenario, 'counts'>>;

/** The step that makes the local network gateway, one PUT with an operation. */
function local(name: string, given: Omit<Given, 'name'>): Scenario {
  const worksheet = worksheetOf(name);
  return {
    name,
    worksheet,
    before: [{ step: 'resource-group', kinds: ['resourceGroup'] }],
    work: { step: 'local-network-gateway', kinds: ['localNetworkGateway'] },
    counts: { service: 'arm', url: `/resourceGroups/rg-${name}/providers/`, method: 'PUT' },
    evidence: { action: 'created' },
    ...given,
  };
}

const at = (name: string, method: string) => ({
  service: 'arm',
  method,
  path: `*/resourceGroups/rg-${name}/*/localNetworkGateways/*`,
});

const put = (name: string, how: object, more: Omit<FaultBody, 'how'> = {}): FaultBody => ({
  what: at(name, 'PUT'),
  how,
  times: 1,
  ...more,
});

/** Making the server, a PUT whose operation goes on. Operations are polled under their region: each has one of its own. */
function polled(name: string, location: string, given: Omit<Given, 'name'> & { how: object }): Scenario {
  const { how, ...rest } = given;
  return {
    ...local(name, rest),
    worksheet: worksheetOf(name, (input) => (input.azure.location = location)),
    before: [{ step: 'network-interface', kinds: beforeServer }],
    work: { step: 'virtual-machine', kinds: ['virtualMachine'] },
    faults: [
      { what: { service: 'arm', path: `*Compute/locations/${location}/operations/*` }, how, times: 1 },
    ],
    counts: { service: 'arm', url: `Compute/locations/${location}/operations/` },
  };
}

const passing: Scenario[] = [
  ...([500, 502, 503, 504] as const).map((status) =>
    local(`http-${status}`, {
      fault: `HTTP ${status}`,
      where: 'PUT, before the effect',
      faults: [put(`http-${status}`, error(status, 'ServerBusy'))],
      requests: 2,
    }),
  ),
  local('throttled-put', {
    fault: '429, Retry-After 5',
    where: 'PUT',
    faults: [
      put('throttled-put', error(429, 'SubscriptionRequestsThrottled', { headers: { 'Retry-After': '5' } })),
    ],
    requests: 2,
    waits: 5,
  }),
  local('throttled-get', {
    fault: '429, Retry-After 5',
    where: 'GET before the PUT',
    faults: [
      {
        what: at('throttled-get', 'GET'),
        how: error(429, 'TooManyRequests', { headers: { 'Retry-After': '5' } }),
        times: 1,
      },
    ],
    counts: { service: 'arm', url: '/rg-throttled-get/providers/' },
    waits: 5,
  }),
  polled('throttled-poll', 'uksouth', {
    fault: '429, Retry-After 5',
    where: 'poll of the operation',
    how: error(429, 'TooManyRequests', { headers: { 'Retry-After': '5' } }),
    waits: 5,
  }),
  local('locked', {
    fault: '429 that means a lock (RetryableError, ReferencedResourceNotProvisioned)',
    where: 'PUT',
    faults: [
      put(
        'locked',
        error(429, 'RetryableError', {
          message: 'A retryable error occurred.',
          details: [{ code: 'ReferencedResourceNotProvisioned', message: 'Not provisioned yet.' }],
        }),
      ),
    ],
    requests: 2,
  }),
  local('busy-result', {
    fault: 'AnotherOperationInProgress',
    where: 'result of the operation',
    faults: [put('busy-result', { kind: 'failed', code: 'AnotherOperationInProgress' })],
    requests: 2,
  }),
  local('busy', {
    fault: '409 AnotherOperationInProgress',
    where: 'PUT',
    faults: [put('busy', error(409, 'AnotherOperationInProgress'))],
    requests: 2,
  }),
  local('changed-meanwhile', {
    fault: '412 PreconditionFailed',
    where: 'PUT',
    faults: [put('changed-meanwhile', error(412, 'PreconditionFailed'))],
    requests: 2,
  }),
  local('answer-500', {
    fault: 'HTTP 500',
    where: 'PUT, after the effect',
    faults: [put('answer-500', error(500, 'InternalServerError'), { where: 'after' })],
    requests: 1,
  }),
  local('reset', {
    fault: 'connection reset',
    where: 'PUT, before the effect',
    faults: [put('reset', { kind: 'reset' })],
    requests: 2,
  }),
  local('answer-reset', {
    fault: 'connection reset',
    where: 'PUT, after the effect',
    faults: [put('answer-reset', { kind: 'reset' }, { where: 'after' })],
    requests: 1,
  }),
  local('hang', {
    own: hanging,
    fault: 'no answer',
    where: 'PUT, before the effect',
    faults: [put('hang', { kind: 'hang' })],
    requests: 2,
  }),
  local('answer-hang', {
    own: hanging,
    fault: 'no answer',
    where: 'PUT, after the effect',
    faults: [put('answer-hang', { kind: 'hang' }, { where: 'after' })],
    requests: 1,
  }),
  polled('poll-hang', 'ukwest', {
    own: hanging,
    fault: 'no answer',
    where: 'poll of the operation',
    how: { kind: 'hang' },
  }),
  local('truncated-get', {
    fault: 'half an answer',
    where: 'GET after the PUT',
    faults: [{ what: at('truncated-get', 'GET'), how: { kind: 'truncated' }, times: 1 }],
    requests: 1,
  }),
  local('truncated-put', {
    fault: 'half an answer',
    where: 'PUT, after the effect',
    faults: [put('truncated-put', { kind: 'truncated' })],
    requests: 1,
  }),
  local('page-502', {
    fault: '502 with a page of HTML',
    where: 'PUT',
    faults: [put('page-502', { kind: 'notJson' })],
    requests: 2,
  }),
  local('page-200', {
    fault: '200 with a page of HTML',
    where: 'GET before the PUT',
    faults: [{ what: at('page-200', 'GET'), how: { kind: 'notJson', status: 200 }, times: 1 }],
    requests: 1,
  }),
  local('no-json', {
    fault: '200 with broken JSON',
    where: 'GET before the PUT',
    faults: [
      {
        what: at('no-json', 'GET'),
        how: { kind: 'notJson', status: 200, contentType: 'application/json', body: '{"id":' },
        times: 1,
      },
    ],
    requests: 1,
  }),
  local('unknown-yet', {
    fault: '404 shortly after the create',
    where: 'GET after the PUT',
    // The first of them is the true answer, before the PUT.
    faults: [{ what: at('unknown-yet', 'GET'), how: error(404, 'ResourceNotFound'), times: 3 }],
    requests: 1,
  }),
  local('reference-unknown', {
    fault: '400 InvalidResourceReference shortly after the create of what it refers to',
    where: 'PUT',
    faults: [put('reference-unknown', error(400, 'InvalidResourceReference'), { times: 2 })],
    requests: 3,
  }),
  local('failed-result', {
    fault: 'provisioningState Failed (InternalServerError)',
    where: 'result of the operation',
    faults: [put('failed-result', { kind: 'failed', code: 'InternalServerError' })],
    requests: 2,
  }),
  polled('operation-gone', 'northeurope', {
    fault: 'operation URL is gone (404)',
    where: 'poll of the operation',
    how: error(404, 'OperationNotFound'),
    requests: 1,
  }),
  local('provider', {
    fault: '409 MissingSubscriptionRegistration',
    where: 'PUT',
    faults: [put('provider', error(409, 'MissingSubscriptionRegistration'))],
    requests: 2,
  }),
];

const ask = (code: NonNullable<Scenario['parks']>['code'], message: RegExp, remedy: RegExp) => ({
  parks: { code, message, remedy },
});

const asking: Scenario[] = [
  local('conflict', {
    fault: '409 of a code that nobody has listed',
    where: 'PUT',
    faults: [put('conflict', error(409, 'SomethingElse', { message: 'Not like this.' }))],
    ...ask('ConflictingChange', /Making the local network gateway failed: Not like this\./, /portal.*retry/),
    requests: 2,
  }),
  local('failed-odd', {
    fault: 'provisioningState Failed (a code that nobody has listed)',
    where: 'result of the operation',
    faults: [put('failed-odd', { kind: 'failed', code: 'SomethingOdd', message: 'It broke.' })],
    ...ask('ResourceFailed', /It broke/, /retry/),
    requests: 2,
  }),
  local('failed-always', {
    fault: 'provisioningState Failed (InternalServerError), three times',
    where: 'result of the operation',
    faults: [put('failed-always', { kind: 'failed', code: 'InternalServerError' }, { times: 3 })],
    ...ask('OperationLost', /ended badly/, /Azure status.*retry/),
    requests: 4,
  }),
  local('policy', {
    fault: '403 RequestDisallowedByPolicy',
    where: 'PUT',
    faults: [
      put(
        'policy',
        error(403, 'RequestDisallowedByPolicy', {
          message:
            'Resource \'lgw\' was disallowed by policy. Policy identifiers: \'[{"name":"Allowed locations"}]\'.',
        }),
        { times: undefined },
      ),
    ],
    ...ask('PolicyDenied', /Allowed locations/, /adapt the worksheet .*exemption, then retry/),
    requests: 2,
  }),
  local('lock', {
    fault: '409 ScopeLocked',
    where: 'PUT',
    faults: [put('lock', error(409, 'ScopeLocked', { message: "the scope(s) '/s' are locked" }))],
    ...ask('ResourceLocked', /are locked/, /lift the management lock, then retry/),
    requests: 2,
  }),
  local('rights', {
    fault: '403 AuthorizationFailed',
    where: 'PUT',
    faults: [
      put(
        'rights',
        error(403, 'AuthorizationFailed', {
          message:
            "The client 'x' with object id '99999999-8888-7777-6666-555555555555' does not have authorization to perform action " +
            "'Microsoft.Network/localNetworkGateways/write' over scope '/subscriptions/s/resourceGroups/rg-rights' or the scope is invalid.",
        }),
        { times: undefined },
      ),
    ],
    ...ask(
      'AuthorizationFailed',
      /Microsoft\.Network\/localNetworkGateways\/write.*rg-rights/,
      /localNetworkGateways\/write is in the role "Directory synchronisation deployer".*az role assignment create/,
    ),
    requests: 2,
  }),
];

describe('faults of Azure Resource Manager', function () {
  this.timeout(300_000);
  let temporal: TemporalBench;
  before(async () => (temporal = await openTemporal()));
  playAll(() => temporal, [...passing, ...asking], impatient);
  after(() => temporal.close());
});
