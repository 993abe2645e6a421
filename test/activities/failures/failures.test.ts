import { strict as assert } from 'node:assert';
import { createServer } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClientSecretCredential } from '@azure/identity';
import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { joinHints } from '../../../activities/failures/domainJoin';
import { describeError, problemOf, toFailure } from '../../../activities/failures';
import { problemClasses, type ProblemCode } from '../../../roadmap/problems';

/** As the ARM clients throw it. */
const arm = (status: number, code: string, message = code, headers: Record<string, string> = {}) =>
  Object.assign(new Error(message), {
    name: 'RestError',
    code,
    statusCode: status,
    request: { body: '{"adminPassword":"Never-Shown-1"}' },
    response: {
      headers: { get: (name: string): string | undefined => headers[name] },
      bodyAsText: JSON.stringify({ error: { code, message } }),
    },
  });
const failedOperation = (code: string, message: string) =>
  new Error(`The long-running operation has failed. ${code}. ${message}`);
const join32 = (code: number | string) =>
  failedOperation(
    'VMExtensionProvisioningError',
    `VM has reported a failure when processing extension 'join-domain'. Error message: 'Exception(s) occurred while joining Domain 'corp.contoso.com' (error code ${code})'.`,
  );
const node = (code: string) => Object.assign(new Error(`connect ${code} 10.0.0.1:443`), { code });
const graph = (statusCode: number, code: string, message: string) =>
  Object.assign(new Error(message), {
    statusCode,
    code,
    body: JSON.stringify({ code, message }),
    requestId: 'r-1',
  });
const signIn = (code: string) =>
  Object.assign(new Error(`invalid_client: ${code}: something about it. Trace ID: 1`), {
    name: 'AuthenticationRequiredError',
  });

