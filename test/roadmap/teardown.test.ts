import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { abandonedWords, offersTeardown } from '../../roadmap/abandoned';
import { decisionRefusal, retryRefusal } from '../../roadmap/decisions';
import type { Ledger, LedgerEntry, Origin } from '../../roadmap/ledger';
import { entered, ledgerOverRuns } from '../../roadmap/ledger';
import type { Progress, ProgressEvent } from '../../roadmap/progress';
import { initialProgress, reduce } from '../../roadmap/reducer';
import { buildTeardownReport, renderTeardownHtml } from '../../roadmap/report';
import reportSchema from '../../roadmap/report/report.schema.json';
import schema from '../../roadmap/report/teardown.schema.json';
import type { PlannedRemoval, RemovableKind, TeardownPlan } from '../../roadmap/teardown';
import { holderOf, removalOrder, withHolders, withTeardownGate } from '../../roadmap/teardown';
import { sampleWorksheet } from './reportFixture';

const group = '/subscriptions/s/resourceGroups/rg';
const idOf = (kind: RemovableKind) => (kind === 'resourceGroup' ? group : `${group}/providers/x/${kind}`);
const entry = (origin: Origin, id = 'A'): LedgerEntry => ({ kind: 'gateway', id, origin });

describe('the ledger', () => {
  const table: [what: string, entries: Origin[], expected: Origin][] = [
    ['created', ['created'], 'created'],
    ['found', ['found'], 'found'],
    ['created, then found as wanted', ['created', 'found'], 'created'],
    ['adopted, then found', ['adopted', 'found'], 'adopted'],
    ['found, then made anew', ['found', 'created'], 'created'],
    ['adopted, deleted by somebody, made anew', ['adopted', 'created'], 'created'],
    ['created, replaced by others, adopted', ['created', 'adopted'], 'adopted'],
  ];
  for (const [what, origins, expected] of table) {
    it(what, () => {
      const ledger = origins.map((origin) => entry(origin)).reduce<Ledger>(entered, []);
      assert.deepEqual(ledger, [entry(expected)]);
    });
  }

  it('knows an id in any case', () =>
    assert.equal(entered([entry('created', 'a')], entry('found', 'A')).length, 1));

  it('goes over all runs: what a teardown removed is of no run any more', () => {
    const made = { ledger: [entry('created', '1'), entry('created', '2')], removed: [] };
    const found = { ledger: [entry('found', '1')], removed: [] };
    const down = { ledger: [], removed: ['1'] };
    assert.deepEqual(ledgerOverRuns([made, found]), made.ledger);
    assert.deepEqual(ledgerOverRuns([made, down, found]), [entry('created', '2'), entry('found', '1')]);
    assert.deepEqual(ledgerOverRuns([]), []);
  });
});

const goes = (kind: RemovableKind): PlannedRemoval => ({ kind, name: kind, id: idOf(kind), fate: 'goes' });
const everything = removalOrder.map(goes);
const planWith = (...staying: RemovableKind[]) =>
  withHolders(
    everything.map((one) => (staying.includes(one.kind) ? { ...one, fate: 'stays', reason: 'kept' } : one)),
  );

describe('what stays with what', () => {
  const table: [RemovableKind, RemovableKind[]][] = [
    [
      'virtualMachine',
      [
        'disk',
        'networkInterface',
        'virtualNetwork',
        'serverSubnet',
        'natGateway',
        'natAddress',
        'networkSecurityGroup',
      ],
    ],
    [
      'connection',
      [
        'gateway',
        'gatewayAddress',
        'localNetworkGateway',
        'virtualNetwork',
        'gatewaySubnet',
        'natGateway',
        'natAddress',
        'networkSecurityGroup',
      ],
    ],
    ['gatewayAddress', []],
    ['natGateway', ['natAddress']],
    ['gatewaySubnet', []],
    ['networkSecurityGroup', []],
  ];
  for (const [kind, held] of table) {
    it(`${kind} holds ${held.join(', ') || 'the group alone'}`, () => {
      const staying = planWith(kind)
        .filter(({ fate }) => fate === 'stays')
        .map((one) => one.kind);
      assert.deepEqual(staying.sort(), [kind, ...held, 'resourceGroup'].sort());
    });
  }

  it('a resource in another group does not hold the group', () => {
    const elsewhere = { ...goes('serverSubnet'), id: '/subscriptions/s/resourceGroups/rg2/providers/x/y' };
    assert.equal(holderOf(goes('resourceGroup'), [elsewhere]), undefined);
  });

  it('is removed after everything that uses it', () => {
    for (const kind of removalOrder) {
      for (const user of removalOrder) {
        const uses = kind !== 'resourceGroup' && holderOf(goes(kind), [goes(user)]);
        if (uses)
          assert.ok(removalOrder.indexOf(user) < removalOrder.indexOf(kind), `${user} before ${kind}`);
      }
    }
  });
});

