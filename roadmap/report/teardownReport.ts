import type { Worksheet } from '../../worksheet/schema';
import { approveCommand, retryCommand, teardownCommand } from '../commands';
import type { Progress } from '../progress';
import type { TeardownProgress } from '../teardown';
import { removalInWords } from '../teardown';
import { listed } from '../words';
import { reportGate, reportStep, trustOf } from './build';
import type { RemovalLine, TeardownReport } from './types';

/** The report of a teardown; while it goes on, an interim one whose outcome is null. Pure. */
export function buildTeardownReport(input: { worksheet: Worksheet; progress: Progress }): TeardownReport {
  const { worksheet, progress } = input;
  const { source, plan, removals }: TeardownProgress = progress.teardown!;
  return {
    deployment: progress.deployment,
    workflowId: progress.workflowId,
    outcome: progress.outcome ?? null,
    startedAt: progress.startedAt,
    finishedAt: progress.finishedAt ?? null,
    requestedBy: progress.requestedBy,
    requester: progress.requester ?? null,
    trustMode: progress.trust,
    source,
    removals: removalLines({ source, plan, removals }, progress),
    foreign: plan?.foreign ?? [],
    checks: plan?.checks ?? [],
    tenant: plan?.tenant ?? [],
    steps: progress.steps.map(reportStep),
    gates: progress.gates.map(reportGate),
    trust: progress.gates.map((gate) => trustOf(worksheet, gate)),
    mends: progress.mends,
    corrections: progress.corrections,
    refusals: progress.refusals,
    abandoned: progress.abandoned ?? null,
    leftToDo: leftToDo(worksheet, progress),
  };
}

/** Everything that the plan knew, with what became of it. */
function removalLines({ plan, removals }: TeardownProgress, { outcome }: Progress): RemovalLine[] {
  return (plan?.removals ?? []).map(({ fate, reason, ...target }) => {
    const ended = removals.find(({ id }) => id === target.id);
    if (ended) return { ...target, result: ended.result, reason: ended.reason ?? null };
    if (fate === 'stays') return { ...target, result: 'left', reason: reason ?? null };
    if (fate === 'absent') return { ...target, result: 'absent', reason: null };
    return outcome
      ? { ...target, result: 'left', reason: 'the teardown ended before it' }
      : { ...target, result: 'pending', reason: null };
  });
}

/** What a teardown leaves to people, in Azure and outside it. Sources: FACTS of Entra Connect (MSOL_ account), VPN Gateway FAQ. */
function leftToDo(w: Worksheet, progress: Progress): string[] {
  const { deployment, outcome, gates, steps, teardown, trust } = progress;
  if (!outcome) {
    return [
      ...gates
        .filter(({ status }) => status === 'open')
        .map(({ id }) => `Gate ${id} waits for a decision: ${approveCommand(deployment, id, trust)}`),
      ...steps
        .filter(({ status }) => status === 'parked')
        .map(
          ({ id, title, problem }) =>
            `Step "${title}" needs a person: ${problem?.remedy ?? ''} Then: ${retryCommand(deployment, id, trust)}`,
        ),
    ];
  }
  const left = removalLines(teardown!, progress).filter(({ result }) => result === 'left');
  const again = `Put the reasons right and tear down again (${teardownCommand(deployment, trust)}), or see to it by hand.`;
  const removed = teardown!.removals.some(
    ({ kind, result }) => kind === 'virtualMachine' && result !== 'left',
  );
  return [
    ...(left.length > 0 ? [`Still in Azure: ${listed(left.map(removalInWords))}. ${again}`] : []),
    ...(removed ? ofServer(w) : []),
    ...(removed && w.connection.kind === 'vpn' ? ofSite(w) : []),
    'Keep this report with the records of the deployment.',
  ];
}

const ofServer = (w: Worksheet): string[] => [
  `In ${w.domain.name}, delete the computer account ${w.server.name}, its DNS records, and the account MSOL_… that Entra Connect made, where it was configured.`,
  'Decide what becomes of the users in the tenant: what is said under "Tenant" describes it, and nothing of it was changed.',
];

const ofSite = (w: Worksheet): string[] => [
  `At the site, take out the tunnel, the route to ${w.virtualNetwork.addressSpace} and the firewall rules that were made for it.`,
];
