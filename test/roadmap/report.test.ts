import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { buildReport, renderHtml } from '../../roadmap/report';
import schema from '../../roadmap/report/report.schema.json';
import type { Progress } from '../../roadmap/progress';
import { gateIds } from '../../worksheet/schema';
import { phases } from '../../roadmap/steps';
import {
  at,
  finishedProgress,
  parked,
  play,
  samplePlan,
  sampleWorksheet,
  startProgress,
} from './reportFixture';
import { contoso } from '../support/worksheet';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
addFormats(ajv);
const fits = ajv.compile(schema);

function assertFits(report: unknown): void {
  const written: unknown = JSON.parse(JSON.stringify(report));
  assert.ok(fits(written), JSON.stringify(fits.errors, null, 2));
}

const worksheet = sampleWorksheet();
const finished = buildReport({ worksheet, progress: finishedProgress() });
const expressRoute = sampleWorksheet({
  connection: { kind: 'expressRoute', circuitId: '/subscriptions/x/expressRouteCircuits/erc-amsterdam' },
  dns: { location: 'azure', servers: [{ name: 'dc-az', address: '10.24.65.4' }] },
  proxy: undefined,
});
const existing = sampleWorksheet({
  virtualNetwork: { name: 'vnet-hub', addressSpace: '10.24.64.0/20', existing: true, outbound: 'none' },
  connection: { kind: 'existing' },
});

