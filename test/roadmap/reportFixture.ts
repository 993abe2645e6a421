import type { Worksheet, WorksheetInput } from '../../worksheet/schema';
import { worksheetSchema } from '../../worksheet/schema';
import type { Progress, ProgressEvent } from '../../roadmap/progress';
import { initialProgress, reduce } from '../../roadmap/reducer';
import type { StepId } from '../../roadmap/steps';
import { steps } from '../../roadmap/steps';
import type { Plan } from '../../roadmap/plan';
import { gateInstructions } from '../../roadmap/instructions';

/** A deployment as it could have been: for the tests of report and views, and to look at. */
export function sampleWorksheet(changes: Partial<WorksheetInput> = {}): Worksheet {
  return worksheetSchema.parse({
    deployment: 'contoso',
    azure: {
      tenantId: '11111111-2222-4333-8444-555555555555',
      subscriptionId: '66666666-7777-4888-9999-aaaaaaaaaaaa',
      resourceGroup: 'rg-contoso-dirsync',
      location: 'westeurope',
    },
    virtualNetwork: { name: 'vnet-contoso', addressSpace: '10.24.64.0/20' },
    subnets: {
      gateway: { prefix: '10.24.79.224/27' },
      server: { name: 'snet-directory-sync', prefix: '10.24.64.0/29' },
    },
    connection: { kind: 'vpn', deviceAddress: '131.107.8.20', sharedKey: 'env:CONTOSO_VPN_KEY' },
    dns: {
      servers: [
        { name: 'dc1', address: '10.1.0.10' },
        { name: 'dc2', address: '10.1.0.11' },
      ],
    },
    localNetwork: { prefixes: ['10.1.0.0/16', '192.168.40.0/22'] },
    server: {
      name: 'CONTOSO-SYNC1',
      administrator: {
        name: 'syncadmin',
        password: 'keyvault:https://kv-contoso.vault.azure.net/secrets/admin',
      },
    },
    domain: {
      name: 'corp.contoso.com',
      joinAccount: 'CORP\\joiner',
      joinPassword: 'file:/run/secrets/join',
    },
    proxy: { address: 'http://proxy.corp.contoso.com:8080' },
    entraConnect: {
      installer: {
        source: 'https://files.contoso.com/AzureADConnect.msi',
        sha256: 'ab'.repeat(32),
        minimumVersion: '2.6.92.0',
      },
    },
    licensing: {
      expectedUsers: 400,
      rules: [{ name: 'staff', usageLocation: 'NL', licences: [{ sku: 'ENTERPRISEPACK' }] }],
    },
    gates: {
      plan: { approvers: ['anna@contoso.com', 'bram@contoso.com'], approvals: 2 },
      'vpn-device': { approvers: ['noor@contoso.com'] },
    },
    ...changes,
  });
}

export const samplePlan: Plan = {
  usualMinutes: 62,
  resources: [
    {
      kind: 'resourceGroup',
      name: 'rg-contoso-dirsync',
      id: '/r/1',
      action: 'unchanged',
      details: [],
      usualMinutes: 0.1,
    },
    {
      kind: 'virtualNetwork',
      name: 'vnet-contoso',
      id: '/r/2',
      action: 'create',
      details: ['10.24.64.0/20'],
      usualMinutes: 0.3,
    },
    {
      kind: 'gateway',
      name: 'vgw-contoso',
      id: '/r/3',
      action: 'create',
      details: ['VpnGw1AZ'],
      usualMinutes: 35,
    },
  ],
  checks: [
    { id: 'quota', title: 'vCPU quota', result: 'passed', finding: '2 of 20 used' },
    {
      id: 'seats',
      title: 'Licence seats',
      result: 'warning',
      finding: 'ENTERPRISEPACK has 398 free, 400 are expected.',
      remedy: 'Buy 2 more.',
    },
  ],
};

const start = Date.parse('2026-11-24T08:00:00.000Z');
export const at = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();

export const startProgress = (worksheet: Worksheet): Progress =>
  initialProgress({ worksheet, workflowId: 'dirsync/contoso', requestedBy: 'anna@contoso.com', at: at(0) });

export const play = (progress: Progress, events: ProgressEvent[]): Progress =>
  events.reduce(reduce, progress);

