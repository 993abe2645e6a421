import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { Problem } from '../roadmap/problems';
import { isProblemCode } from '../roadmap/problems';

/** What a person reads when a step has failed for good; undefined for errors that are not of activities (defects of ours). */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof ApplicationFailure) return ofApplication(error);
  if (!(error instanceof ActivityFailure || error instanceof ChildWorkflowFailure)) return undefined;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) {
    // What the last attempt said is worth more than that it was the last one.
    const last = cause.cause instanceof ApplicationFailure ? ofApplication(cause.cause) : undefined;
    return {
      code: 'TimedOut',
      message: last
        ? `It was tried for as long as it may be. The last failure: ${last.message}`
        : 'It took longer than it may.',
      remedy:
        last?.remedy ??
        'See whether a worker runs (`dirsync status` shows since when this step runs), then retry.',
      resource: last?.resource,
      service: last?.service,
    };
  }
  return (
    problemOf(cause) ?? {
      code: 'Defect',
      message: error.message,
      remedy: 'Report this as a defect of dirsync, then retry.',
    }
  );
}

export function hasCode(error: unknown, code: Problem['code']): boolean {
  return problemOf(error)?.code === code;
}

function ofApplication(failure: ApplicationFailure): Problem {
  const [detail] = (failure.details ?? []) as Problem[];
  if (detail && isProblemCode(detail.code)) return detail;
  const code = isProblemCode(failure.type) ? failure.type : 'Defect';
  return {
    code,
    message: failure.message,
    remedy: 'Report this as a defect of dirsync with the deployment id, then retry.',
  };
}
