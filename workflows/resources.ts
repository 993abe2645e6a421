import type { BegunResource, Subject } from '../activities/api';
import type { Evidence } from '../roadmap/progress';
import type { Origin } from '../roadmap/ledger';
import type { ResourceKind } from '../roadmap/resources';
import { neededKinds, resourceId, resourceName } from '../roadmap/resources';
import { stepDefinition } from '../roadmap/steps';
import { beginning, longOperation } from './proxies';
import { hasCode } from './problems';
import type { Run } from './run';
import { record } from './run';

/** How often an operation that came to nothing is begun anew; the read before the write makes that safe. */
const begins = 3;

/** Brings one resource to what the worksheet says: begin, then await, so that any worker can go on after a crash. */
export async function ensureResource(
  run: Run,
  subject: Required<Subject>,
  kind: ResourceKind,
): Promise<Evidence> {
  const isNew = plannedAction(run, kind) === 'create';
  if (isNew) enterAhead(run, subject, kind);
  const what = `${stepDefinition(subject.step).title}: ${resourceName(kind, subject.worksheet)}`;
  for (let begin = 1; ; begin++) {
    try {
      const begun = await beginning.beginResource.executeWithOptions({ summary: what }, [
        { ...subject, kind },
      ]);
      const { resourceId: id, operation } = begun;
      // What was not there when the plan was made, and is as wanted now, was made by an attempt that could not tell.
      const action = isNew && begun.action === 'unchanged' ? 'created' : begun.action;
      record(run, { type: 'resourceEntered', entry: { kind, id, origin: originOf(action) } });
      if (!operation) return { action, resourceId: id, ...begun.evidence };
      const { evidence } = await longOperation.awaitOperation.executeWithOptions({ summary: what }, [
        { ...subject, operation },
      ]);
      return { action, resourceId: id, ...evidence };
    } catch (error) {
      if (begin === begins || !hasCode(error, 'OperationLost')) throw error;
    }
  }
}

/** The run may end before it hears that something was made, so the ledger has it before it is asked for. */
function enterAhead(run: Run, { worksheet }: Subject, kind: ResourceKind): void {
  const entry = { kind, id: resourceId(kind, worksheet), origin: 'created' as const };
  record(run, { type: 'resourceEntered', entry });
}

const plannedAction = ({ progress }: Run, kind: ResourceKind) =>
  progress.plan?.resources.find((one) => one.kind === kind)?.action;

function originOf(action: BegunResource['action']): Origin {
  return action === 'created' || action === 'adopted' ? action : 'found';
}

/** The same for those of several resources that this worksheet needs, one after another; the last one's evidence, and what became of each. */
export async function ensureResources(
  run: Run,
  subject: Required<Subject>,
  ...kinds: ResourceKind[]
): Promise<Evidence> {
  let evidence: Evidence = {};
  const resources: string[] = [];
  for (const kind of neededKinds(subject.worksheet).filter((needed) => kinds.includes(needed))) {
    evidence = await ensureResource(run, subject, kind);
    resources.push(`${resourceName(kind, subject.worksheet)}: ${String(evidence.action)}`);
  }
  return resources.length > 1 ? { ...evidence, resources } : evidence;
}
