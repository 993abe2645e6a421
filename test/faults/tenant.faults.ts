import { provision } from '../../simulator/guest/provision';
import type { Bench } from './bench';
import { hanging, impatient, openTemporal, type TemporalBench } from './bench';
import { error, worksheetOf } from './deployment';
import { playAll, type FaultBody, type Scenario } from './scenario';

type Given = Omit<Scenario, 'name' | 'worksheet' | 'work' | 'counts' | 'own'> & Partial<Scenario>;

const people = 30;
const own = { options: (options: { site: { people: number } }) => void (options.site.people = people) };

/** Whom Entra Connect has brought. */
const arrive = ({ simulator: { world } }: Bench) =>
  provision(world, new Date(world.clock.now()).toISOString());

/** The step that reads the tenant. */
const reading = (name: string, given: Given): Scenario => ({
  name,
  worksheet: worksheetOf(name),
  work: { step: 'tenant-sync', since: new Date(0).toISOString() },
  prepare: arrive,
  counts: { service: 'graph', url: '/organization' },
  evidence: { synchronisedUsers: people },
  own,
  ...given,
});

/** The step that writes to it: 30 users are 60 requests in three batches. */
const licensing = (name: string, given: Given): Scenario => ({
  name,
  worksheet: worksheetOf(name, (input) => {
    input.licensing.rules = [{ name: 'Everybody', usageLocation: 'NL', licences: [{ sku: 'SPE_E3' }] }];
  }),
  work: { step: 'licences' },
  prepare: arrive,
  counts: { service: 'graph', url: '/$batch' },
  evidence: { licensed: people, failed: 0 },
  own,
  ...given,
});

const organization = { service: 'graph', path: '/v1.0/organization' };
const batch = { service: 'graph', path: '/v1.0/$batch' };
const assignLicense = { service: 'graph', method: 'POST', path: '*/assignLicense' };
const once = (what: object, how: object, more: Partial<FaultBody> = {}): FaultBody[] => [
  { what, how, times: 1, ...more },
];
const after5 = { headers: { 'Retry-After': '5' } };

const graph: Scenario[] = [
  reading('graph-throttled', {
    fault: '429, Retry-After 5',
    where: 'Graph, GET /organization',
    faults: once(organization, error(429, 'TooManyRequests', after5)),
    requests: 2,
    waits: 5,
  }),
  reading('graph-503', {
    fault: 'HTTP 503',
    where: 'Graph, GET /organization',
    faults: once(organization, error(503, 'serviceNotAvailable')),
    requests: 2,
  }),
  reading('graph-hang', {
    own: { ...own, ...hanging },
    fault: 'no answer',
    where: 'Graph, GET /organization',
    faults: once(organization, { kind: 'hang' }),
    requests: 2,
  }),
  reading('graph-reset', {
    fault: 'connection reset',
    where: 'Graph, GET /organization',
    faults: once(organization, { kind: 'reset' }),
    requests: 2,
  }),
  reading('graph-truncated', {
    fault: 'half an answer',
    where: 'Graph, GET /organization',
    faults: once(organization, { kind: 'truncated' }),
    requests: 2,
  }),
  reading('graph-page', {
    fault: '200 with a page of HTML',
    where: 'Graph, GET /organization',
    faults: once(organization, { kind: 'notJson', status: 200 }),
    requests: 2,
  }),
  reading('graph-no-json', {
    fault: '200 with broken JSON',
    where: 'Graph, GET /organization',
    faults: once(organization, {
      kind: 'notJson',
      status: 200,
      contentType: 'application/json',
      body: '{"value":',
    }),
    requests: 2,
  }),
  reading('graph-expired', {
    fault: 'expired token in mid-operation: the tokens that are fetched',
    where: 'Graph, GET /organization',
    faults: once(
      organization,
      error(401, 'InvalidAuthenticationToken', {
        message: 'Lifetime validation failed, the token is expired.',
      }),
    ),
    counts: { service: 'authority', method: 'POST' },
    requests: 2,
  }),
  reading('graph-rights', {
    fault: '403 Authorization_RequestDenied',
    where: 'Graph, GET /organization',
    faults: once(
      organization,
      error(403, 'Authorization_RequestDenied', {
        message: 'Insufficient privileges to complete the operation.',
      }),
    ),
    requests: 2,
    parks: {
      code: 'AuthorizationFailed',
      message: /Insufficient privileges/,
      remedy: /Organization\.Read\.All.*consents/,
    },
  }),
  licensing('items-throttled', {
    fault: '429, Retry-After 5, for 5 of 60 requests',
    where: 'Graph, inside a $batch',
    faults: once(assignLicense, error(429, 'TooManyRequests', after5), { times: 5 }),
    counts: { service: 'graph', url: '/assignLicense' },
    requests: people + 5,
    waits: 5,
  }),
  licensing('items-503', {
    fault: 'HTTP 503 for 5 of 60 requests',
    where: 'Graph, inside a $batch',
    faults: once(assignLicense, error(503, 'serviceNotAvailable'), { times: 5 }),
    counts: { service: 'graph', url: '/assignLicense' },
    requests: people + 5,
  }),
  licensing('items-503-after', {
    fault: 'HTTP 500 for 5 of 60 requests',
    where: 'Graph, inside a $batch, after the effect',
    faults: once(assignLicense, error(500, 'generalException'), { times: 5, where: 'after' }),
    counts: { service: 'graph', url: '/assignLicense' },
    requests: people + 5,
  }),
  licensing('items-unknown', {
    fault: '404 shortly after the user was made',
    where: 'Graph, inside a $batch',
    faults: once(assignLicense, error(404, 'Request_ResourceNotFound')),
    counts: { service: 'graph', url: '/assignLicense' },
    requests: people + 1,
  }),
  licensing('batch-throttled', {
    fault: '429, Retry-After 5, for the whole',
    where: 'Graph, $batch',
    faults: once(batch, error(429, 'TooManyRequests', after5)),
    requests: 4,
    waits: 5,
  }),
  licensing('batch-lost', {
    fault: 'connection reset: the licences that are assigned',
    where: 'Graph, $batch, after the effect',
    faults: once(batch, { kind: 'reset' }, { where: 'after' }),
    counts: { service: 'graph', url: '/assignLicense' },
    requests: people,
  }),
];

describe('faults of Microsoft Graph', function () {
  this.timeout(300_000);
  let temporal: TemporalBench;
  before(async () => (temporal = await openTemporal()));
  playAll(() => temporal, graph, impatient);
  after(() => temporal.close());
});
