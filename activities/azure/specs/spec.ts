import type { Evidence } from '../../../roadmap/progress';
import { deploymentTag, type ResourceKind } from '../../../roadmap/resources';
import type { SecretReference, Worksheet } from '../../../worksheet/schema';

/** What only the live subscription knows and a body depends on. */
export interface Facts {
  /** Availability zones of the region; empty where it has none. */
  zones: string[];
}

/**
 * What a resource ought to be, as pure functions of the worksheet. Bodies are typed by the SDK's models.
 * Secrets come in only through `withSecret`, at the moment of sending.
 */
export interface ResourceSpec<Body> {
  kind: ResourceKind;
  body(worksheet: Worksheet, facts: Facts): Body;
  /** Actual state in the shape of `body`, where the service has two ways to say the same. */
  normalise?(actual: Body): Body;
  /** Paths that Azure can't change in place: a difference there needs a person. */
  fixed?: string[];
  /** Paths that count only when the resource is made. */
  createOnly?: string[];
  /** Lists whose items are replaced whole: their members exclude each other. */
  wholeItems?: string[];
  secret?: {
    reference(worksheet: Worksheet): SecretReference | undefined;
    /** Makes the value where nothing is behind the reference; undefined where that is for a person to do. */
    maker?(worksheet: Worksheet): (() => string) | undefined;
    /** What is wrong with the value, in sentences that don't hold it. */
    unsuitable?(value: string, worksheet: Worksheet): string[];
    withSecret(body: Body, value: string): Body;
    /** `create`: the service refuses it later, as the administrator's password; `always`: each PUT needs it. */
    sentOn: 'create' | 'always';
  };
  evidence(actual: Body): Evidence;
}

export function tagsOf(w: Worksheet): Record<string, string> {
  return { ...w.azure.tags, [deploymentTag]: w.deployment };
}

/** Evidence without the members that the service has not filled in yet. */
export function known(evidence: Record<string, string | number | boolean | string[] | undefined>): Evidence {
  return Object.fromEntries(Object.entries(evidence).filter(([, value]) => value !== undefined)) as Evidence;
}