/** Start, end (in minutes) and evidence of each step of the finished sample. */
const course: Partial<Record<StepId, [number, number, Progress['steps'][number]['evidence']]>> = {
  preflight: [0, 1, { checks: 14, warnings: ['ENTERPRISEPACK has 398 free seats'] }],
  'plan-approval': [1, 26, {}],
  'on-premises-route': [26, 95, {}],
  'resource-group': [
    26,
    26.2,
    { action: 'unchanged', id: '/subscriptions/66666666/resourceGroups/rg-contoso-dirsync' },
  ],
  'network-security-group': [
    26.2,
    26.5,
    { action: 'created', rdpSources: ['10.1.0.0/16', '192.168.40.0/22'] },
  ],
  'nat-gateway': [26.2, 27, { action: 'created', address: '20.61.4.18' }],
  'virtual-network': [27, 27.4, { action: 'created', addressSpace: '10.24.64.0/20' }],
  'gateway-address': [27.4, 27.6, { action: 'created', address: '20.61.9.77' }],
  gateway: [27.6, 66, { action: 'created', sku: 'VpnGw1AZ', generation: 'Generation1' }],
  'local-network-gateway': [27.4, 27.7, { action: 'created', deviceAddress: '131.107.8.20' }],
  connection: [66, 67, { action: 'created', protocol: 'IKEv2' }],
  'vpn-device': [67, 130, {}],
  tunnel: [130, 132, { status: 'Connected', ingressBytes: 48231, egressBytes: 51102 }],
  'network-interface': [27.4, 27.5, { action: 'created', privateAddress: '10.24.64.4' }],
  'virtual-machine': [27.5, 32, { action: 'created', size: 'Standard_D2s_v5', agent: 'Ready' }],
  'name-resolution': [132, 132.1, { answering: ['dc1 10.1.0.10', 'dc2 10.1.0.11'] }],
  proxy: [133, 134, { proxy: 'http://proxy.corp.contoso.com:8080' }],
  'domain-join': [134, 139, { domain: 'corp.contoso.com' }],
  membership: [139, 140, { domain: 'corp.contoso.com', partOfDomain: true }],
  prerequisites: [141, 142, { dotNet: '4.8', tls12: true, memoryGiB: 8 }],
  installer: [142, 145, { version: '2.6.92.0' }],
  'entra-connect': [145, 190, {}],
  'sync-proof': [
    190,
    194,
    {
      schedulerEnabled: true,
      passwordHashSync: true,
      connectorAccount: 'MSOL_4f1c2d9e8a7b',
      connectorAccountLocation: 'CN=Users,DC=corp,DC=contoso,DC=com',
    },
  ],
  'tenant-sync': [194, 201, { lastSync: at(200), synchronised: 412 }],
  'licence-preview': [201, 202, { selected: 405 }],
  licensing: [202, 220, {}],
  licences: [220, 224, { pages: 5 }],
  report: [224, 224.1, { files: ['report.json', 'report.html'] }],
};

export function finishedProgress(worksheet = sampleWorksheet()): Progress {
  let progress = play(startProgress(worksheet), [{ type: 'planned', plan: samplePlan }]);
  for (const { id } of steps) {
    const run = course[id];
    if (!run || progress.steps.find((step) => step.id === id)?.status === 'notNeeded') continue;
    progress = play(progress, [{ type: 'stepStarted', step: id, at: at(run[0]) }]);
    const gate = progress.gates.find((one) => one.step === id);
    if (gate) progress = play(progress, passGate(worksheet, gate.id, run[0], run[1]));
    if (id === 'domain-join')
      progress = play(progress, [parked, { type: 'stepStarted', step: id, at: at(136) }]);
    progress = play(progress, [{ type: 'stepDone', step: id, at: at(run[1]), evidence: run[2] }]);
  }
  return play(progress, [
    { type: 'stepStarted', step: 'server-record', at: at(140) },
    {
      type: 'stepSkipped',
      step: 'server-record',
      at: at(141),
      reason: 'dc2 is down for maintenance until Friday',
    },
    {
      type: 'corrected',
      correction: {
        at: at(136),
        by: 'bram@contoso.com',
        comment: 'the join account was locked',
        changes: ['domain.joinAccount: CORP\\joiner → CORP\\joiner2'],
      },
      worksheet,
    },
    {
      type: 'refused',
      refusal: {
        at: at(12),
        by: 'carl@contoso.com',
        what: 'approve plan',
        reason: 'carl@contoso.com is not among the approvers',
      },
    },
    {
      type: 'usersCounted',
      users: {
        synchronised: 412,
        licensed: 402,
        failed: [
          { user: 'kees.devries@contoso.com', reason: 'no seat of ENTERPRISEPACK is left' },
          { user: 'mila@contoso.com', reason: 'a licence conflicts with one that the user has already' },
          {
            user: 'scanner-3@contoso.com',
            reason: 'provisioning error: the proxy address is in use by another object',
          },
        ],
      },
    },
    { type: 'finished', at: at(224.1), outcome: 'succeeded' },
  ]);
}

export const parked: ProgressEvent = {
  type: 'stepParked',
  step: 'domain-join',
  at: at(135),
  problem: {
    code: 'DomainCredentialsRefused',
    message: 'corp.contoso.com refused the join account (1326).',
    remedy: 'Put the password at file:/run/secrets/join right, then retry.',
    resource: '/subscriptions/66666666/virtualMachines/CONTOSO-SYNC1',
  },
};

function passGate(
  worksheet: Worksheet,
  gate: Progress['gates'][number]['id'],
  from: number,
  to: number,
): ProgressEvent[] {
  const settings = worksheet.gates[gate];
  const people = (settings?.approvers.length ? settings.approvers : ['anna@contoso.com']).slice(
    0,
    settings?.approvals ?? 1,
  );
  const facts = { gatewayAddress: '20.61.9.77', serverAddress: '10.24.64.4', plan: samplePlan };
  return [
    { type: 'gateOpened', gate, at: at(from), instructions: gateInstructions(gate, worksheet, facts) },
    ...people.map((by, index): ProgressEvent => ({
      type: 'gateVoted',
      gate,
      vote: {
        decision: 'approve',
        by,
        at: at(to - people.length + index + 1),
        comment: gate === 'vpn-device' ? 'Fortinet cluster set up, change CHG-4471' : undefined,
      },
    })),
    { type: 'gateClosed', gate, status: 'approved' },
  ];
}
