import type { Worksheet } from '../worksheet/schema';
import { checkWorksheet } from '../worksheet/check';
import { compareWorksheets } from '../worksheet/corrections';

/** The corrected worksheet with the changes in words, or why it can't be taken. */
export function corrected(
  current: Worksheet,
  input: Record<string, unknown>,
): { worksheet?: Worksheet; changes?: string[]; refusal?: string } {
  const { worksheet, findings } = checkWorksheet(input);
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (!worksheet || errors.length > 0) {
    return {
      refusal: errors.map((finding) => `${finding.path}: ${finding.problem} — ${finding.remedy}`).join(' | '),
    };
  }
  const { changes, refused } = compareWorksheets(current, worksheet);
  if (refused.length > 0) return { refusal: refused.map((one) => `${one.path}: ${one.reason}`).join(' | ') };
  return {
    worksheet,
    changes: changes.map((change) => `${change.path}: ${String(change.before)} → ${String(change.after)}`),
  };
}
