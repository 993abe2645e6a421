/** Rows under their headings, in columns as wide as they need, for what a suite prints at its end. */
export function table(headings: string[], rows: (string | number)[][]): string {
  const lines = [headings, ...rows.map((row) => row.map(String))];
  const widths = headings.map((_, at) => Math.max(...lines.map((line) => line[at]!.length)));
  const text = (line: string[]) =>
    line
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd();
  const [head, ...body] = lines.map(text);
  return [head, widths.map((width) => '-'.repeat(width)).join('  '), ...body, ''].join('\n');
}
