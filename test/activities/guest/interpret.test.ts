import assert from 'node:assert/strict';
import type { GuestScript } from '../../../activities/api';
import { isProblem } from '../../../activities/failures';
import { interpret } from '../../../activities/guest/interpret';
import { lastJsonLine, readOutcome } from '../../../activities/guest/outcome';
import type { ProblemCode } from '../../../roadmap/problems';
import { contoso } from '../../support/worksheet';

const w = contoso();

const membership = {
  computerName: 'CONTOSO-SYNC01',
  domain: 'corp.contoso.com',
  partOfDomain: true,
  domainController: 'dc1.corp.contoso.com',
  secureChannel: true,
  lastBoot: '2026-11-24T08:00:00Z',
};
const prerequisites = {
  osCaption: 'Microsoft Windows Server 2022 Datacenter Azure Edition',
  osBuild: 20348,
  dotNetRelease: 528449,
  powerShell: '5.1.20348.2849',
  executionPolicy: 'RemoteSigned',
  tls12: true,
  memoryGiB: 8,
  freeDiskGiB: 104,
  internet: [{ host: 'login.microsoftonline.com', reachable: true }],
  changed: [],
};
const installer = {
  version: '2.6.92.0',
  sha256: null,
  installed: true,
  changed: false,
  downloadedFrom: null,
};
const run = {
  connector: 'corp.contoso.com',
  profile: 'Full Import',
  result: 'success',
  finished: '2026-11-24T08:00:00Z',
};
const synchronisation = {
  configured: true,
  schedulerEnabled: true,
  suspended: false,
  staging: false,
  syncCycleInterval: '00:30:00',
  nextCycle: '2026-11-24T08:30:00Z',
  lastRuns: [run],
  passwordHashSync: true,
  connectorAccount: 'CORP\\MSOL_1a2b',
  connectorAccountLocation: 'CN=MSOL_1a2b,CN=Users,DC=corp,DC=contoso,DC=com',
  serviceAccount: 'NT SERVICE\\ADSync',
  version: '2.6.92.0',
};
const proxy = { proxy: 'http://p:8080', bypass: [], machineConfig: true, winHttp: true, changed: true };

