import assert from 'node:assert/strict';
import type { Client } from '@microsoft/microsoft-graph-client';
import { problemOf } from '../../../activities/failures';
import { requestsFor } from '../../../activities/graph/assign';
import { missing } from '../../../activities/graph/awaitTenant';
import {
  packed,
  sendGroups,
  unfinished,
  type BatchAnswer,
  type BatchRequest,
} from '../../../activities/graph/batch';
import { createPreview } from '../../../activities/graph/preview';
import type { TenantUser } from '../../../activities/graph/read';
import { reasonOf } from '../../../activities/graph/reasons';
import { lackOf, provisioningFailure, ruleFor } from '../../../activities/graph/rules';
import { ownedSkus, type OwnedSku } from '../../../activities/graph/skus';
import { domainChecks, licenceChecks, synchronisationCheck } from '../../../activities/graph/tenantChecks';
import type { LicenceRule } from '../../../worksheet/schema';
import { contoso } from '../../support/worksheet';

const user = (change: Partial<TenantUser> = {}): TenantUser => ({
  id: 'u1',
  userPrincipalName: 'ada@contoso.com',
  department: 'Sales',
  usageLocation: null,
  assignedLicenses: [],
  onPremisesProvisioningErrors: [],
  ...change,
});
const rule = (name: string, users: LicenceRule['users'], sku = 'SPE_E3'): LicenceRule => ({
  name,
  users,
  usageLocation: 'NL',
  licences: [{ sku, disabledPlans: [] }],
});
const e3 = '05e9a617-0261-4cee-bb44-138d3ef5d965';
const teams = '57ff2da0-773e-42df-b2af-ffb7a2317929';
const owned = ownedSkus([
  {
    skuId: e3,
    skuPartNumber: 'SPE_E3',
    capabilityStatus: 'Enabled',
    consumedUnits: 10,
    prepaidUnits: { enabled: 12 },
    servicePlans: [{ servicePlanName: 'TEAMS1', servicePlanId: teams }],
  },
  {
    skuId: 'f1',
    skuPartNumber: 'SPE_F1',
    capabilityStatus: 'Suspended',
    prepaidUnits: { enabled: 1 },
    consumedUnits: 4,
  },
]);

describe('licence rules', () => {
  const rules = [
    rule('group', { group: 'Licensed' }),
    rule('both', { department: 'sales', upnSuffix: '@contoso.com' }),
    rule('suffix', { upnSuffix: 'fabrikam.com' }),
  ];
  const members = new Map([['Licensed', new Set(['u7'])]]);
  const cases: [string, Partial<TenantUser>, string | undefined][] = [
    ['member of the group', { id: 'u7' }, 'group'],
    ['department and suffix', {}, 'both'],
    ['only one of two conditions', { userPrincipalName: 'ada@other.com' }, undefined],
    ['no department', { department: null }, undefined],
    ['suffix, other case', { userPrincipalName: 'ada@FABRIKAM.com', department: null }, 'suffix'],
  ];
  for (const [name, change, expected] of cases) {
    it(`${name} → ${expected ?? 'no rule'}`, () => {
      assert.equal(ruleFor(user(change), rules, members)?.name, expected);
    });
  }

  it('selects everybody where a rule has no condition', () => {
    assert.equal(ruleFor(user(), [rule('all', {})], new Map())?.name, 'all');
  });

  it('adds only what is not there', () => {
    const everything = rule('all', {});
    assert.deepEqual(lackOf(user(), everything, owned), {
      location: 'NL',
      licences: [{ skuId: e3, disabledPlans: [] }],
    });
    const has = user({
      usageLocation: 'DE',
      assignedLicenses: [{ skuId: e3.toUpperCase(), disabledPlans: [] }],
    });
    assert.deepEqual(lackOf(has, everything, owned), { licences: [] });
    const partly = { ...everything, licences: [{ sku: 'spe_e3', disabledPlans: ['Teams1'] }] };
    assert.deepEqual(lackOf(user({ usageLocation: 'DE' }), partly, owned).licences, [
      { skuId: e3, disabledPlans: [teams] },
    ]);
  });

  it('tells provisioning errors in words', () => {
    const conflict = {
      category: 'PropertyConflict',
      propertyCausingError: 'ProxyAddress',
      value: 'ada@contoso.com',
    };
    assert.match(
      provisioningFailure(user({ onPremisesProvisioningErrors: [conflict] })) ?? '',
      /ProxyAddress ada@contoso\.com is already used/,
    );
    assert.equal(provisioningFailure(user()), undefined);
  });
});

