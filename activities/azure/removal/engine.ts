import type { RemovalTarget } from '../../../roadmap/teardown';
import { removalInWords } from '../../../roadmap/teardown';
import type { Worksheet } from '../../../worksheet/schema';
import type { BegunRemoval } from '../../api';
import { classify, describeError, problem, toFailure } from '../../failures';
import { inFlight } from '../decide';
import { isWorthSending } from '../outcome';
import { whileBeating } from '../pulse';
import type { EngineDeps } from '../target';
import type { Found } from './arm';
import { readTarget, resumeDelete, sendDelete } from './arm';
import { disagreement } from './decide';
import { listGroup } from './group';
import { idsBelow } from './plan';
import { foreignUse } from './use';

export type RemovalDeps = Omit<EngineDeps, 'resolveSecret'> & {
  /** Of the activity; what uses a resource may itself be on its way out, so it is asked some times. */
  attempt: number;
};

/** Some six minutes, as the intervals of the retries grow. */
const patience = 10;

interface Order {
  worksheet: Worksheet;
  target: RemovalTarget;
  /** Ids of everything that was approved to go. */
  ours: string[];
}

const stateOf = ({ properties }: Found): string =>
  (typeof properties.provisioningState === 'string'
    ? properties.provisioningState
    : 'Succeeded'
  ).toLowerCase();

/** Reads, looks once more whether it is ours alone, and at most sends one DELETE. Safe to repeat at any point. */
export async function beginRemoval(deps: RemovalDeps, order: Order): Promise<BegunRemoval> {
  const { target } = order;
  try {
    const found = await readTarget(deps.clients, target);
    if (!found) return { result: 'absent', poller: '' };
    // In an attempt whose answer got lost; or somebody else asked for the same.
    if (stateOf(found) === 'deleting') return { result: 'removing', poller: '' };
    const reason = await whyLeft(deps, order, found);
    if (reason !== undefined) return { result: 'left', poller: '', reason };
    if (inFlight.includes(stateOf(found))) throw busy(target);
    const poller = await sendDelete(deps.clients, target);
    return poller === undefined ? { result: 'removed', poller: '' } : { result: 'removing', poller };
  } catch (error) {
    throw failureOf(error, deps, target);
  }
}

/** It may have changed since the plan was made, and the gate may have been open for days. */
async function whyLeft({ clients }: RemovalDeps, order: Order, found: Found): Promise<string | undefined> {
  const { target, worksheet, ours } = order;
  const isOurs = idsBelow(ours.filter((id) => target.kind === 'resourceGroup' || !isGroup(id)));
  const other = disagreement({ target, deployment: worksheet.deployment, isOurs }, found);
  if (other !== undefined) return other;
  if (target.kind !== 'resourceGroup') return foreignUse(target.kind, found, isOurs);
  const [inside] = await listGroup(clients, target.id);
  return inside && `${inside.name} is still in it`;
}

const isGroup = (id: string) => id.split('/').length === 5;

const busy = ({ id, ...target }: RemovalTarget) =>
  problem(
    'Locked',
    `an operation on the ${removalInWords({ id, ...target })} is under way`,
    'It is deleted when that has ended.',
    id,
  );

function failureOf(error: unknown, { attempt }: RemovalDeps, target: RemovalTarget): Error {
  const doing = `deleting the ${removalInWords(target)}`;
  const failure = toFailure(error, { resource: target.id, doing });
  const inUse = classify(describeError(error)).code === 'ResourceInUse';
  if (!inUse || attempt >= patience) return failure;
  return problem('Locked', failure.message, 'It is tried again; what uses it may be going too.', target.id);
}

/** Polls to the end of the deletion, from any process. Fails with OperationLost where only another DELETE can help. */
export async function awaitRemoval(deps: RemovalDeps, target: RemovalTarget, poller: string): Promise<void> {
  const what = removalInWords(target);
  try {
    await whileBeating(deps.pulse, { deleting: what }, () => follow(deps, target, poller));
  } catch (error) {
    if (isWorthSending(error)) throw lost(target, `ended badly: ${describeError(error).message}`);
    throw failureOf(error, deps, target);
  }
}

async function follow(deps: RemovalDeps, target: RemovalTarget, poller: string): Promise<void> {
  const { clients, pulse, pollIntervalMs } = deps;
  if (poller !== '') {
    try {
      await resumeDelete(clients, target, poller, {
        intervalMs: pollIntervalMs,
        signal: pulse.signal,
        onPoll: (status) => pulse.beat({ deleting: removalInWords(target), status }),
      });
    } catch (error) {
      // Azure forgets operations after a while; whether the resource is gone still tells.
      if (describeError(error).status !== 404) throw error;
    }
  }
  for (;;) {
    const found = await readTarget(clients, target);
    if (!found) return;
    if (stateOf(found) !== 'deleting') throw lost(target, 'ended, and it is still there');
    await pulse.sleep(pollIntervalMs);
  }
}

const lost = (target: RemovalTarget, how: string) =>
  problem(
    'OperationLost',
    `the deletion of the ${removalInWords(target)} ${how}`,
    'It is begun again by itself; if that does not help, look at the activity log in the portal, then retry.',
    target.id,
  );
