import { randomUUID } from 'node:crypto';

/** Thrown by handlers; the error handler of the service writes it in Graph's form. */
export class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

export const badRequest = (message: string) => new GraphError(400, 'Request_BadRequest', message);

/** What Graph's own OData layer refuses, before the directory sees it. */
export const odataError = (message: string) => new GraphError(400, 'BadRequest', message);

/** What the directory can't answer, or only as an advanced query. */
export const unsupportedQuery = (message: string) => new GraphError(400, 'Request_UnsupportedQuery', message);

export const notFound = (id: string) =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export function errorBody(code: string, message: string, clientRequestId: string | undefined) {
  const requestId = randomUUID();
  return {
    error: {
      code,
      message,
      innerError: {
        date: new Date().toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': clientRequestId ?? requestId,
      },
    },
  };
}