const cases: [string, unknown, ProblemCode][] = [
  [
    'quota of cores',
    arm(409, 'OperationNotAllowed', 'would exceed approved Total Regional Cores quota'),
    'QuotaExceeded',
  ],
  ['quota', arm(409, 'QuotaExceeded'), 'QuotaExceeded'],
  ['public addresses', arm(400, 'PublicIPCountLimitReached'), 'QuotaExceeded'],
  [
    'a machine that is still made',
    arm(409, 'OperationNotAllowed', "it is in provisioning state 'Creating'."),
    'Locked',
  ],
  ['another refusal', arm(409, 'OperationNotAllowed', 'Not on this machine.'), 'ConflictingChange'],
  ['size', arm(409, 'SkuNotAvailable'), 'SkuNotAvailable'],
  ['region', arm(400, 'LocationNotAvailableForResourceType'), 'SkuNotAvailable'],
  [
    'allocation',
    failedOperation('AllocationFailed', 'We do not have sufficient capacity.'),
    'AllocationFailed',
  ],
  ['policy', arm(403, 'RequestDisallowedByPolicy'), 'PolicyDenied'],
  ['lock', arm(409, 'ScopeLocked'), 'ResourceLocked'],
  ['rights', arm(403, 'AuthorizationFailed'), 'AuthorizationFailed'],
  ['rights on a reference', arm(403, 'LinkedAuthorizationFailed'), 'AuthorizationFailed'],
  ['unknown 403', arm(403, 'SomethingNew'), 'AuthorizationFailed'],
  ['provider', arm(409, 'MissingSubscriptionRegistration'), 'ProviderNotRegistered'],
  ['throttled', arm(429, 'TooManyRequests'), 'Throttled'],
  ['throttled, without a code', arm(429, ''), 'Throttled'],
  ['locked behind a 429', arm(429, 'RetryableErrorDueToAnotherOperation'), 'Locked'],
  [
    'locked, a machine',
    arm(409, 'Conflict', 'The request failed due to conflict with a concurrent request.'),
    'Locked',
  ],
  ['locked, asynchronous', failedOperation('AnotherOperationInProgress', 'Busy.'), 'Locked'],
  ['server error', arm(500, 'InternalServerError'), 'ServiceUnavailable'],
  ['bad gateway without a body', Object.assign(new Error('x'), { statusCode: 502 }), 'ServiceUnavailable'],
  ['no token', arm(401, 'InvalidAuthenticationToken'), 'AuthenticationFailed'],
  ['expired token', arm(401, 'ExpiredAuthenticationToken'), 'SignInExpired'],
  [
    'Graph: expired token',
    graph(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'),
    'SignInExpired',
  ],
  ['changed meanwhile', arm(412, 'PreconditionFailed'), 'Locked'],
  [
    'half an answer',
    Object.assign(new Error('x'), { code: 'PARSE_ERROR', statusCode: 200 }),
    'NetworkFailure',
  ],
  ['change in place', arm(409, 'PropertyChangeNotAllowed'), 'ConflictingChange'],
  ['bad value', arm(400, 'InvalidParameter'), 'InvalidRequest'],
  ['missing reference', arm(404, 'ResourceNotFound'), 'InvalidRequest'],
  ['failed in an unknown way', failedOperation('SomethingOdd', 'It broke.'), 'ResourceFailed'],
  ['guest did not come up', failedOperation('OSProvisioningTimedOut', 'timed out'), 'ResourceFailed'],
  ['refused', node('ECONNREFUSED'), 'NetworkFailure'],
  ['unknown host', node('ENOTFOUND'), 'NetworkFailure'],
  [
    'fetch failed',
    Object.assign(new TypeError('fetch failed'), { cause: node('ECONNRESET') }),
    'NetworkFailure',
  ],
  ['wrong client secret', signIn('AADSTS7000215'), 'AuthenticationFailed'],
  ['expired client secret', signIn('AADSTS7000222'), 'AuthenticationFailed'],
  ['unknown tenant', signIn('AADSTS90002'), 'AuthenticationFailed'],
  [
    'no credential',
    Object.assign(new Error('ChainedTokenCredential authentication failed.'), {
      name: 'AggregateAuthenticationError',
      errors: [
        Object.assign(new Error('EnvironmentCredential is unavailable.'), {
          name: 'CredentialUnavailableError',
        }),
        // What a look for a metadata service that is not there leaves in the chain.
        Object.assign(new Error('network_error: Network request failed'), { name: 'ClientAuthError' }),
      ],
    }),
    'AuthenticationFailed',
  ],
  [
    'Graph: rights',
    graph(403, 'Authorization_RequestDenied', 'Insufficient privileges.'),
    'AuthorizationFailed',
  ],
  ['Graph: throttled', graph(429, 'TooManyRequests', 'Too many.'), 'Throttled'],
  [
    'Graph: seats',
    graph(400, 'Request_BadRequest', 'Subscription with SKU x does not have any available licenses.'),
    'NoSeats',
  ],
  ['Graph: bad request', graph(400, 'Request_BadRequest', 'Invalid value.'), 'InvalidRequest'],
  ['our own mistake', new TypeError("Cannot read properties of undefined (reading 'x')"), 'Defect'],
  ['not an error at all', 'text', 'Defect'],
  ['join: no controller', join32(1355), 'DomainUnreachable'],
  ['join: path', join32(53), 'DomainUnreachable'],
  ['join: credentials', join32(1326), 'DomainCredentialsRefused'],
  ['join: credentials, hexadecimal', join32('0x52e'), 'DomainCredentialsRefused'],
  ['join: credentials, as HRESULT', join32('0x8007052E'), 'DomainCredentialsRefused'],
  ['join: denied', join32(5), 'DomainCredentialsRefused'],
  ['join: exists', join32(2224), 'DomainJoinFailed'],
  ['join: machine quota', join32(8557), 'DomainJoinFailed'],
  ['join: no such unit', join32(2), 'DomainJoinFailed'],
  ['join: another code', join32(9999), 'DomainJoinFailed'],
];

describe('the table of failures', () => {
  for (const [what, error, code] of cases) {
    it(`${what} → ${code}`, () => {
      const failure = toFailure(error, { doing: 'making the server', resource: '/subscriptions/s/x' });
      assert.ok(failure instanceof ApplicationFailure);
      assert.equal(failure.type, code);
      assert.equal(failure.nonRetryable, problemClasses[code] !== 'retry');
      assert.equal(failure.cause, undefined);
      const found = problemOf(failure);
      assert.equal(found?.resource, '/subscriptions/s/x');
      assert.match(found?.message ?? '', /^Making the server failed: ./);
      assert.ok((found?.remedy ?? '').length > 20);
      assert.doesNotMatch(JSON.stringify(found), /Never-Shown-1|The long-running operation/);
    });
  }

  it('says what each Win32 code of the domain join means', () => {
    for (const [code, hint] of Object.entries(joinHints)) {
      assert.ok(toFailure(join32(Number(code))).message.includes(hint.meaning), code);
    }
  });

  const clientSays = (what: string) =>
    `The client '99999999-8888-7777-6666-555555555555' with object id '11111111-8888-7777-6666-555555555555' ${what}`;
  const refusals: [what: string, error: unknown, resource: string | undefined, remedy: RegExp][] = [
    [
      'an action of our role',
      arm(
        403,
        'AuthorizationFailed',
        clientSays(
          "does not have authorization to perform action 'Microsoft.Network/natGateways/write' over scope '/subscriptions/s/resourceGroups/g' or the scope is invalid.",
        ),
      ),
      undefined,
      /Microsoft\.Network\/natGateways\/write is in the role "Directory synchronisation deployer".*Network Contributor has it too.*--assignee 11111111-\S+ --role "Directory synchronisation deployer" --scope \/subscriptions\/s\/resourceGroups\/g`/,
    ],
    [
      'an action that our role leaves out',
      arm(
        403,
        'AuthorizationFailed',
        clientSays(
          "does not have authorization to perform action 'Microsoft.Compute/galleries/write' over scope '/s'",
        ),
      ),
      undefined,
      /Microsoft\.Compute\/galleries\/write is in the role "Contributor"\. /,
    ],
    [
      'a linked scope',
      arm(
        403,
        'LinkedAuthorizationFailed',
        clientSays(
          "has permission to perform action 'Microsoft.Network/networkInterfaces/write' on scope '/a'; however, it does not have permission to perform action(s) 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '/b' (respectively) or the linked scope(s) are invalid.",
        ),
      ),
      undefined,
      /subnets\/join\/action is in the role .*--scope \/b`/,
    ],
    [
      'a licence',
      graph(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
      '/users/u1/assignLicense',
      /LicenseAssignment\.ReadWrite\.All.*consents/,
    ],
    [
      'something else',
      graph(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
      '/elsewhere',
      /deploy\/azure-role\.json for Azure, docs\/graph-permissions\.md for Graph/,
    ],
  ];
  for (const [what, error, resource, remedy] of refusals) {
    it(`says who gives the right to ${what}`, () =>
      assert.match(problemOf(toFailure(error, { resource }))!.remedy, remedy));
  }

  it('takes the delay from Retry-After, in seconds or as a date', () => {
    const after = (value: string): unknown =>
      (toFailure(arm(429, 'TooManyRequests', 'x', { 'retry-after': value })) as ApplicationFailure)
        .nextRetryDelay;
    assert.equal(after('20'), 20_000);
    const date = Number(after(new Date(Date.now() + 60_000).toUTCString()));
    assert.ok(date > 55_000 && date <= 60_000);
    assert.equal(after('soon'), undefined);
  });

  it('counts waiting as no fault, and refusals as one', () => {
    const category = (error: unknown) => (toFailure(error) as ApplicationFailure).category;
    assert.equal(category(arm(429, 'TooManyRequests')), ApplicationFailureCategory.BENIGN);
    assert.notEqual(category(arm(403, 'AuthorizationFailed')), ApplicationFailureCategory.BENIGN);
  });

  it('keeps correlation and code for a support case', () => {
    const found = problemOf(
      toFailure(arm(409, 'SkuNotAvailable', 'x', { 'x-ms-correlation-request-id': 'c-1' })),
    );
    assert.deepEqual(found?.service, { code: 'SkuNotAvailable', status: 409, correlationId: 'c-1' });
  });

  it('finds the exact code in nested details', () => {
    const error = arm(400, 'DeploymentFailed');
    error.response.bodyAsText = JSON.stringify({
      error: {
        code: 'RetryableError',
        message: 'Retry.',
        details: [{ code: 'ReferencedResourceNotProvisioned', message: 'Not yet.' }],
      },
    });
    assert.deepEqual(describeError(error).codes.slice(0, 3), [
      'DeploymentFailed',
      'RetryableError',
      'ReferencedResourceNotProvisioned',
    ]);
    assert.equal((toFailure(error) as ApplicationFailure).type, 'Locked');
  });

  it('hides secrets that a service echoes, and shortens long answers', () => {
    const failure = toFailure(arm(400, 'Bad', `password hunter2 is bad ${'x'.repeat(5000)}`), {
      secrets: ['hunter2'],
    });
    assert.match(failure.message, /password \*\*\* is bad/);
    assert.ok(failure.message.length < 700);
  });

  it('passes on what is a failure already', () => {
    const cancelled = new CancelledFailure('stop');
    assert.equal(toFailure(cancelled), cancelled);
    const own = toFailure(arm(429, 'x'));
    assert.equal(toFailure(own), own);
  });

  it('recognises that the sign-in service can not be reached', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const credential = new ClientSecretCredential('7c1d6e0a-3b52-4a86-9d8e-51f6c2a4b7d1', 'id', 'secret', {
      authorityHost: `https://127.0.0.1:${port}`,
      disableInstanceDiscovery: true,
      retryOptions: { maxRetries: 0 },
    });
    const error = await credential.getToken('https://management.azure.com/.default').then(
      () => assert.fail('there is nothing to sign in at'),
      (reason: unknown) => reason,
    );
    assert.equal((toFailure(error) as ApplicationFailure).type, 'NetworkFailure');
  });

  it('has every code explained in docs/errors.md', () => {
    const text = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8');
    const headings = [...text.matchAll(/^### (\w+)$/gm)].map((match) => match[1]);
    assert.deepEqual(headings.sort(), Object.keys(problemClasses).sort());
  });
});