describe('report', () => {
  const built: [string, unknown][] = [
    ['finished', finished],
    ['just begun', buildReport({ worksheet, progress: startProgress(worksheet) })],
    ['parked', buildReport({ worksheet, progress: play(startProgress(worksheet), [parked]) })],
    [
      'abandoned',
      buildReport({
        worksheet,
        progress: play(startProgress(worksheet), [
          parked,
          { type: 'abandoned', abandoned: { at: at(136), by: 'anna@contoso.com', comment: 'other plans' } },
          { type: 'finished', at: at(136), outcome: 'abandoned' },
        ]),
      }),
    ],
    ['over ExpressRoute', buildReport({ worksheet: expressRoute, progress: finishedProgress(expressRoute) })],
    ['over what exists', buildReport({ worksheet: existing, progress: finishedProgress(existing) })],
  ];
  for (const [name, report] of built) it(`fits its schema: ${name}`, () => assertFits(report));

  it('has a schema that knows all gates and phases', () => {
    assert.deepEqual(schema.$defs.gate.properties.id.enum, [...gateIds]);
    assert.deepEqual(
      schema.$defs.step.properties.phase.enum,
      phases.map(({ id }) => id),
    );
  });

  it('says who decided, and leaves undecided gates undecided', () => {
    const plan = finished.gates.find((gate) => gate.id === 'plan')!;
    assert.deepEqual(
      [plan.decision, plan.by, plan.decisions.length, plan.status],
      ['approve', 'bram@contoso.com', 2, 'approved'],
    );
    const half = play(startProgress(worksheet), [
      { type: 'gateOpened', gate: 'plan', at: at(1), instructions: [] },
      { type: 'gateVoted', gate: 'plan', vote: { decision: 'approve', by: 'anna@contoso.com', at: at(2) } },
    ]);
    const open = buildReport({ worksheet, progress: half }).gates[0]!;
    assert.deepEqual([open.decision, open.by, open.at, open.comment], [null, null, null, null]);
    assert.equal(open.decisions.length, 1);
  });

  it('is interim until there is an outcome', () => {
    const interim = buildReport({ worksheet, progress: startProgress(worksheet) });
    assert.deepEqual([interim.outcome, interim.finishedAt], [null, null]);
    assert.equal(finished.outcome, 'succeeded');
  });

  it('has the configuration with the addresses that Azure gave', () => {
    assert.equal(finished.configuration.connection.gatewayAddress, '20.61.9.77');
    assert.equal(finished.configuration.server.address, '10.24.64.4');
    assert.equal(finished.configuration.server.entraConnectVersion, '2.6.92.0');
  });

  it('says who may decide, anybody included', () => {
    const anybody = finished.trust.filter((one) => one.anybody).map(({ gate }) => gate);
    assert.deepEqual(anybody, ['on-premises-route', 'entra-connect', 'licensing']);
  });

  it('lists what is left to do', () => {
    const text = finished.leftToDo.join('\n');
    assert.match(text, /"A record of the server" was skipped \(dc2 is down/);
    assert.match(
      text,
      /Never move, rename or delete the account MSOL_4f1c2d9e8a7b \(CN=Users,DC=corp,DC=contoso,DC=com\)/,
    );
    assert.match(text, /3 users ended without/);
    assert.match(text, /Remote Desktop \(TCP 3389\) from 10\.1\.0\.0\/16 and 192\.168\.40\.0\/22 only/);
    assert.match(text, /Rotate the IPsec shared key \(env:CONTOSO_VPN_KEY\)/);
    assert.match(text, /anna@contoso\.com, bram@contoso\.com and noor@contoso\.com/);
  });

  it('says loudly that names are as declared, or who signed in, with the id of the token', () => {
    const person = { objectId: 'oid-of-anna', userPrincipalName: 'anna@contoso.com', tokenId: 'uti-of-anna' };
    const proven = contoso((input) => {
      input.approvals = {
        trust: 'entra',
        clientId: '5b7e0c1d-92a4-4f36-8c0b-6d1e7f3a9b58',
        operators: [person.userPrincipalName],
      };
    });
    const vote = { decision: 'approve', by: person.userPrincipalName, at: at(3), person } as const;
    const progress = play(startProgress(proven), [
      { type: 'requesterProven', person },
      { type: 'gateVoted', gate: 'plan', vote },
      { type: 'mended', mend: { at: at(4), by: vote.by, person, what: 'retry of tunnel' } },
    ]);
    const report = buildReport({ worksheet: proven, progress });
    assertFits(report);
    const { trustMode, requester, gates } = report;
    assert.deepEqual([trustMode, requester, gates[0]!.decisions], ['entra', person, [vote]]);
    const text = renderHtml(report);
    assert.equal(text.split('object id oid-of-anna, token uti-of-anna').length, 4);
    assert.doesNotMatch(text, /as declared/);
    assert.match(renderHtml(finished), /class="warn">Names are as declared/);
  });

  it('says of what was cancelled that nothing was made', () => {
    const cancelled = play(startProgress(worksheet), [{ type: 'finished', at: at(5), outcome: 'cancelled' }]);
    assert.match(buildReport({ worksheet, progress: cancelled }).leftToDo[0]!, /Nothing was made in Azure/);
  });
});

describe('report as a page', () => {
  const page = renderHtml(finished);

  it('needs no network and no script', () => {
    assert.doesNotMatch(page, /<script|<link|<img|@import|url\((?!#)/i);
    assert.doesNotMatch(page, /(src|href)="(?!#)/i);
    assert.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/);
  });

  it('is well formed, with one heading of the first rank and captions on all tables', () => {
    const opened = [...page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/gi)];
    const stack: string[] = [];
    for (const [whole, close, name, self] of opened) {
      if (self || ['meta', 'br'].includes(name!)) continue;
      if (close) assert.equal(stack.pop(), name, whole);
      else stack.push(name!);
    }
    assert.deepEqual(stack, []);
    const count = (pattern: RegExp) => [...page.matchAll(pattern)].length;
    assert.equal(count(/<h1/g), 1);
    assert.equal(count(/<table/g), count(/<caption/g));
    assert.equal(count(/<svg/g), 1);
    assert.match(page, /role="img" aria-labelledby="figure-title figure-description"/);
    assert.match(page, /<desc id="figure-description">\s*A site-to-site VPN joins/);
  });

  it('draws the real values', () => {
    const svg = page.slice(page.indexOf('<svg'), page.indexOf('</svg>'));
    const drawn = [
      '10.24.64.0/20',
      'GatewaySubnet',
      '20.61.9.77',
      '131.107.8.20',
      'CONTOSO-SYNC1',
      '10.24.64.4',
    ];
    for (const value of [
      ...drawn,
      '10.1.0.10 dc1',
      'http://proxy.corp.contoso.com:8080',
      '412 synchronised',
    ]) {
      assert.ok(svg.includes(value), `${value} is not drawn`);
    }
  });

  it('draws no gateway where the connection is there already', () => {
    const other = renderHtml(buildReport({ worksheet: existing, progress: finishedProgress(existing) }));
    const svg = other.slice(other.indexOf('<svg'), other.indexOf('</svg>'));
    assert.doesNotMatch(svg, /GatewaySubnet|VPN device/);
    assert.match(svg, /Existing/);
  });

  it('escapes whatever others wrote', () => {
    const hostile = `<script>alert(1)</script>"'&\u0000\u202e`;
    const hurt = <T>(value: T): T =>
      JSON.parse(
        JSON.stringify(value, (key, inner: unknown) =>
          typeof inner === 'string' &&
          ![
            'phase',
            'status',
            'id',
            'kind',
            'decision',
            'dnsLocation',
            'outbound',
            'gate',
            'cloud',
            'outcome',
          ].includes(key)
            ? hostile
            : inner,
        ),
      ) as T;
    const report = buildReport({
      worksheet,
      progress: play(finishedProgress(), [{ type: 'planned', plan: samplePlan }]),
    });
    const attacked = renderHtml(hurt(report));
    assert.doesNotMatch(attacked, /<script/i);
    assert.ok(!attacked.includes('\u0000') && !attacked.includes('\u202e'));
    assert.match(attacked, /&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&#39;&amp;/);
  });

  it('is the same for the same report', () => {
    const again: Progress = finishedProgress();
    assert.equal(renderHtml(buildReport({ worksheet, progress: again })), page);
  });
});
