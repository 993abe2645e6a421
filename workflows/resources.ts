import type { Subject } from '../activities/api';
import type { Evidence } from '../roadmap/progress';
import type { ResourceKind } from '../roadmap/resources';
import { neededKinds, resourceName } from '../roadmap/resources';
import { stepDefinition } from '../roadmap/steps';
import { beginning, longOperation } from './proxies';
import { hasCode } from './problems';

/** How often an operation that came to nothing is begun anew; the read before the write makes that safe. */
const begins = 3;

/** Brings one resource to what the worksheet says: begin, then await, so that any worker can go on after a crash. */
export async function ensureResource(subject: Required<Subject>, kind: ResourceKind): Promise<Evidence> {
  const what = `${stepDefinition(subject.step).title}: ${resourceName(kind, subject.worksheet)}`;
  for (let begin = 1; ; begin++) {
    try {
      const begun = await beginning.beginResource.executeWithOptions({ summary: what }, [
        { ...subject, kind },
      ]);
      const { action, resourceId, operation } = begun;
      if (!operation) return { action, resourceId, ...begun.evidence };
      const { evidence } = await longOperation.awaitOperation.executeWithOptions({ summary: what }, [
        { ...subject, operation },
      ]);
      return { action, resourceId, ...evidence };
    } catch (error) {
      if (begin === begins || !hasCode(error, 'OperationLost')) throw error;
    }
  }
}

/** The same for those of several resources that this worksheet needs, one after another; the last one's evidence, and what became of each. */
export async function ensureResources(
  subject: Required<Subject>,
  ...kinds: ResourceKind[]
): Promise<Evidence> {
  let evidence: Evidence = {};
  const resources: string[] = [];
  for (const kind of neededKinds(subject.worksheet).filter((needed) => kinds.includes(needed))) {
    evidence = await ensureResource(subject, kind);
    resources.push(`${resourceName(kind, subject.worksheet)}: ${String(evidence.action)}`);
  }
  return resources.length > 1 ? { ...evidence, resources } : evidence;
}