const worksheet = sampleWorksheet();
const at = '2026-11-24T10:00:00.000Z';
const plan: TeardownPlan = {
  removals: planWith('gateway').map((one) =>
    one.kind === 'localNetworkGateway' ? { ...one, fate: 'absent' as const } : one,
  ),
  foreign: [{ id: `${group}/providers/x/vm`, name: '<vm>', type: 'Microsoft.Compute/virtualMachines' }],
  checks: [{ id: 'locks', title: 'Locks', result: 'warning', finding: 'not read', remedy: 'Give it.' }],
  tenant: ['Directory synchronisation of the tenant is on.'],
};
const begun = initialProgress({
  worksheet: withTeardownGate(worksheet),
  workflowId: 'dirsync/contoso',
  requestedBy: 'anna@contoso.com',
  at,
  teardown: 'history',
});
const play = (progress: Progress, ...events: ProgressEvent[]) => events.reduce(reduce, progress);
const planned = play(begun, { type: 'teardownPlanned', plan });

describe('progress of a teardown', () => {
  it('has its own steps, and says which of them have nothing to do', () => {
    const notes = Object.fromEntries(
      planned.steps.map(({ id, status, note }) => [id, note ? `${status}: ${note}` : status]),
    );
    assert.equal(notes['remove-server'], 'pending');
    assert.equal(notes['remove-gateway'], 'notNeeded: gateway stays: kept');
    assert.equal(notes['remove-local-network-gateway'], 'notNeeded: localNetworkGateway is gone already');
    assert.ok(!('tunnel' in notes));
  });

  it('answers about steps and gates of the deployment that it has none', () => {
    const by = 'bram@contoso.com';
    assert.match(
      retryRefusal(planned, worksheet, { step: 'tunnel', by }, { by })!,
      /teardown contoso has no step tunnel/,
    );
    const decision = { gate: 'plan', decision: 'approve', by } as const;
    assert.match(decisionRefusal(planned, worksheet, decision, { by })!, /no gate plan/);
  });

  it('goes by the plan’s deciders where the worksheet names none of its own, and never by itself', () => {
    const { teardown } = withTeardownGate(
      sampleWorksheet({ gates: { plan: { approvers: ['a@b.c'], automatic: true, expireAfter: '1 day' } } }),
    ).gates;
    assert.deepEqual(
      [teardown?.approvers, teardown?.automatic, teardown?.expireAfter],
      [['a@b.c'], false, undefined],
    );
    const own = sampleWorksheet({ gates: { plan: { approvers: ['a@b.c'] }, teardown: { automatic: true } } });
    assert.equal(withTeardownGate(own), own);
  });
});

describe('abandoning', () => {
  const deployment = initialProgress({ worksheet, workflowId: 'dirsync/contoso', requestedBy: 'anna', at });
  const made = play(deployment, { type: 'resourceEntered', entry: entry('created') });
  const over = (progress: Progress) => play(progress, { type: 'finished', at, outcome: 'abandoned' });

  it('offers the teardown where something was made', () => {
    assert.match(abandonedWords(made), /To remove it: npx dirsync teardown contoso --by <you>$/);
    assert.match(abandonedWords(deployment), /made nothing/);
    assert.match(abandonedWords(planned), /^The teardown is abandoned/);
    assert.deepEqual([over(made), over(deployment), over(planned), made].map(offersTeardown), [
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('report of a teardown', () => {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  addFormats(ajv);
  ajv.addSchema(reportSchema, 'report.schema.json');
  const fits = ajv.compile(schema);
  const removed = (kind: RemovableKind): ProgressEvent => ({
    type: 'removalEnded',
    removal: { kind, name: kind, id: idOf(kind), result: 'removed' },
  });
  const finished = play(planned, removed('virtualMachine'), removed('disk'), {
    type: 'finished',
    at,
    outcome: 'abandoned',
  });

  for (const [what, progress] of Object.entries({ begun, planned, finished })) {
    it(`fits its schema: ${what}`, () => {
      const written: unknown = JSON.parse(JSON.stringify(buildTeardownReport({ worksheet, progress })));
      assert.ok(fits(written), JSON.stringify(fits.errors, null, 2));
    });
  }

  it('says of each resource what became of it, and why it was left', () => {
    const { removals, leftToDo } = buildTeardownReport({ worksheet, progress: finished });
    const of = (kind: RemovableKind) => removals.find((one) => one.kind === kind)!;
    assert.deepEqual([of('virtualMachine').result, of('localNetworkGateway').result], ['removed', 'absent']);
    assert.deepEqual([of('gateway').result, of('gateway').reason], ['left', 'kept']);
    assert.deepEqual(
      [of('connection').result, of('connection').reason],
      ['left', 'the teardown ended before it'],
    );
    const text = leftToDo.join('\n');
    assert.match(text, /Still in Azure: .*virtual network gateway gateway.*npx dirsync teardown contoso/);
    assert.match(text, /delete the computer account CONTOSO-SYNC1, its DNS records/);
    assert.match(text, /the route to 10\.24\.64\.0\/20/);
  });

  it('is a page that fetches nothing and escapes what others wrote', () => {
    const page = renderTeardownHtml(buildTeardownReport({ worksheet, progress: finished }));
    assert.match(page, /2 resources removed, 1 gone already, \d+ left/);
    assert.match(page, /&lt;vm&gt; \(Microsoft\.Compute/);
    assert.match(page, /default-src 'none'/);
    assert.doesNotMatch(page, /<vm>|<script|undefined/);
    const count = (pattern: RegExp) => [...page.matchAll(pattern)].length;
    assert.equal(count(/<h1/g), 1);
    assert.equal(count(/<table/g), count(/<caption/g));
  });
});
