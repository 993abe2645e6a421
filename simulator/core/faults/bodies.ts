import { errorBody } from '../../graph/errors';
import { failure } from '../../signin/failure';
import type { JournalEntry } from '../../world';

/** An error in the form of the service, so that its clients read it as one of its own. */
export function faultBody(
  service: JournalEntry['service'],
  code: string,
  message: string,
  details?: object[],
): object {
  if (service === 'authority') return failure(code, 90033, message);
  if (service === 'graph') return errorBody(code, message, undefined);
  return { error: { code, message, ...(details ? { details } : {}) } };
}
