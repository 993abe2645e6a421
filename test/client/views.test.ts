import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { renderList, renderPlan, renderStatus, renderUsers, useColor } from '../../client/views';
import { shorten, table, wrap } from '../../client/views/text';
import type { Plan } from '../../roadmap/plan';
import type { ProgressEvent } from '../../roadmap/progress';
import {
  at,
  finishedProgress,
  parked,
  play,
  samplePlan,
  sampleWorksheet,
  startProgress,
} from '../roadmap/reportFixture';

const worksheet = sampleWorksheet();
const beginning = startProgress(worksheet);
const view = { now: Date.parse(at(45)), width: 100, color: false };
const gate: ProgressEvent[] = [
  { type: 'stepStarted', step: 'vpn-device', at: at(15) },
  {
    type: 'gateOpened',
    gate: 'vpn-device',
    at: at(15),
    expiresAt: at(1440),
    instructions: ['Set up the tunnel to 20.61.9.77', 'Approve'],
  },
];
/** Lines that hold a text, with the text. */
const line = (text: string, part: string): string => text.split('\n').find((one) => one.includes(part)) ?? '';

describe('status', () => {
  it('shows each step with mark, time, usual time and key evidence', () => {
    const progress = play(beginning, [
      { type: 'stepStarted', step: 'preflight', at: at(0) },
      { type: 'stepDone', step: 'preflight', at: at(1), evidence: { checks: 14, id: '/subscriptions/x' } },
      { type: 'stepStarted', step: 'gateway', at: at(15) },
      { type: 'stepStarted', step: 'gateway', at: at(16) },
      { type: 'stepSkipped', step: 'proxy', at: at(20), reason: 'not yet' },
      ...gate,
    ]);
    const text = renderStatus(progress, view);
    const expected: [string, string][] = [
      ['contoso', 'contoso  running, and waits for approval; 2 of 29 steps; 45 minutes'],
      ['Pre-flight', '├─ ✓ Pre-flight checks against subscription and tenant  1 minute; checks 14'],
      [
        'Virtual network gateway',
        '├─ ⋯ Virtual network gateway                            for 30 minutes (usually about 35 minutes);…',
      ],
      ['VPN device configured', '├─ ⏸ VPN device configured                              for 30 minutes'],
      [
        'Proxy agreed',
        '├─ – Proxy agreed                                       not needed: the worksheet asks for no such…',
      ],
      ['Proxy settings', '└─ ↷ Proxy settings on the server                       skipped: not yet'],
      ['Virtual machine', '├─ · Virtual machine                                    usually about 4 minutes'],
    ];
    for (const [part, whole] of expected) assert.equal(line(text, part), whole);
  });

  it('says what waits for whom, and the commands that answer it', () => {
    const text = renderStatus(play(beginning, gate), view);
    assert.ok(
      text.endsWith(`Waiting for

⏸ VPN device configured (gate vpn-device), for 30 minutes
   1. Set up the tunnel to 20.61.9.77
   2. Approve
  Who decides: noor@contoso.com. Expires 25 November 2026, 08:00 UTC.

    npx dirsync approve contoso vpn-device --by <you>
    npx dirsync reject contoso vpn-device --by <you> --comment "<why>"
`),
      text,
    );
  });

  it('gives problem, remedy and commands of what is parked', () => {
    const text = renderStatus(play(beginning, [parked]), view);
    assert.match(line(text, '─ ✗ Domain join'), /DomainCredentialsRefused$/);
    assert.ok(
      text.endsWith(`✗ Domain join (step domain-join): DomainCredentialsRefused
  corp.contoso.com refused the join account (1326).
  on /subscriptions/66666666/virtualMachines/CONTOSO-SYNC1
  What to do: Put the password at file:/run/secrets/join right, then retry.

    npx dirsync retry contoso domain-join --by <you>
    npx dirsync abandon contoso --by <you> --comment "<why>"
`),
      text,
    );
  });

  it('offers to skip only what may be skipped', () => {
    const text = renderStatus(play(beginning, [{ ...parked, step: 'proxy' } as typeof parked]), view);
    assert.match(text, /npx dirsync skip contoso proxy --by <you> --comment "<why>"/);
  });

  it('shows the plan while it waits for approval, and who has approved', () => {
    const text = renderStatus(
      play(beginning, [
        { type: 'planned', plan: samplePlan },
        { type: 'gateOpened', gate: 'plan', at: at(1), instructions: ['Read'] },
        { type: 'gateVoted', gate: 'plan', vote: { decision: 'approve', by: 'anna@contoso.com', at: at(2) } },
      ]),
      view,
    );
    assert.match(text, /\+ create {2}virtual network gateway {2}vgw-contoso/);
    assert.match(text, /bram@contoso\.com\. 2 people must approve; anna@contoso\.com did\./);
  });

  it('waits for nothing when it is over, and is the same with colour but for the styles', () => {
    const plain = renderStatus(finishedProgress(), view);
    assert.equal(line(plain, 'contoso  '), 'contoso  succeeded; 29 of 29 steps; 3 hours 44 minutes');
    assert.doesNotMatch(plain, /Waiting for/);
    const coloured = renderStatus(finishedProgress(), { ...view, color: true });
    assert.notEqual(coloured, plain);
    assert.equal(stripVTControlCharacters(coloured), plain);
  });

  it('lets no text of others command the terminal', () => {
    const hostile: ProgressEvent = {
      type: 'stepParked',
      step: 'tunnel',
      at: at(1),
      problem: { code: 'TunnelNotConnected', message: 'a\u001b[2Jb\u202e\nc', remedy: 'wait' },
    };
    const text = renderStatus(play(beginning, [hostile]), view);
    assert.match(text, /a \[2Jb c/);
    for (const character of ['\u001b', '\u202e']) assert.ok(!text.includes(character));
  });
});

describe('plan', () => {
  it('lists resources, checks, gates and who decides, loudly where anybody may', () => {
    assert.equal(
      renderPlan(samplePlan, worksheet, { color: false, width: 110 }),
      `Plan of contoso: westeurope, subscription 66666666-7777-4888-9999-aaaaaaaaaaaa

Action    What                     Name                Usually
= leave   resource group           rg-contoso-dirsync
+ create  virtual network          vnet-contoso        under a minute
           10.24.64.0/20
+ create  virtual network gateway  vgw-contoso         about 35 minutes
           VpnGw1AZ

Checks
✓ vCPU quota: 2 of 20 used
! Licence seats: ENTERPRISEPACK has 398 free, 400 are expected.
  What to do: Buy 2 more.

Gate               What is decided                 Who decides
plan               Approval of the plan            anna@contoso.com or bram@contoso.com (2 of them)
on-premises-route  On-premises route and firewall  ANYBODY
vpn-device         VPN device configured           noor@contoso.com
entra-connect      Entra Connect configured        ANYBODY
licensing          Approval of licensing           ANYBODY
! NO APPROVERS for on-premises-route, entra-connect and licensing: anybody who can reach the workflow may
  decide. Name approvers under gates in the worksheet.

Usually about 62 minutes, without waiting for people. 1 warning to heed.
`,
    );
  });

  it('says that a blocked plan cannot be carried out', () => {
    const blocked: Plan = {
      usualMinutes: 1,
      resources: [{ ...samplePlan.resources[0]!, action: 'blocked', details: ['belongs to somebody else'] }],
      checks: [
        { id: 'region', title: 'Region', result: 'failed', finding: 'no such region', remedy: 'Choose one.' },
      ],
    };
    const text = renderPlan(blocked, worksheet, { color: false, width: 110 });
    assert.match(text, /^! blocked {2}resource group/m);
    assert.match(text, /^ {11}belongs to somebody else$/m);
    assert.match(text, /✗ Region: no such region\n {2}What to do: Choose one\./);
    assert.match(
      text,
      /can't be carried out: 1 failed check and 1 blocked resource\. Put that right first\./,
    );
  });
});

describe('lists', () => {
  it('show deployments and what they wait for', () => {
    assert.equal(
      renderList([
        { deployment: 'contoso', startedAt: at(0), phase: 'Gateway', waitingFor: ['vpn-device'] },
        {
          deployment: 'fabrikam',
          startedAt: at(60),
          phase: 'Hand-over',
          waitingFor: [],
          outcome: 'succeeded',
        },
      ]),
      `Deployment  Started                      Phase      Outcome    Waits for
contoso     24 November 2026, 08:00 UTC  Gateway               vpn-device
fabrikam    24 November 2026, 09:00 UTC  Hand-over  succeeded
`,
    );
    assert.equal(renderList([]), 'No deployments.\n');
  });

  it('show users that failed, with the reason', () => {
    assert.equal(
      renderUsers({
        users: { synchronised: 2, licensed: 1, failed: [{ user: 'mila@x', reason: 'no seat' }] },
      }),
      '2 users synchronised, 1 licensed, 1 failed.\n  mila@x  no seat\n',
    );
    assert.equal(
      renderUsers({ users: { synchronised: 1, licensed: 1, failed: [] } }),
      '1 user synchronised, 1 licensed, 0 failed.\n',
    );
  });
});

describe('colour', () => {
  const table: [NodeJS.ProcessEnv, boolean | undefined, boolean][] = [
    [{}, true, true],
    [{}, undefined, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ];
  for (const [env, isTTY, expected] of table) {
    it(`${JSON.stringify(env)} on ${isTTY ? 'a terminal' : 'a pipe'}: ${expected}`, () =>
      assert.equal(useColor(env, { isTTY }), expected));
  }
});

describe('layout', () => {
  it('wraps at spaces and keeps long words whole', () => {
    assert.deepEqual(wrap('one two  averyverylongword x', 9, '- '), [
      '- one two',
      '  averyverylongword',
      '  x',
    ]);
  });
  it('shortens', () => assert.deepEqual([shorten('abcdef', 4), shorten('abc', 4)], ['abc…', 'abc']));
  it('aligns columns under their titles', () =>
    assert.deepEqual(table(['N', 'X'], [['10', 'a']], 80), ['N   X', '10  a']));
});
