import assert from 'node:assert/strict';
import { fault } from '../../simulator/core/faults/schema';
import { activeFault, faultsState } from '../../simulator/core/faults/state';
import { bucketsOf } from '../../simulator/graph/throttling';
import { application, e3, graphBench, refused, type BatchAnswer, type GraphBench } from './graphBench';
import { options } from './siteWorld';

describe('$batch of the simulated Graph', () => {
  let bench: GraphBench;
  before(async () => {
    bench = await graphBench();
  });
  after(() => bench.stop());
  const person = (n: number) => bench.user(n).userPrincipalName;
  const send: GraphBench['send'] = (requests) => bench.send(requests);
  const headers = { 'Content-Type': 'application/json' };
  const location = (id: string, user: string, usageLocation: string) => ({
    id,
    method: 'PATCH',
    url: `/users/${user}`,
    headers,
    body: { usageLocation },
  });
  const licence = (id: string, user: string, dependsOn?: string[]) => ({
    id,
    method: 'POST',
    url: `/users/${user}/assignLicense`,
    headers,
    body: { addLicenses: [{ skuId: e3 }], removeLicenses: [] },
    ...(dependsOn ? { dependsOn } : {}),
  });
  const statuses = ({ responses }: BatchAnswer) =>
    Object.fromEntries(responses.map(({ id, status }) => [id, status]));

  it('answers each request for itself, in the order that they depend on each other', async () => {
    const answer = await send([
      location('1', person(20), 'DE'),
      licence('2', person(20), ['1']),
      location('3', person(21), 'XX'),
      licence('4', person(21), ['3']),
      { id: '5', method: 'GET', url: '/users?$filter=accountEnabled eq true&$top=1' },
      { id: '6', method: 'GET', url: '/users/nobody' },
      licence('7', person(22)),
      location('8', person(22), 'DE'),
    ]);
    const { 7: seventh, 8: eighth, ...others } = statuses(answer);
    assert.deepEqual(others, { 1: 204, 2: 200, 3: 400, 4: 424, 5: 200, 6: 404 });
    assert.equal([seventh, eighth].filter((status) => status === 409).length, 1);
  });

  it('is limited, and must be in order', async () => {
    const many = Array.from({ length: 21 }, (_, n) => ({
      id: String(n),
      method: 'GET',
      url: '/organization',
    }));
    await refused(send(many), 400, /maximum value of 20/, 'BadRequest');
    await refused(send([licence('1', person(20), ['2'])]), 400, /depends on '2'/, 'BadRequest');
    await refused(
      send([location('1', 'a', 'NL'), location('1', 'b', 'NL')]),
      400,
      /used twice/,
      'BadRequest',
    );
  });

  it('throttles each request for itself', async () => {
    const throttled429 = fault.parse({
      name: 'throttled',
      what: { service: 'graph', path: '/v1.0/organization' },
      how: { kind: 'error', status: 429, code: 'TooManyRequests', retryAfter: 10 },
      times: 1,
    });
    faultsState(bench.simulator.world).active.push(activeFault(throttled429));
    const answer = await send([
      { id: '1', method: 'GET', url: '/organization' },
      { id: '2', method: 'GET', url: '/organization' },
    ]);
    assert.deepEqual(Object.values(statuses(answer)).sort(), [200, 429]);
    const throttled = answer.responses.find(({ status }) => status === 429);
    assert.equal(throttled?.headers['Retry-After'], '1');
  });

  const refusals: [title: string, requests: object[], message: RegExp][] = [
    ['nothing', [], /Invalid batch payload format/],
    [
      'ids that differ in case only',
      [location('a', 'x', 'NL'), location('A', 'y', 'NL')],
      /'A' is used twice/,
    ],
    ['a request without id', [{ method: 'GET', url: '/users' }], /id/],
    ['another method', [{ id: '1', method: 'TRACE', url: '/users' }], /method/],
    [
      'a write without body',
      [{ id: '7', method: 'POST', url: '/users/x/assignLicense', headers }],
      /Write request id : 7 does not contain Content-Type header or body\./,
    ],
    [
      'a write without content type',
      [{ id: '7', method: 'PATCH', url: '/users/x', body: {} }],
      /Write request id : 7 does not contain/,
    ],
  ];
  for (const [title, requests, message] of refusals) {
    it(`refuses ${title}`, () => refused(send(requests), 400, message, 'BadRequest'));
  }

  it('refuses absolute addresses and a batch in a batch, each for itself, and answers in its own order', async () => {
    const { responses } = await send([
      { id: 'good', method: 'GET', url: 'organization' },
      { id: 'absolute', method: 'GET', url: `${bench.simulator.endpoints.graph}/v1.0/organization` },
      { id: 'nested', method: 'POST', url: '/$batch', headers, body: { requests: [] } },
    ]);
    assert.deepEqual(
      responses.map(({ id, status }) => [id, status]),
      [
        ['nested', 400],
        ['absolute', 400],
        ['good', 200],
      ],
    );
    assert.equal(responses.at(-1)?.headers['x-ms-resource-unit'], '1');
  });

  it('throttles by units what no longer has room, each for itself', async () => {
    const { world } = bench.simulator;
    world.clock.set({ stopped: true });
    const scope = `Tenant_Application/Write/${application.clientId}/${options.tenant.id}`;
    bucketsOf(world).set(scope, { spent: 2999, at: world.clock.now() });
    const answer = await send([
      location('1', person(30), 'NL'),
      location('2', person(31), 'NL'),
      { id: '3', method: 'GET', url: '/organization' },
    ]);
    const { 3: read, ...writes } = statuses(answer);
    assert.equal(read, 200);
    assert.deepEqual(Object.values(writes).sort(), [204, 429]);
    const refusal = answer.responses.find(({ status }) => status === 429);
    assert.equal(refusal?.headers['Retry-After'], '1');
    assert.equal(refusal.headers['x-ms-throttle-scope'], scope);
    assert.equal(refusal.headers['x-ms-throttle-information'], 'WriteLimitExceeded');
    assert.equal(refusal.body?.error?.code, 'TooManyRequests');
  });
});
