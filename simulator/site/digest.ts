import { createHash } from 'node:crypto';

/** Keys and passwords are compared only, so their digest is all that the state holds. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
