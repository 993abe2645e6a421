import { deploymentTag } from '../../roadmap/resources';
import { isMapping } from '../../worksheet/schemaWalk';
import { plainLocation } from './locations';

export interface Difference {
  path: string;
  is: unknown;
  wanted: unknown;
}

/** Members that hold secrets: the service never returns them, and they must never be shown. */
const secretMembers = new Set(['sharedKey', 'authorizationKey', 'adminPassword', 'protectedSettings']);

/** Where `actual` is not as `wanted`. Only what `wanted` sets counts: the rest is the service's or somebody else's. */
export function compare(wanted: unknown, actual: unknown, path = ''): Difference[] {
  if (wanted === undefined) return [];
  if (Array.isArray(wanted)) return compareLists(wanted, Array.isArray(actual) ? actual : [], path);
  if (isMapping(wanted)) {
    const other = isMapping(actual) ? actual : {};
    return Object.entries(wanted)
      .filter(([key]) => !secretMembers.has(key))
      .flatMap(([key, value]) => compare(value, other[key], path ? `${path}.${key}` : key));
  }
  return sameValue(wanted, actual, path) ? [] : [{ path, is: actual, wanted }];
}

/** Lists of named things (subnets, rules) compare by name, the rest as sets: Azure may return another order. */
function compareLists(wanted: unknown[], actual: unknown[], path: string): Difference[] {
  if (wanted.every((one) => keyOf(one) !== undefined)) {
    return wanted.flatMap((one) => {
      const found = actual.find((other) => keyOf(other) === keyOf(one));
      const label = `${path}[${labelOf(one)}]`;
      return found === undefined
        ? [{ path: label, is: undefined, wanted: 'present' }]
        : compare(one, found, label);
    });
  }
  if (wanted.some(isMapping)) {
    return wanted.flatMap((one, index) => compare(one, actual[index], `${path}[${index}]`));
  }
  const sorted = (list: unknown[]) => list.map((one) => String(one).toLowerCase()).sort();
  return JSON.stringify(sorted(wanted)) === JSON.stringify(sorted(actual))
    ? []
    : [{ path, is: actual, wanted }];
}

function keyOf(item: unknown): string | undefined {
  if (!isMapping(item)) return undefined;
  const key = item.name ?? item.id;
  return typeof key === 'string' ? key.toLowerCase() : undefined;
}

const labelOf = (item: unknown): string =>
  isMapping(item) && typeof item.name === 'string' ? item.name : lastSegment(keyOf(item) ?? '');

const lastSegment = (id: string) => id.split('/').at(-1)!;

/** ARM ids, names and enumerations have no case; locations have no spaces either; tag values do have case. */
function sameValue(wanted: unknown, actual: unknown, path: string): boolean {
  if (wanted === actual) return true;
  // An empty text and an absent one are the same to ARM, and so are false and absent.
  if ((wanted === '' || wanted === false) && (actual === undefined || actual === null)) return true;
  if (typeof wanted !== 'string' || typeof actual !== 'string' || path.startsWith('tags.')) return false;
  const plain = path === 'location' ? plainLocation : (text: string) => text.toLowerCase();
  return plain(wanted) === plain(actual);
}

export function inWords({ path, is, wanted }: Difference): string {
  return `${path}: ${show(is)} → ${show(wanted)}`;
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'absent';
  if (Array.isArray(value)) return value.map(show).join(', ') || 'empty';
  if (typeof value === 'string') return value.startsWith('/subscriptions/') ? lastSegment(value) : value;
  return JSON.stringify(value);
}

/** True for `path` itself and everything below it. */
export const isUnder = (path: string, prefixes: string[] = []): boolean =>
  prefixes.some(
    (prefix) => path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`),
  );

interface MergeRules {
  /** Paths at which the actual value stays. */
  keep?: string[];
  /** Lists whose items are replaced whole. */
  wholeItems?: string[];
}

/** A PUT replaces the whole resource, so what others set beside us is sent back as it is. */
export function merge(actual: unknown, wanted: unknown, rules: MergeRules = {}, path = ''): unknown {
  if (wanted === undefined || (actual !== undefined && isUnder(path, rules.keep))) return actual;
  if (isMapping(wanted)) {
    if (!isMapping(actual)) return wanted;
    const keys = [...new Set([...Object.keys(actual), ...Object.keys(wanted)])];
    return Object.fromEntries(
      keys.map((key) => [key, merge(actual[key], wanted[key], rules, path ? `${path}.${key}` : key)]),
    );
  }
  if (Array.isArray(wanted) && Array.isArray(actual) && wanted.every((one) => keyOf(one) !== undefined)) {
    return mergeLists(actual, wanted, rules, path);
  }
  return wanted;
}

function mergeLists(actual: unknown[], wanted: unknown[], rules: MergeRules, path: string): unknown[] {
  const same = (one: unknown, other: unknown) => keyOf(one) === keyOf(other);
  const ours = wanted.map((one) =>
    rules.wholeItems?.includes(path)
      ? one
      : merge(
          actual.find((other) => same(one, other)),
          one,
          rules,
          `${path}[${labelOf(one)}]`,
        ),
  );
  return [...ours, ...actual.filter((other) => !wanted.some((one) => same(one, other)))];
}

/**
 * A resource that was read, as far as a request may say it again: its id is in the URL, and the types of its parts are the
 * service's to set. (The clients leave out what they know to be read-only, and take these for writable.)
 */
export function sendable(read: object): object {
  return Object.fromEntries(
    Object.entries(withoutTypes(read) as object).filter(([member]) => member !== 'id'),
  );
}

function withoutTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTypes);
  if (!isMapping(value)) return value;
  const isPart = typeof value.id === 'string' && typeof value.name === 'string';
  const kept = Object.entries(value).filter(([member]) => !(isPart && member === 'type'));
  return Object.fromEntries(kept.map(([member, inner]) => [member, withoutTypes(inner)]));
}

export const deploymentOf = (actual: { tags?: Record<string, string> }): string | undefined =>
  actual.tags?.[deploymentTag];