describe('batches', () => {
  const group = requestsFor(user(), { location: 'NL', licences: [{ skuId: e3, disabledPlans: [] }] });
  const answered = (...answers: BatchAnswer[]) => new Map(answers.map((answer) => [answer.id, answer]));

  it('set the location before the licence', () => {
    assert.deepEqual(
      group.map(({ id, method, url, dependsOn }) => [id, method, url, dependsOn]),
      [
        ['u1-location', 'PATCH', '/users/u1', undefined],
        ['u1-licences', 'POST', '/users/u1/assignLicense', ['u1-location']],
      ],
    );
  });

  it('hold whole users, 20 requests at most', () => {
    const many = Array.from({ length: 13 }, (_, n) =>
      requestsFor({ id: `u${n}` }, { location: 'NL', licences: [{ skuId: e3, disabledPlans: [] }] }),
    );
    const single: BatchRequest[] = [{ ...group[0]!, id: 'one' }];
    assert.deepEqual(
      packed([...many.slice(0, 9), single, ...many.slice(9)]).map((batch) => batch.length),
      [19, 8],
    );
  });

  it('repeat what was throttled, and no more than that', () => {
    const [location, licences] = group as [BatchRequest, BatchRequest];
    const cases: [number, number, string[]][] = [
      [204, 200, []],
      [204, 429, [licences.id]],
      [429, 424, [location.id, licences.id]],
      [204, 409, [licences.id]],
      [400, 424, []],
      [204, 400, []],
    ];
    for (const [first, second, expected] of cases) {
      const again = unfinished(
        group,
        answered({ id: location.id, status: first }, { id: licences.id, status: second }),
      );
      assert.deepEqual(
        again.map((request) => request.id),
        expected,
        `${first}, ${second}`,
      );
      assert.ok(again.length !== 1 || again[0]!.dependsOn === undefined);
    }
  });

  /** Answers the nth batch with the nth status for licences; locations always go through. */
  function sending(statuses: number[], again = true) {
    const sent: string[][] = [];
    const slept: number[] = [];
    const post = async ({ requests }: { requests: BatchRequest[] }) => {
      sent.push(requests.map((request) => request.id));
      const status = statuses[Math.min(sent.length, statuses.length) - 1]!;
      return {
        responses: requests.map(({ id, method }) =>
          method === 'PATCH'
            ? { id, status: 204 }
            : { id, status, headers: { 'Retry-After': '7' }, body: { error: { code: 'x', message: 'y' } } },
        ),
      };
    };
    const client = { api: () => ({ post }) } as unknown as Client;
    const sleep = async (ms: number) => void slept.push(ms);
    return {
      sent,
      slept,
      answers: sendGroups(client, [group], { heartbeat: () => undefined, sleep, retryAfterMs: 10, again }),
    };
  }

  it('wait as long as Graph says, and then go on', async () => {
    const { sent, slept, answers } = sending([429, 409, 200]);
    assert.equal((await answers).get('u1-licences')?.status, 200);
    assert.deepEqual(sent, [['u1-location', 'u1-licences'], ['u1-licences'], ['u1-licences']]);
    assert.deepEqual(slept, [7000, 7000]);
  });

  it('leave lasting throttling to Temporal, with the delay', async () => {
    await assert.rejects(sending([429]).answers, (error) => {
      assert.equal(problemOf(error)?.code, 'Throttled');
      assert.equal((error as { nextRetryDelay?: unknown }).nextRetryDelay, 7000);
      return true;
    });
  });

  it('leave lasting trouble of Graph to Temporal, until the last attempt reports the user', async () => {
    await assert.rejects(sending([503]).answers, (error) => problemOf(error)?.code === 'ServiceUnavailable');
    const { answers } = sending([503], false);
    assert.equal((await answers).get('u1-licences')?.status, 503);
  });

  it('report a user who is gone or busy to the last, and hold nobody else up', async () => {
    for (const status of [404, 409]) {
      const { sent, answers } = sending([status]);
      assert.equal((await answers).get('u1-licences')?.status, status);
      assert.equal(sent.length, 6);
    }
  });

  it('stop the page where a right is missing, which no user is to blame for', async () => {
    await assert.rejects(sending([403]).answers, (error) => problemOf(error)?.code === 'AuthorizationFailed');
  });

  const reasons: [number, string, RegExp][] = [
    [400, 'Subscription with SKU x does not have any available licenses.', /^no seat is left/],
    [
      400,
      'License assignment failed because service plans a and b are mutually exclusive.',
      /^the licence conflicts/,
    ],
    [400, 'License assignment cannot be done for user with invalid usage location.', /^the usage location/],
    [
      400,
      'License assignment failed because service plan x depends on the service plan(s) y',
      /^the licence needs/,
    ],
    [400, 'Something new', /^refused \(Request_BadRequest\): Something new/],
    [404, 'Resource not found', /deleted/],
    [409, 'busy', /again and again/],
    [503, 'busy', /HTTP 503/],
  ];
  for (const [status, message, expected] of reasons) {
    it(`explain ${status} ${message.slice(0, 60)}`, () => {
      assert.match(
        reasonOf({ id: 'x', status, body: { error: { code: 'Request_BadRequest', message } } }),
        expected,
      );
    });
  }
});

