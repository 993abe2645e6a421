import { rdpSources } from '../../worksheet/rdpSources';
import type { Worksheet } from '../../worksheet/schema';
import { hasMade } from '../abandoned';
import { abandonCommand, approveCommand, retryCommand, teardownCommand } from '../commands';
import type { Progress } from '../progress';
import { stepOf } from '../progress';
import { listed, plural } from '../words';

/**
 * What the run leaves to people. Sources: Entra Connect documentation on accounts (MSOL_), scheduler (7 days),
 * version history (a build retires 12 months after the next); VPN Gateway FAQ (shared key).
 */
export function leftToDo(w: Worksheet, progress: Progress): string[] {
  return [...unfinished(progress), ...users(progress), ...keeping(w, progress)];
}

function unfinished({ deployment, outcome, steps, gates, ledger, trust }: Progress): string[] {
  const skipped = steps
    .filter((step) => step.status === 'skipped')
    .map(
      (step) => `Step "${step.title}" was skipped (${step.note ?? 'no reason given'}): see to it by hand.`,
    );
  if (outcome === 'succeeded') return skipped;
  if (outcome) {
    const made = hasMade({ ledger });
    const remains = 'The deployment ended before everything was in place. ';
    return [
      ...skipped,
      made
        ? `${remains}What it made in Azure is still there and costs money: deploy again to go on from it, or remove it: ${teardownCommand(deployment, trust)}`
        : `${remains}Nothing was made in Azure.`,
    ];
  }
  const waiting = gates
    .filter((gate) => gate.status === 'open')
    .map((gate) => `Gate ${gate.id} waits for a decision: ${approveCommand(deployment, gate.id, trust)}`);
  const parked = steps
    .filter((step) => step.status === 'parked')
    .map(
      (step) =>
        `Step "${step.title}" needs a person: ${step.problem?.remedy ?? ''} Then: ${retryCommand(deployment, step.id, trust)} (to give up: ${abandonCommand(deployment, trust)})`,
    );
  return [...waiting, ...parked, ...skipped];
}

function users({ users: { failed } }: Progress): string[] {
  if (failed.length === 0) return [];
  return [
    `${plural(failed.length, 'user')} ended without what their rule gives; names and reasons are under "Users". Put the causes right, then assign their licences by hand or by another deployment run.`,
  ];
}

function keeping(w: Worksheet, progress: Progress): string[] {
  const lines: string[] = [];
  const server = w.server.name;
  if (stepOf(progress, 'entra-connect').status === 'done') {
    lines.push(
      `Never move, rename or delete ${connectorAccount(progress)} in the forest of ${w.domain.name}: synchronisation would break. Tell whoever tidies up Active Directory.`,
      `Keep Entra Connect on ${server} up to date: a version stops being supported 12 months after the next one, and the organisation's synchronisation stops with versions that are too old.`,
      `Keep ${server} running and the scheduler enabled: it must synchronise at least every 7 days, and does not while a wizard is open.`,
    );
  }
  if (stepOf(progress, 'virtual-machine').status === 'done') {
    const sources = listed(rdpSources(w));
    lines.push(
      `${server} can be reached by Remote Desktop (TCP 3389) from ${sources} only. Narrow that at localNetwork.rdpSources when fewer need it; it has no public address.`,
      `Put ${server} under the organisation's updates, backup and monitoring. Its administrator password is at ${w.server.administrator.password}: rotate it there and on the server.`,
    );
  }
  if (w.connection.kind === 'vpn' && stepOf(progress, 'connection').status === 'done') {
    lines.push(
      `Rotate the IPsec shared key (${w.connection.sharedKey}) as the organisation's rules want: on the connection and on the VPN device together, with a short interruption.`,
    );
  }
  return [...lines, ...tell(w, progress)];
}

function tell(w: Worksheet, progress: Progress): string[] {
  const deciders = new Set(progress.gates.flatMap((gate) => gate.decisions.map(({ by }) => by)));
  const people = [...new Set([progress.requestedBy, ...deciders])];
  const help =
    progress.users.licensed > 0 ? ' The service desk: users sign in with their on-premises password.' : '';
  return progress.outcome === undefined
    ? []
    : [
        `Tell those who took part: ${listed(people)}.${help} Keep this report with the records of the deployment.`,
      ];
}

/** The account by name and place where the proof found them; else where setup puts it. */
function connectorAccount(progress: Progress): string {
  const { connectorAccount: name, connectorAccountLocation: place } = stepOf(progress, 'sync-proof').evidence;
  const known = (value: unknown): value is string => typeof value === 'string' && value !== 'unknown';
  const account = known(name) ? `the account ${name}` : 'the account MSOL_… that setup made';
  return `${account} (${known(place) ? place : 'in the Users container of the root domain'})`;
}
