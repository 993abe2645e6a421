import fc from 'fast-check';

/** How many cases of each property: few in `npm test`, 10,000 in `npm run test:hostile` (long.ts). */
export const cases = Number(process.env.DIRSYNC_HOSTILE_CASES ?? 100);

/** The same cases in each run of the short suite; in the long one the seed of a failure is printed. */
export const settings = { numRuns: cases, ...(cases < 1000 ? { seed: 20261124 } : {}) };

/** Text as nobody would write it on purpose. */
export const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ufeff',
    '\r\n',
    '\u202e\u2066',
    '\ud800',
    'é',
    'e\u0301',
    '__proto__',
    'constructor',
    'NaN',
    '~',
    '!!js/function "x"',
    '$(whoami)',
    '`id`',
    "';--",
    '${jndi:x}',
    'x'.repeat(5000),
  ),
);

/** Any JSON that may be sent, keys and all. */
export const anyJson = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  oddText,
  fc.dictionary(oddText, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 }),
  fc.double(),
  fc.bigInt().map(Number),
);

/** Every path of a value that leads to a member, an entry or a leaf. */
export function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  const below = Array.isArray(value)
    ? value.flatMap((item, index) => pathsOf(item, [...path, index]))
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, child]) => pathsOf(child, [...path, name]))
      : [];
  return path.length > 0 ? [path, ...below] : below;
}

/** A copy with another value at a path. */
export function withValue(value: unknown, [first, ...rest]: (string | number)[], put: unknown): unknown {
  if (first === undefined) return put;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
  copy[first] = withValue(copy[first], rest, put);
  return copy;
}
