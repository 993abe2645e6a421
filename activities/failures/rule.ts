import type { ProblemCode } from '../../roadmap/problems';

/** How an error of a service is recognised, and what it then means. */
export interface Rule {
  code: ProblemCode;
  /** Codes of the service (case-insensitive), any of which decides. */
  codes?: string[];
  statuses?: number[];
  /** Where only the text tells. All of codes, statuses and text that are given must hold. */
  text?: RegExp;
  remedy: string;
}
