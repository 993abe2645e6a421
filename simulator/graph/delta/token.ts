import { z } from 'zod';
import { GraphError } from '../errors';
import { decode } from '../odata/pageToken';

/** What a `$deltatoken` or `$skiptoken` of a delta query holds. Opaque to clients. */
export interface DeltaState {
  kind: 'users' | 'groups';
  generation: string;
  /** Changes after this time, in milliseconds of the clock; without it everything that is there. */
  since?: number;
  /** … and up to this time. Without it: until the time of the request. */
  until?: number;
  select?: string;
  ids?: string[];
  /** Of the last object of the page before. */
  after?: string;
}

const state = z.strictObject({
  kind: z.enum(['users', 'groups']),
  generation: z.string(),
  since: z.number().optional(),
  until: z.number().optional(),
  select: z.string().optional(),
  ids: z.array(z.string()).optional(),
  after: z.string().optional(),
});

/** Throws for what is no token of this collection, one of another tenant, and one that is too old. */
export function readDeltaToken(
  token: string,
  kind: DeltaState['kind'],
  generation: string,
  oldest: number,
): DeltaState {
  const read = state.safeParse(decode(token));
  if (!read.success || read.data.kind !== kind) {
    throw new GraphError(400, 'Request_BadRequest', 'Badly formed token.');
  }
  if (read.data.generation !== generation) {
    throw new GraphError(
      410,
      'syncStateNotFound',
      'The sync state is gone; data must be synchronized again.',
    );
  }
  if ((read.data.since ?? read.data.until ?? oldest) < oldest) {
    throw new GraphError(
      400,
      'syncStateNotFound',
      'The sync state generation is not found. The delta token is expired and data must be synchronized again.',
    );
  }
  return read.data;
}
