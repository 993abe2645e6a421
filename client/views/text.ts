/** Layout of plain text; styles are put on afterwards, so that lengths are those that people see. */

/** How a deployment is looked at. */
export interface StatusView {
  /** Milliseconds since the epoch. */
  now: number;
  /** Columns of the terminal. */
  width: number;
  color: boolean;
}

/** Text of others in one line, without control characters that would command the terminal. */
export const clean = (text: string): string => text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();

export const shorten = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

/** Breaks at spaces; a word longer than the width stays whole, so that it can be copied. */
export function wrap(text: string, width: number, first = '', rest = ' '.repeat(first.length)): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of clean(text).split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

/** Lines of a table; the last column is not padded and is shortened to the width. The first line holds the titles. */
export function table(titles: string[], rows: string[][], width: number): string[] {
  const cells = [titles, ...rows.map((row) => row.map(clean))];
  const widths = titles.map((_, index) => Math.max(...cells.map((row) => (row[index] ?? '').length)));
  return cells.map((row) => {
    const padded = titles.map((_, index) => {
      const cell = row[index] ?? '';
      return index === titles.length - 1 ? cell : cell.padEnd(widths[index]!);
    });
    return shorten(padded.join('  ').trimEnd(), width);
  });
}
