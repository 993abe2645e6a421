import type { Document, LineCounter, Pair, ParsedNode } from 'yaml';
import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Found, Path } from './finding';

export interface Place {
  line: number;
  column: number;
}

/**
 * Where a finding is in the file: at the value, or at the key when that is what is wrong.
 * A missing field is placed at the key of the mapping that lacks it.
 */
export function place(found: Found, document: Document, lines: LineCounter): Place {
  for (let length = found.path.length; length > 0; length--) {
    const shortened = length < found.path.length;
    const offset = offsetOf(document, found.path.slice(0, length), shortened || found.on === 'key');
    if (offset !== undefined) return position(lines, offset);
  }
  return position(lines, document.contents?.range?.[0] ?? 0);
}

export function position(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function offsetOf(document: Document, path: Path, atKey: boolean): number | undefined {
  let node: unknown = document.contents;
  let pair: Pair | undefined;
  for (const key of path) {
    const parent = isAlias(node) ? node.resolve(document) : node;
    const child: unknown = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      : isSeq(parent)
        ? parent.items[Number(key)]
        : undefined;
    if (child === undefined) return undefined;
    pair = isPair(child) ? child : undefined;
    node = isPair(child) ? child.value : child;
  }
  const key = pair?.key as ParsedNode | undefined;
  const value = node as ParsedNode | null;
  // The range of an empty value lies behind the key; the key is what a reader looks for.
  const isEmpty = value === null || (isScalar(value) && value.value === null && value.source === '');
  return (atKey || isEmpty ? key?.range?.[0] : undefined) ?? value?.range?.[0];
}
