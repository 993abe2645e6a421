import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { errorBody, odataError } from './errors';

const largestBatch = 20;

const batch = z.object({
  requests: z
    .array(
      z.object({
        id: z.string().min(1),
        method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
        url: z.string().min(1),
        headers: z.record(z.string(), z.string()).default({}),
        body: z.unknown().optional(),
        dependsOn: z.array(z.string()).default([]),
      }),
    )
    .min(1),
});
type BatchRequest = z.output<typeof batch>['requests'][number];

interface BatchResponse {
  id: string;
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

/** Headers of a request's own answer. */
const passedOn = [
  'Retry-After',
  'x-ms-resource-unit',
  'x-ms-throttle-limit-percentage',
  'x-ms-throttle-scope',
  'x-ms-throttle-information',
];

/** JSON batching: requests run at once unless `dependsOn` orders them; the outer answer is 200 whatever happens inside. */
export function registerBatch(app: FastifyInstance): void {
  app.post('/v1.0/$batch', async (request) => {
    const parsed = batch.safeParse(request.body);
    if (!parsed.success) throw odataError(`Invalid batch payload format. ${z.prettifyError(parsed.error)}`);
    const { requests } = parsed.data;
    if (requests.length > largestBatch) {
      throw odataError(`Number of batch request steps exceeds the maximum value of ${largestBatch}.`);
    }
    checkOrder(requests);
    checkBodies(requests);
    const running = new Map<string, Promise<BatchResponse>>();
    for (const step of requests) {
      const before = step.dependsOn.map((id) => running.get(id.toLowerCase()) as Promise<BatchResponse>);
      running.set(
        step.id.toLowerCase(),
        Promise.all(before).then((earlier) => runStep(app, request, step, earlier)),
      );
    }
    const responses = await Promise.all(running.values());
    // "Individual responses might appear in a different order than the requests": here they always do.
    return { responses: responses.reverse() };
  });
}

function checkOrder(requests: BatchRequest[]): void {
  const seen = new Set<string>();
  for (const { id, dependsOn } of requests) {
    // Ids are without regard to case.
    if (seen.has(id.toLowerCase())) {
      throw odataError(`Invalid batch payload: the request id '${id}' is used twice.`);
    }
    const unknown = dependsOn.find((other) => !seen.has(other.toLowerCase()));
    if (unknown !== undefined) {
      throw odataError(
        `Invalid batch payload: request '${id}' depends on '${unknown}', which does not come before it.`,
      );
    }
    seen.add(id.toLowerCase());
  }
}

/** The whole batch is refused; the text is Graph's. */
function checkBodies(requests: BatchRequest[]): void {
  const bare = requests.find(({ method, headers, body }) => {
    const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
    return ['POST', 'PATCH', 'PUT'].includes(method) && !(hasType && body !== undefined);
  });
  if (bare) {
    throw odataError(`Write request id : ${bare.id} does not contain Content-Type header or body.`);
  }
}

async function runStep(
  app: FastifyInstance,
  outer: FastifyRequest,
  step: BatchRequest,
  earlier: BatchResponse[],
): Promise<BatchResponse> {
  if (earlier.some(({ status }) => status >= 400)) {
    const body = errorBody('FailedDependency', 'A request that this one depends on has failed.', undefined);
    return { id: step.id, status: 424, headers: {}, body };
  }
  const [first = ''] = step.url.split('/').filter((segment) => segment !== '');
  if (first.endsWith(':')) {
    // The URL must be relative: an absolute one is read as a path (msgraph-sdk-python, issue 1015).
    const body = errorBody('BadRequest', `Resource not found for the segment '${first}'.`, undefined);
    return { id: step.id, status: 400, headers: {}, body };
  }
  if (/^\/?\$batch(\?|$)/i.test(step.url)) {
    const body = errorBody('BadRequest', 'A batch can not contain a batch.', undefined);
    return { id: step.id, status: 400, headers: {}, body };
  }
  const answer = await app.inject({
    method: step.method,
    url: `/v1.0/${step.url.replace(/^\//, '')}`,
    headers: {
      ...Object.fromEntries(Object.entries(step.headers).map(([name, value]) => [name.toLowerCase(), value])),
      authorization: outer.headers.authorization,
    },
    ...(step.body === undefined ? {} : { payload: step.body as object }),
  });
  return {
    id: step.id,
    status: answer.statusCode,
    headers: {
      ...Object.fromEntries(
        passedOn.flatMap((name) => {
          const value = answer.headers[name.toLowerCase()];
          return value === undefined ? [] : [[name, String(value)]];
        }),
      ),
      ...(answer.body === '' ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(answer.body === '' ? {} : { body: answer.json<unknown>() }),
  };
}
