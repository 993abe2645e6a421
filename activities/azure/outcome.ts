import type { Evidence } from '../../roadmap/progress';
import { resourceId, type ResourceKind } from '../../roadmap/resources';
import { classify, describeError, problem, toFailure } from '../failures';
import { redact } from '../failures/redact';
import { stateOf } from './decide';
import { registry, type ArmResource } from './registry';
import { sentSecrets } from './sentSecrets';
import type { EngineDeps, Target } from './target';
import { kindInWords } from './words';

/** The evidence of a finished resource; undefined while an operation is still under way, `absent` when there is no resource. */
export async function finished(deps: EngineDeps, target: Target): Promise<Evidence | 'absent' | undefined> {
  const { worksheet, kind } = target;
  const { calls, spec } = registry[kind];
  const actual = await calls.get(deps.clients, worksheet);
  if (!actual) return 'absent';
  switch (stateOf(actual)) {
    case 'succeeded':
      return spec.evidence(actual);
    case 'failed':
    case 'canceled':
      throw await failedResource(deps, target, actual);
    default:
      return undefined;
  }
}

async function failedResource(deps: EngineDeps, target: Target, actual: ArmResource): Promise<Error> {
  const { worksheet, kind } = target;
  const reason = await registry[kind].calls.explain?.(deps.clients, worksheet);
  if (kind === 'domainJoin' && reason) {
    return toFailure(
      { code: 'VMExtensionProvisioningError', message: reason },
      {
        resource: resourceId(kind, worksheet),
        doing: 'the domain join',
        secrets: await sentSecrets(deps, target),
      },
    );
  }
  return problem(
    'ResourceFailed',
    `the ${kindInWords(kind)} is in state ${stateOf(actual)}`,
    'Look at the activity log of the resource in the portal, put the cause right, then retry, which sends the request again.',
    resourceId(kind, worksheet),
  );
}

/** So often a resource is looked for before it counts as gone: a replica of ARM may answer 404 for a while after the PUT. */
export const looksInVain = 6;

/** Reads the resource itself until its state is final: for operations whose address is not known or gone. */
export async function settle(deps: EngineDeps, target: Target): Promise<Evidence> {
  for (let inVain = 0; ;) {
    const evidence = await finished(deps, target);
    if (evidence !== undefined && evidence !== 'absent') return evidence;
    inVain = evidence === 'absent' ? inVain + 1 : 0;
    if (inVain === looksInVain) {
      const id = resourceId(target.kind, target.worksheet);
      throw lost(target.kind, 'left no resource: somebody may have deleted it', id);
    }
    await deps.pulse.sleep(deps.pollIntervalMs);
  }
}

export const lost = (kind: ResourceKind, how: string, id: string): Error =>
  problem(
    'OperationLost',
    `the operation on the ${kindInWords(kind)} ${how}`,
    'It is begun again by itself; if that does not help, look at Azure status and the activity log in the portal, then retry.',
    id,
  );

/** Of an operation that `isWorthSending`. */
export const endedBadly = (kind: ResourceKind, error: unknown, id: string, secrets: string[]): Error =>
  lost(kind, `ended badly: ${redact(describeError(error).message, secrets)}`, id);

/** True when the operation itself ended badly with something that a second try may mend (and only a second PUT can). */
export function isWorthSending(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // @azure/core-lro says no more of one that a newer operation, or a person, has cancelled.
  if (error.message === 'Operation was canceled') return true;
  const failedOperation = error.message.startsWith('The long-running operation has');
  const { code } = classify(describeError(error));
  return failedOperation && ['Locked', 'Throttled', 'ServiceUnavailable'].includes(code);
}
