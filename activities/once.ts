import type { OutsideSettings } from './environment';

const caches: WeakMap<OutsideSettings, unknown>[] = [];

/**
 * Keeps what is dear to make (a credential with its tokens, a client with its connections): one for each key, and for
 * each settings object, with which it goes.
 */
export function oncePerSettings<T>(): (settings: OutsideSettings, key: string, make: () => T) => T {
  const kept = new WeakMap<OutsideSettings, Map<string, T>>();
  caches.push(kept);
  return (settings, key, make) => {
    const known = kept.get(settings) ?? new Map<string, T>();
    kept.set(settings, known);
    const value = known.get(key) ?? make();
    known.set(key, value);
    return value;
  };
}

/**
 * Lets all of it go, so that whoever asks next signs in anew: clients and credentials keep a token until it expires by
 * this machine's clock, even one that a service has refused.
 */
export function forget(settings: OutsideSettings): void {
  for (const kept of caches) kept.delete(settings);
}
