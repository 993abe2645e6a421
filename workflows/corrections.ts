import type { Progress } from '../roadmap/progress';
import { kindsOfStep } from '../roadmap/resources';
import type { StepDefinition } from '../roadmap/steps';
import { applies, steps } from '../roadmap/steps';
import type { Worksheet } from '../worksheet/schema';
import { checkWorksheet } from '../worksheet/check';
import { compareWorksheets } from '../worksheet/corrections';

/** The corrected worksheet with the changes in words, or why it can't be taken. */
export function corrected(
  current: Worksheet,
  progress: Progress,
  input: Record<string, unknown>,
): { worksheet?: Worksheet; changes?: string[]; refusal?: string } {
  if (progress.teardown) return { refusal: 'a teardown goes by what was made, and takes no other worksheet' };
  const { worksheet, findings } = checkWorksheet(input);
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (!worksheet || errors.length > 0) {
    return {
      refusal: errors.map((finding) => `${finding.path}: ${finding.problem} — ${finding.remedy}`).join(' | '),
    };
  }
  const { changes, refused } = compareWorksheets(current, worksheet, builtKinds(progress));
  if (refused.length > 0) return { refusal: refused.map((one) => `${one.path}: ${one.reason}`).join(' | ') };
  const moved = steps.filter((step: StepDefinition) => applies(step, current) !== applies(step, worksheet));
  if (moved.length > 0) {
    return {
      refusal: `it would change which steps this deployment has (${moved.map((step) => step.id).join(', ')}); deploy anew instead`,
    };
  }
  return {
    worksheet,
    changes: changes.map((change) => `${change.path}: ${String(change.before)} → ${String(change.after)}`),
  };
}

/** What is there or is being made. A parked step has failed to make its own, so that may still change. */
function builtKinds(progress: Progress): string[] {
  const made = progress.steps.filter((step) => step.status === 'done' || step.status === 'running');
  return made.flatMap((step) => kindsOfStep[step.id] ?? []);
}
