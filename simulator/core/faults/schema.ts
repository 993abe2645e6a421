import { z } from 'zod';

/** Which requests a fault is about; what is left out is any. */
const what = z.strictObject({
  service: z.enum(['authority', 'arm', 'graph', 'vault']).optional(),
  method: z
    .string()
    .regex(/^[A-Za-z]+$/)
    .transform((method) => method.toUpperCase())
    .optional(),
  /** The whole path without the query; `*` stands for anything, and case doesn't matter. */
  path: z.string().startsWith('/').or(z.string().startsWith('*')).optional(),
  operation: z.enum(['read', 'write', 'delete', 'action', 'poll']).optional(),
});

const headers = z.record(z.string().regex(/^[\w-]+$/), z.string().regex(/^[\x20-\x7e]*$/));

/** Durations are seconds of Azure, divided by the speed as everything is. */
const how = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('error'),
    status: z.int().min(400).max(599),
    code: z.string().min(1),
    message: z.string().optional(),
    /** ARM's inner errors, of which the last is the most exact. */
    details: z.array(z.strictObject({ code: z.string().min(1), message: z.string() })).optional(),
    retryAfter: z.int().min(0).optional(),
    /** Given as they are. */
    headers: headers.optional(),
  }),
  z.strictObject({ kind: z.literal('delay'), seconds: z.number().positive().max(86_400) }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('truncated') }),
  z.strictObject({
    kind: z.literal('notJson'),
    status: z.int().min(200).max(599).default(502),
    contentType: z
      .string()
      .regex(/^[\x20-\x7e]+$/)
      .default('text/html; charset=utf-8'),
    body: z.string().default('<html><body><h1>502 Bad Gateway</h1></body></html>'),
  }),
  z.strictObject({ kind: z.literal('failed'), code: z.string().min(1), message: z.string().optional() }),
]);

export const places = ['before', 'after', 'result'] as const;
export type Place = (typeof places)[number];

/** The first is the one that a kind has when none is given. */
const placesOf: Record<z.output<typeof how>['kind'], readonly Place[]> = {
  error: ['before', 'after'],
  delay: ['before', 'after'],
  reset: ['before', 'after'],
  hang: ['before', 'after'],
  truncated: ['after'],
  notJson: ['before', 'after'],
  failed: ['result'],
};

/** The name is shown in the journal. */
export const faultName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,59}$/, 'is not a name such as gateway-fails');

const definition = {
  what: what.default({}),
  where: z.enum(places).optional(),
  how,
  /** Strikes at most so often; without it, whenever it matches. */
  times: z.int().min(1).optional(),
  probability: z.number().min(0).max(1).default(1),
  seed: z.union([z.string(), z.int()]).default(0),
};

function placed<Given extends { where?: Place; how: z.output<typeof how> }>(
  given: Given,
  context: z.RefinementCtx<Given>,
): Given & { where: Place } {
  const possible = placesOf[given.how.kind];
  const where = given.where ?? possible[0]!;
  if (possible.includes(where)) return { ...given, where };
  context.addIssue(`where: a fault of the kind ${given.how.kind} strikes ${possible.join(' or ')}`);
  return z.NEVER;
}

export const unnamedFault = z.strictObject(definition).transform(placed);
export const fault = z.strictObject({ name: faultName, ...definition }).transform(placed);
export const faultSet = z
  .strictObject({ faults: z.array(fault).max(200) })
  .refine(
    ({ faults }) => new Set(faults.map(({ name }) => name)).size === faults.length,
    'faults: each needs a name of its own',
  );

export type Fault = z.output<typeof fault>;
export type How = Fault['how'];
