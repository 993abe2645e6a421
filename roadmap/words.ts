/** Times and durations as people read them. Pure, and without Intl, so that workflow, terminal and report agree. */

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], conjunction = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}

/** How long a step usually takes; empty for 0, which is what waits for a person. */
export function usualTime(minutes: number): string {
  if (minutes <= 0) return '';
  if (minutes < 1) return 'under a minute';
  if (minutes < 1.5) return 'about a minute';
  if (minutes < 90) return `about ${Math.round(minutes)} minutes`;
  const halves = Math.round(minutes / 30);
  return `about ${plural(halves / 2, 'hour')}`;
}

/** Time that has passed: the two largest units that matter. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return plural(seconds, 'second');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10 && seconds % 60 !== 0)
    return `${plural(minutes, 'minute')} ${plural(seconds % 60, 'second')}`;
  if (minutes < 60) return plural(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return two(plural(hours, 'hour'), minutes % 60, 'minute');
  return two(plural(Math.floor(hours / 24), 'day'), hours % 24, 'hour');
}

const two = (first: string, rest: number, unit: string): string =>
  rest === 0 ? first : `${first} ${plural(rest, unit)}`;

/** `24 November 2026, 14:02 UTC`; what is not a time is given back as it is. */
export function moment(iso: string): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso;
  const utc = new Date(time).toISOString();
  return `${Number(utc.slice(8, 10))} ${months[Number(utc.slice(5, 7)) - 1]} ${utc.slice(0, 4)}, ${utc.slice(11, 16)} UTC`;
}
