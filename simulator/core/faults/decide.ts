import { createHash } from 'node:crypto';
import type { JournalEntry } from '../../world';
import type { Fault } from './schema';

export interface Seen {
  service: JournalEntry['service'];
  method: string;
  /** Without the query. */
  path: string;
}

export function matches({ what }: Fault, request: Seen): boolean {
  return (
    request.service !== 'site' &&
    (what.service === undefined || what.service === request.service) &&
    (what.method === undefined || what.method === request.method.toUpperCase()) &&
    (what.operation === undefined || what.operation === operationOf(request)) &&
    (what.path === undefined || pattern(what.path).test(request.path))
  );
}

/** Looking after an operation is a kind of its own, so that a fault of reading does not strike it unasked. */
export function operationOf({ service, method, path }: Seen): NonNullable<Fault['what']['operation']> {
  if (service === 'arm' && /\/(operations|operationresults|operationstatuses)\/[^/]+$/i.test(path))
    return 'poll';
  if (/^(GET|HEAD)$/i.test(method)) return 'read';
  if (/^DELETE$/i.test(method)) return 'delete';
  return /^POST$/i.test(method) ? 'action' : 'write';
}

function pattern(path: string): RegExp {
  const parts = path.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}

/** Ids that Azure or the simulator draws are not the same in the next run. */
export const requestKey = ({ method, path }: Seen): string =>
  `${method.toUpperCase()} ${path.toLowerCase().replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*')}`;

/**
 * The nth request of its kind draws the same lot in each run with the same seed, whatever runs beside it: the lot
 * depends on the fault, the request and n only.
 */
export function draws({ name, probability, seed }: Fault, key: string, nth: number): boolean {
  if (probability >= 1) return true;
  const digest = createHash('sha256').update(`${seed}\n${name}\n${key}\n${nth}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48 < probability;
}
