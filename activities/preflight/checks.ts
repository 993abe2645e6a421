import type { PreflightCheck } from '../../roadmap/plan';
import { problemOf, toFailure } from '../failures';

export type CheckName = Pick<PreflightCheck, 'id' | 'title'>;

export const passed = (name: CheckName, finding: string): PreflightCheck => ({
  ...name,
  result: 'passed',
  finding,
});

export const warning = (name: CheckName, finding: string, remedy: string): PreflightCheck => ({
  ...name,
  result: 'warning',
  finding,
  remedy,
});

export const failed = (name: CheckName, finding: string, remedy: string): PreflightCheck => ({
  ...name,
  result: 'failed',
  finding,
  remedy,
});

/**
 * Without the right to read something, the plan says so and goes on: the rest of it is worth seeing. What may pass by
 * itself (throttling, network) is thrown, so that the whole is tried again.
 */
export async function orWarning(
  name: CheckName,
  read: () => Promise<PreflightCheck[]>,
): Promise<PreflightCheck[]> {
  try {
    return await read();
  } catch (error) {
    const failure = toFailure(error, { doing: `the check "${name.title}"` });
    const found = problemOf(failure);
    if (!found || found.code !== 'AuthorizationFailed') throw failure;
    return [warning(name, found.message, found.remedy)];
  }
}