const cases: [string, GuestScript, Record<string, unknown>, ProblemCode | 'evidence', RegExp?][] = [
  ['proxy set', 'set-proxy', proxy, 'evidence'],
  ['WinHTTP left out', 'set-proxy', { ...proxy, winHttp: false }, 'GuestScriptFailed', /WinHTTP/],
  ['member', 'verify-membership', membership, 'evidence'],
  ['member, other case', 'verify-membership', { ...membership, domain: 'CORP.contoso.com' }, 'evidence'],
  [
    'workgroup',
    'verify-membership',
    { ...membership, partOfDomain: false, domain: 'WORKGROUP' },
    'DomainJoinFailed',
    /no domain/,
  ],
  [
    'another domain',
    'verify-membership',
    { ...membership, domain: 'lab.contoso.com' },
    'DomainJoinFailed',
    /lab\.contoso\.com/,
  ],
  [
    'broken channel',
    'verify-membership',
    { ...membership, secureChannel: false, domainController: null },
    'DomainJoinFailed',
    /secure channel/,
  ],
  ['fit', 'verify-prerequisites', prerequisites, 'evidence'],
  [
    'fit, disk measured',
    'verify-prerequisites',
    { ...prerequisites, diskGiB: 80, freeDiskGiB: 50 },
    'evidence',
  ],
  [
    'memory',
    'verify-prerequisites',
    { ...prerequisites, memoryGiB: 3.5 },
    'PrerequisiteMissing',
    /3\.5 GiB of memory/,
  ],
  [
    'disk',
    'verify-prerequisites',
    { ...prerequisites, diskGiB: 32, freeDiskGiB: 12 },
    'PrerequisiteMissing',
    /70 GB/,
  ],
  [
    'full disk',
    'verify-prerequisites',
    { ...prerequisites, diskGiB: 127, freeDiskGiB: 2 },
    'PrerequisiteMissing',
    /free/,
  ],
  ['TLS', 'verify-prerequisites', { ...prerequisites, tls12: false }, 'PrerequisiteMissing', /TLS 1\.2/],
  [
    '.NET',
    'verify-prerequisites',
    { ...prerequisites, dotNetRelease: 460798 },
    'PrerequisiteMissing',
    /4\.7\.2/,
  ],
  [
    'PowerShell',
    'verify-prerequisites',
    { ...prerequisites, powerShell: '4.0' },
    'PrerequisiteMissing',
    /PowerShell/,
  ],
  [
    'unreachable',
    'verify-prerequisites',
    { ...prerequisites, internet: [{ host: 'login.microsoftonline.com', reachable: false }] },
    'PrerequisiteMissing',
    /does not reach login/,
  ],
  ['installed before', 'install-entra-connect', installer, 'evidence'],
  [
    'hash',
    'install-entra-connect',
    { error: 'HashMismatch', message: 'x' },
    'InstallerRefused',
    /not the one/,
  ],
  [
    'old',
    'install-entra-connect',
    { error: 'VersionTooOld', message: 'x' },
    'InstallerRefused',
    /older than 2\.6/,
  ],
  [
    'no file',
    'install-entra-connect',
    { error: 'DownloadFailed', message: '404' },
    'InstallerRefused',
    /download/,
  ],
  [
    'msiexec',
    'install-entra-connect',
    { error: 'InstallFailed', message: '1603' },
    'InstallerRefused',
    /1603/,
  ],
  [
    'unheard-of error',
    'install-entra-connect',
    { error: 'Odd', message: 'x' },
    'GuestScriptFailed',
    /Odd: x/,
  ],
  ['synchronises', 'verify-synchronisation', synchronisation, 'evidence'],
  [
    'wizard not run',
    'verify-synchronisation',
    { ...synchronisation, configured: false, schedulerEnabled: false, lastRuns: [] },
    'SynchronisationNotRunning',
    /not configured/,
  ],
  [
    'wizard open',
    'verify-synchronisation',
    { ...synchronisation, suspended: true },
    'SynchronisationNotRunning',
    /wizard is still open/,
  ],
  [
    'staging',
    'verify-synchronisation',
    { ...synchronisation, staging: true },
    'SynchronisationNotRunning',
    /staging/,
  ],
  [
    'disabled',
    'verify-synchronisation',
    { ...synchronisation, schedulerEnabled: false },
    'SynchronisationNotRunning',
    /disabled/,
  ],
  [
    'no hashes',
    'verify-synchronisation',
    { ...synchronisation, passwordHashSync: false },
    'SynchronisationNotRunning',
    /hash/,
  ],
  [
    'failed run',
    'verify-synchronisation',
    { ...synchronisation, lastRuns: [run, { ...run, profile: 'Export', result: 'completed-export-errors' }] },
    'SynchronisationNotRunning',
    /Export on corp\.contoso\.com: completed-export-errors/,
  ],
  [
    'full import failed, delta import after it went well',
    'verify-synchronisation',
    {
      ...synchronisation,
      lastRuns: [
        { ...run, result: 'stopped-connectivity' },
        { ...run, profile: 'Delta Import', finished: '2026-11-24T08:30:00Z' },
      ],
    },
    'evidence',
  ],
  [
    'delta import failed, full import before it went well',
    'verify-synchronisation',
    {
      ...synchronisation,
      lastRuns: [
        { ...run, profile: 'Delta Import', result: 'no-start-credentials', finished: '2026-11-24T08:30:00Z' },
        run,
      ],
    },
    'SynchronisationNotRunning',
    /Delta Import on corp\.contoso\.com: no-start-credentials/,
  ],
  ['first cycle', 'verify-synchronisation', { ...synchronisation, lastRuns: [] }, 'NotReadyYet', /first/],
  ['another shape', 'verify-membership', { computerName: 1 }, 'Defect', /computerName/],
];

