import { TemporalFailure } from '@temporalio/common';
import type { Evidence } from '../../roadmap/progress';
import type { OperationHandle } from '../api';
import { describeError, problem, toFailure } from '../failures';
import { differencesOf } from './decide';
import { inWords } from './differences';
import { readSituation } from './engine';
import { endedBadly, isWorthSending, settle } from './outcome';
import { whileBeating } from './pulse';
import { registry } from './registry';
import { sentSecrets } from './sentSecrets';
import type { EngineDeps, Target } from './target';
import { kindInWords, makingOf } from './words';

/**
 * Polls to the end of the operation, from any process, and says what the resource has become. Fails with OperationLost
 * where only another PUT can help: whoever waits begins anew.
 */
export async function awaitOperation(
  deps: EngineDeps,
  worksheet: Target['worksheet'],
  operation: OperationHandle,
): Promise<Evidence> {
  const { kind, resourceId, poller } = operation;
  try {
    return await whileBeating(deps.pulse, { waitingFor: kindInWords(kind) }, () =>
      follow(deps, { worksheet, kind }, poller),
    );
  } catch (error) {
    if (error instanceof TemporalFailure) throw error;
    const secrets = await sentSecrets(deps, { worksheet, kind });
    throw isWorthSending(error)
      ? endedBadly(kind, error, resourceId, secrets)
      : toFailure(error, { resource: resourceId, doing: makingOf(kind), secrets });
  }
}

async function follow(deps: EngineDeps, target: Target, poller: string): Promise<Evidence> {
  if (poller === '') {
    const evidence = await settle(deps, target);
    await refuseOthersChange(deps, target);
    return evidence;
  }
  const { signal } = deps.pulse;
  try {
    await registry[target.kind].calls.resume(deps.clients, target.worksheet, poller, {
      intervalMs: deps.pollIntervalMs,
      signal,
      onPoll: (status) => deps.pulse.beat({ waitingFor: kindInWords(target.kind), status }),
    });
  } catch (error) {
    // Azure forgets operations after a while; the resource itself still tells.
    if (describeError(error).status !== 404) throw error;
  }
  return settle(deps, target);
}

/** An operation that we found under way need not have been ours. */
async function refuseOthersChange({ clients }: EngineDeps, target: Target): Promise<void> {
  const situation = await readSituation(clients, target);
  const differences = situation.actual ? differencesOf(situation).map(inWords) : [];
  if (differences.length === 0) return;
  throw problem(
    'ConflictingChange',
    `an operation on the ${kindInWords(target.kind)} that was under way left it different from the worksheet: ${differences.join('; ')}`,
    'Find out who else changes it (activity log in the portal), then retry, which sets it as the worksheet says.',
    situation.actual?.id,
  );
}
