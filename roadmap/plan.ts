import type { ResourceKind } from './resources';

/** What happens to a resource: made new, changed to fit the worksheet, taken over by `azure.adopt`, left alone. */
export type PlannedAction = 'create' | 'change' | 'adopt' | 'unchanged' | 'blocked';

export interface PlannedResource {
  kind: ResourceKind;
  name: string;
  id: string;
  action: PlannedAction;
  /** Differences from the worksheet as `path: is → wanted`, or why it is blocked. */
  details: string[];
  usualMinutes: number;
}

export interface PreflightCheck {
  id: string;
  title: string;
  result: 'passed' | 'warning' | 'failed';
  /** What was found. */
  finding: string;
  /** What to do, for a warning or a failure. */
  remedy?: string;
}

/** The result of step 0: shown by `dirsync plan`, and what the plan gate approves. */
export interface Plan {
  resources: PlannedResource[];
  checks: PreflightCheck[];
  /** Usual length in minutes of the critical path, without waiting for people. */
  usualMinutes: number;
}

export const planBlocked = (plan: Plan): boolean =>
  plan.checks.some((check) => check.result === 'failed') ||
  plan.resources.some((r) => r.action === 'blocked');