describe('interpretation of guest scripts', () => {
  for (const [name, script, json, expected, message] of cases) {
    it(`${script}: ${name} → ${expected}`, () => {
      const failed = 'error' in json;
      const view = {
        executionState: failed ? 'Failed' : 'Succeeded',
        exitCode: failed ? 1 : 0,
        output: `noise\r\n${JSON.stringify(json)}\r\n`,
      };
      const found = interpret(script, w, readOutcome(view, script, w));
      assert.equal(isProblem(found) ? found.code : 'evidence', expected);
      if (isProblem(found)) {
        assert.ok(found.remedy.length > 10);
        assert.match(found.message, message ?? /./);
      }
    });
  }

  it('warns of moving the connector account, with its place', () => {
    const evidence = interpret('verify-synchronisation', w, { json: synchronisation });
    assert.equal(
      'connectorAccountLocation' in evidence && evidence.connectorAccountLocation,
      synchronisation.connectorAccountLocation,
    );
    assert.match(
      'warning' in evidence ? String(evidence.warning) : '',
      /^Leave the account.*MSOL_1a2b.*CN=Users/,
    );
    const connectorAccountLocation = 'CN=MSOL_1a2b,OU=Service,DC=corp,DC=contoso,DC=com';
    const moved = interpret('verify-synchronisation', w, {
      json: { ...synchronisation, connectorAccountLocation },
    });
    assert.match('warning' in moved ? String(moved.warning) : '', /IS NOT IN THE CONTAINER Users/);
  });
});

describe('outcome of a run command', () => {
  const outcomes: [string, Parameters<typeof readOutcome>[0], ProblemCode, RegExp][] = [
    ['timed out', { executionState: 'TimedOut' }, 'TimedOut', /did not report back/],
    ['result lost', { executionState: 'Running' }, 'TimedOut', /state Running/],
    ['nothing known', undefined, 'TimedOut', /Unknown/],
    ['cancelled', { executionState: 'Canceled' }, 'GuestScriptFailed', /cancelled/],
    [
      'broken script',
      { executionState: 'Failed', exitCode: 1, output: '', error: 'At line:1 char:5\n+ boo' },
      'GuestScriptFailed',
      /exit code 1: At line/,
    ],
    [
      'exit code 1 in a run that Azure calls a success',
      { executionState: 'Succeeded', exitCode: 1, output: '{"computerName":"X"}' },
      'GuestScriptFailed',
      /exit code 1/,
    ],
    ['no output', { executionState: 'Succeeded', exitCode: 0, output: '' }, 'GuestScriptFailed', /nothing/],
  ];
  for (const [name, view, code, message] of outcomes) {
    it(`${name} → ${code}`, () => {
      const outcome = readOutcome(view, 'verify-membership', w);
      assert.ok('problem' in outcome);
      assert.equal(outcome.problem.code, code);
      assert.match(outcome.problem.message, message);
    });
  }

  it('names the missing outbound access where the worksheet wants none', () => {
    const closed = contoso((input) => {
      input.virtualNetwork.outbound = 'none';
    });
    const outcome = readOutcome({ executionState: 'TimedOut' }, 'set-proxy', closed);
    assert.match('problem' in outcome ? outcome.problem.remedy : '', /outbound: none/);
  });

  it('reads the last line only, and objects only', () => {
    assert.deepEqual(lastJsonLine('{"a":1}\r\n{"b":2}\r\n\r\n'), { b: 2 });
    assert.equal(lastJsonLine('{"a":1}\nbye'), undefined);
    assert.equal(lastJsonLine('[1]'), undefined);
    assert.equal(lastJsonLine('cut off"}'), undefined);
  });
});