describe('tenant checks', () => {
  const now = Date.parse('2026-11-24T12:00:00Z');
  const synchronisation: [string, object, boolean, string][] = [
    ['never', { onPremisesSyncEnabled: null }, false, 'passed'],
    [
      'idle',
      { onPremisesSyncEnabled: true, onPremisesLastSyncDateTime: '2026-11-20T12:00:00Z' },
      false,
      'warning',
    ],
    [
      'elsewhere',
      { onPremisesSyncEnabled: true, onPremisesLastSyncDateTime: '2026-11-24T11:40:00Z' },
      false,
      'failed',
    ],
    [
      'our own',
      { onPremisesSyncEnabled: true, onPremisesLastSyncDateTime: '2026-11-24T11:40:00Z' },
      true,
      'warning',
    ],
  ];
  for (const [name, organization, serverExists, expected] of synchronisation) {
    it(`directory synchronisation ${name} → ${expected}`, () => {
      assert.equal(synchronisationCheck(organization, now, serverExists).result, expected);
    });
  }

  it('wants the UPN suffixes of the rules verified, and suggests', () => {
    const w = contoso((input) => {
      input.licensing.rules = [{ ...rule('a', { upnSuffix: 'contso.com' }) }];
    });
    const verifiedDomains = [{ name: 'contoso.onmicrosoft.com' }, { name: 'contoso.com' }];
    const [tenant, suffix] = domainChecks(w, { displayName: 'Contoso', verifiedDomains });
    assert.equal(tenant?.result, 'passed');
    assert.equal(suffix?.result, 'failed');
    assert.match(suffix.remedy ?? '', /Did you mean contoso\.com\?/);
    assert.equal(domainChecks(w, { verifiedDomains: verifiedDomains.slice(0, 1) })[0]?.result, 'warning');
  });

  it('wants the products owned, active and numerous', () => {
    const check = (sku: string, disabledPlans: string[] = [], expectedUsers = 2) =>
      licenceChecks(
        contoso((input) => {
          input.licensing = {
            expectedUsers,
            rules: [{ ...rule('a', {}), licences: [{ sku, disabledPlans }] }],
          };
        }),
        owned,
      )[0];
    assert.equal(check('SPE_E3')?.result, 'passed');
    assert.equal(check(e3)?.result, 'passed');
    assert.equal(check('SPE_E3', [], 3)?.result, 'warning');
    assert.match(check('SPE_E33')?.finding ?? '', /did you mean SPE_E3\?/);
    assert.match(check('VISIO')?.finding ?? '', /does not own VISIO$/);
    assert.match(check('SPE_F1')?.finding ?? '', /not active/);
    assert.match(check('SPE_E3', ['TEAMS9'])?.finding ?? '', /no service plan TEAMS9/);
  });
});

