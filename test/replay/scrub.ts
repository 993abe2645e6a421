const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;
export const recordedIdentity = 'recorded';

/** Where errors were thrown, and which builds of a worker took tasks. */
const left = ['stackTrace', 'binaryChecksum', 'workerVersion', 'meteringMetadata', 'prevAutoResetPoints'];

/**
 * A history without what differs from machine to machine or that replay never reads: names of processes, stacks of errors, and the
 * inputs of activities (each holds the whole worksheet). Random ids become numbers in their order of appearance.
 */
export function scrub(history: unknown): unknown {
  const numbers = new Map<string, string>();
  const numbered = (id: string) => {
    if (!numbers.has(id))
      numbers.set(id, `00000000-0000-4000-8000-${String(numbers.size + 1).padStart(12, '0')}`);
    return numbers.get(id)!;
  };
  const clean = (value: unknown, key: string): unknown => {
    if (key === 'identity') return recordedIdentity;
    if (typeof value === 'string') return value.replace(uuid, numbered);
    if (Array.isArray(value)) return value.map((one) => clean(one, key));
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(
      ([name]) =>
        !left.includes(name) && !(key === 'activityTaskScheduledEventAttributes' && name === 'input'),
    );
    return Object.fromEntries(kept.map(([name, inner]) => [name, clean(inner, name)]));
  };
  return clean(history, '');
}
