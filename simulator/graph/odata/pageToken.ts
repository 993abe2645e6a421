import { createHash } from 'node:crypto';
import { z } from 'zod';
import { GraphError } from '../errors';

/** Where a page ended. Opaque to clients. */
export interface Position {
  /** Of the query; a token is good for no other. */
  query: string;
  /** Value of the property that it is ordered by, and id, of the last item of the page before. */
  key: string;
  id: string;
  /** When it was given, in milliseconds of the clock. */
  at: number;
}

const position = z.strictObject({ query: z.string(), key: z.string(), id: z.string(), at: z.number() });

export const writePageToken = (token: Position): string => encode(token);

/** Throws for a token of another query, one that is too old, and one that Graph never gave. */
export function readPageToken(token: string, query: string, now: number, lifetime: number): Position {
  const read = position.safeParse(decode(token));
  if (!read.success) throw new GraphError(400, 'Request_BadRequest', 'Badly formed page token.');
  if (read.data.query !== query) {
    throw new GraphError(400, 'Request_BadRequest', 'The page token does not belong to this query.');
  }
  if (now - read.data.at > lifetime) {
    throw new GraphError(
      400,
      'Directory_ExpiredPageToken',
      'The specified page token value has expired and can no longer be included in your request.',
    );
  }
  return read.data;
}

/** The same for the same collection, filter and order. */
export function queryDigest(...parts: (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

export const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Undefined where it is none of ours. */
export function decode(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return undefined;
  }
}