describe('products of the tenant', () => {
  const cases: [status: string, units: object, consumed: number, expected: object][] = [
    ['Enabled', { enabled: 10 }, 4, { enabled: true, expiring: false, free: 6 }],
    ['Enabled', { enabled: 10, warning: 5 }, 12, { enabled: true, expiring: true, free: 3 }],
    ['Warning', { enabled: 0, warning: 5 }, 5, { enabled: true, expiring: true, free: 0 }],
    ['Suspended', { enabled: 0, suspended: 5 }, 5, { enabled: false, expiring: false, free: 0 }],
    ['LockedOut', { lockedOut: 5 }, 0, { enabled: false, expiring: false, free: 0 }],
  ];
  for (const [capabilityStatus, prepaidUnits, consumedUnits, expected] of cases) {
    it(`${capabilityStatus} ${JSON.stringify(prepaidUnits)} with ${consumedUnits} in use`, () => {
      const [{ enabled, expiring, free }] = ownedSkus([
        { capabilityStatus, prepaidUnits, consumedUnits },
      ]) as [OwnedSku];
      assert.deepEqual({ enabled, expiring, free }, expected);
    });
  }

  it('in their grace period are warned of', () => {
    const expiring = owned.map((sku) => ({ ...sku, expiring: true }));
    const [check] = licenceChecks(contoso(), expiring.slice(0, 1)).slice(-1);
    assert.equal(check?.result, 'warning');
    assert.match(check.finding, /grace period/);
  });
});

describe('tenant synchronisation', () => {
  const w = contoso();
  it('names everything that is missing', () => {
    assert.equal(missing(w, '2026-11-24T12:00:00Z', { onPremisesSyncEnabled: null }, 3).length, 3);
    const done = { onPremisesSyncEnabled: true, onPremisesLastSyncDateTime: '2026-11-24T12:00:01Z' };
    assert.deepEqual(missing(w, '2026-11-24T12:00:00Z', done, w.licensing.expectedUsers), []);
  });
});

describe('licence preview', () => {
  it('counts seats, and says who will go without', () => {
    const w = contoso((input) => {
      input.licensing.rules = [rule('sales', { department: 'Sales' }), rule('gone', { group: 'Gone' })];
    });
    const preview = createPreview(w, owned, new Map());
    preview.add([
      ...['a', 'b', 'c'].map((id) => user({ id })),
      user({ id: 'd', usageLocation: 'DE' }),
      user({ id: 'e', department: 'IT', userPrincipalName: 'eve@contoso.com' }),
    ]);
    const result = preview.result();
    assert.deepEqual(result.seats, [{ sku: 'SPE_E3', needed: 4, free: 2 }]);
    assert.deepEqual([result.synchronised, result.selected], [5, 4]);
    const all = result.warnings.join('\n');
    for (const expected of [
      /no group "Gone"/,
      /2 users will end/,
      /eve@.*no rule/,
      /keeps the usage location DE/,
    ]) {
      assert.match(all, expected);
    }
  });

  it('names a hundred users at most', () => {
    const w = contoso((input) => {
      input.licensing.rules = [rule('it', { department: 'IT' })];
    });
    const preview = createPreview(w, owned, new Map());
    preview.add(Array.from({ length: 250 }, (_, n) => user({ id: `u${n}` })));
    const { warnings } = preview.result();
    assert.equal(warnings.length, 100);
    assert.match(warnings.at(-1) ?? '', /and 151 more/);
  });
});
