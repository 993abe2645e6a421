import { milliseconds } from '../duration';
import type { Draft, Found, Path } from '../finding';
import { entriesOf, error, warning } from '../finding';
import { groupIn } from '../people';

type Gate = NonNullable<NonNullable<Draft['gates']>[keyof NonNullable<Draft['gates']>]>;

/** Gates that nobody could ever pass, or that do something else than their author thinks. */
export function checkGates(draft: Draft): Found[] {
  return Object.entries(draft.gates ?? {}).flatMap(([id, gate]) => {
    if (gate === undefined) return [];
    const path: Path = ['gates', id];
    const people = new Set(entriesOf(gate.approvers).map(([, name]) => name.toLowerCase()));
    return [
      ...twice(path, gate),
      ...(gate.automatic ? automatic(path, gate, people.size) : tooFew(path, gate, people.size)),
      ...expiry(path, gate),
      ...unused(path, id, draft),
    ];
  });
}

function twice(path: Path, gate: Gate): Found[] {
  const seen = new Set<string>();
  return entriesOf(gate.approvers).flatMap(([index, name]) => {
    if (!seen.has(name.toLowerCase())) {
      seen.add(name.toLowerCase());
      return [];
    }
    const problem = `${name} is there already`;
    const remedy = 'Name each person once; a second approval must be by somebody else.';
    return [error({ path: [...path, 'approvers', index], rule: 'gate-approvers', problem, remedy })];
  });
}

/** An empty list of approvers and a group may hold any number of people. */
function tooFew(path: Path, gate: Gate, people: number): Found[] {
  const needed = gate.approvals ?? 1;
  if (people === 0 || entriesOf(gate.approvers).some(([, name]) => groupIn(name) !== undefined)) return [];
  if (needed > people) {
    const problem = `${needed} people must approve, and only ${people} may`;
    const remedy = 'Name more approvers, or ask for fewer approvals.';
    return [error({ path: [...path, 'approvals'], rule: 'gate-approvals', problem, remedy })];
  }
  if (gate.requesterMayApprove !== false || needed < people) return [];
  const problem = 'if one of the approvers starts the deployment, too few are left to approve';
  const remedy = 'Name one approver more, or let the requester approve.';
  return [warning({ path: [...path, 'requesterMayApprove'], rule: 'gate-four-eyes', problem, remedy })];
}

function automatic(path: Path, gate: Gate, people: number): Found[] {
  if (people === 0 && (gate.approvals ?? 1) === 1 && gate.requesterMayApprove !== false) return [];
  const problem = 'the gate opens by itself, so its approvers are never asked';
  const remedy = 'Take out automatic, or everything that says who approves.';
  return [warning({ path: [...path, 'automatic'], rule: 'gate-automatic', problem, remedy })];
}

function expiry(path: Path, gate: Gate): Found[] {
  if (gate.expireAfter === undefined) return [];
  const remindEvery = gate.remindEvery ?? '4 hours';
  if (milliseconds(gate.expireAfter) > milliseconds(remindEvery)) return [];
  const problem = `the gate expires after ${gate.expireAfter}, before the first reminder (${remindEvery})`;
  const remedy = 'Remind sooner, or let it stay open longer.';
  return [warning({ path: [...path, 'expireAfter'], rule: 'gate-expiry', problem, remedy })];
}

function unused(path: Path, id: string, { proxy, connection }: Draft): Found[] {
  const kind = connection?.kind;
  const needless =
    id === 'on-premises-route' || id === 'vpn-device'
      ? kind !== undefined && kind !== 'vpn'
      : id === 'proxy' && !proxy;
  if (!needless) return [];
  const problem =
    id === 'proxy'
      ? 'there is no proxy to agree to'
      : 'the connection is not a VPN, so this gate never opens';
  return [warning({ path, on: 'key', rule: 'gate-unused', problem, remedy: 'Take the gate out.' })];
}
