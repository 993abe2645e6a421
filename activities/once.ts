import type { OutsideSettings } from './environment';

/**
 * Keeps what is dear to make (a credential with its tokens, a client with its connections): one for each key, and for
 * each settings object, with which it goes.
 */
export function oncePerSettings<T>(): (settings: OutsideSettings, key: string, make: () => T) => T {
  const kept = new WeakMap<OutsideSettings, Map<string, T>>();
  return (settings, key, make) => {
    const known = kept.get(settings) ?? new Map<string, T>();
    kept.set(settings, known);
    const value = known.get(key) ?? make();
    known.set(key, value);
    return value;
  };
}
