import type { Plan, PlannedAction, PreflightCheck } from '../../roadmap/plan';
import { planBlocked } from '../../roadmap/plan';
import type { ResourceKind } from '../../roadmap/resources';
import { initialProgress } from '../../roadmap/reducer';
import { stepDefinition } from '../../roadmap/steps';
import { listed, plural, usualTime } from '../../roadmap/words';
import type { Worksheet } from '../../worksheet/schema';
import type { Painter } from './color';
import { painter } from './color';
import { clean, table, wrap } from './text';

const kinds: Record<ResourceKind, string> = {
  resourceGroup: 'resource group',
  networkSecurityGroup: 'network security group',
  natAddress: 'public address (NAT)',
  natGateway: 'NAT gateway',
  virtualNetwork: 'virtual network',
  gatewaySubnet: 'gateway subnet',
  serverSubnet: 'server subnet',
  gatewayAddress: 'public address (gateway)',
  gateway: 'virtual network gateway',
  localNetworkGateway: 'local network gateway',
  connection: 'connection',
  networkInterface: 'network interface',
  virtualMachine: 'virtual machine',
  domainJoin: 'domain join extension',
};

const actions: Record<PlannedAction, { word: string; style: Parameters<Painter>[0] }> = {
  create: { word: '+ create', style: 'green' },
  change: { word: '~ change', style: 'yellow' },
  adopt: { word: '> adopt', style: 'yellow' },
  unchanged: { word: '= leave', style: 'dim' },
  blocked: { word: '! blocked', style: 'red' },
};

const results: Record<PreflightCheck['result'], { mark: string; style: Parameters<Painter>[0] }> = {
  passed: { mark: '✓', style: 'green' },
  warning: { mark: '!', style: 'yellow' },
  failed: { mark: '✗', style: 'red' },
};

/** What a deployment would do, what was checked, how long it takes and who decides. */
export function renderPlan(
  plan: Plan,
  worksheet: Worksheet,
  { color, width }: { color: boolean; width: number },
): string {
  const paint = painter(color);
  return [
    `${paint('bold', `Plan of ${worksheet.deployment}`)}: ${worksheet.azure.location}, subscription ${worksheet.azure.subscriptionId}`,
    '',
    ...planTables(plan, width, paint),
    '',
    ...decisionLines(worksheet, width, paint),
    '',
    ...verdict(plan, width, paint),
    '',
  ].join('\n');
}

/** Resources and checks; the status shows them too while the plan waits for approval. */
export function planTables(plan: Plan, width: number, paint: Painter): string[] {
  return [
    ...resourceLines(plan, width, paint),
    '',
    paint('bold', 'Checks'),
    ...plan.checks.flatMap((check) => checkLines(check, width, paint)),
  ];
}

function resourceLines(plan: Plan, width: number, paint: Painter): string[] {
  const columns = ['Action', 'What', 'Name', 'Usually'];
  const rows = plan.resources.map(({ action, kind, name, usualMinutes }) => [
    actions[action].word,
    kinds[kind],
    name,
    action === 'unchanged' ? '' : usualTime(usualMinutes),
  ]);
  const [head, ...lines] = table(columns, rows, width);
  const body = plan.resources.flatMap(({ action, details }, index) => [
    paint(actions[action].style, lines[index]!),
    ...details.flatMap((detail) => wrap(detail, width, '           ')),
  ]);
  return [paint('bold', head!), ...body];
}

function checkLines(check: PreflightCheck, width: number, paint: Painter): string[] {
  const { mark, style } = results[check.result];
  const [first, ...rest] = wrap(`${check.title}: ${check.finding}`, width, `${mark} `, '  ');
  const remedy =
    check.remedy && check.result !== 'passed' ? wrap(check.remedy, width, '  What to do: ', '  ') : [];
  return [paint(style, first!.slice(0, 1)) + first!.slice(1), ...rest, ...remedy];
}

/** Gates of this worksheet and who may decide each; loud where anybody may. */
function decisionLines(worksheet: Worksheet, width: number, paint: Painter): string[] {
  const { gates } = initialProgress({ worksheet, workflowId: '', requestedBy: '', at: '' });
  const rows = gates.map((gate) => {
    const settings = worksheet.gates[gate.id];
    const who = settings?.automatic
      ? 'approved automatically'
      : gate.approvers.length > 0
        ? listed(gate.approvers, 'or')
        : 'ANYBODY';
    const several = gate.approvalsNeeded > 1 ? ` (${gate.approvalsNeeded} of them)` : '';
    return {
      id: gate.id,
      title: stepDefinition(gate.step).title,
      who: `${who}${settings?.automatic ? '' : several}`,
    };
  });
  const open = rows.filter(({ who }) => who.startsWith('ANYBODY')).map(({ id }) => id);
  const lines = table(
    ['Gate', 'What is decided', 'Who decides'],
    rows.map(({ id, title, who }) => [id, title, who]),
    width,
  );
  const loud = wrap(
    `NO APPROVERS for ${listed(open)}: anybody who can reach the workflow may decide. Name approvers under gates in the worksheet.`,
    width,
    '! ',
    '  ',
  );
  return [
    paint('bold', lines[0]!),
    ...lines.slice(1),
    ...(open.length > 0 ? loud.map((line) => paint(['bold', 'yellow'], line)) : []),
  ];
}

function verdict(plan: Plan, width: number, paint: Painter): string[] {
  const count = (result: PreflightCheck['result']) =>
    plan.checks.filter((check) => check.result === result).length;
  const total = usualTime(plan.usualMinutes);
  const time = total ? `Usually ${total}, without waiting for people.` : 'Nothing takes long.';
  if (!planBlocked(plan)) {
    const warnings = count('warning');
    const heed = warnings > 0 ? ` ${plural(warnings, 'warning')} to heed.` : '';
    return wrap(clean(`${time}${heed}`), width);
  }
  const blocked = plan.resources.filter(({ action }) => action === 'blocked').length;
  const why = listed(
    [
      count('failed') > 0 ? plural(count('failed'), 'failed check') : '',
      blocked > 0 ? plural(blocked, 'blocked resource') : '',
    ].filter(Boolean),
  );
  return wrap(`This plan can't be carried out: ${why}. Put that right first.`, width).map((line) =>
    paint('red', line),
  );
}
