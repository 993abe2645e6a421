const unitMs: Record<string, number> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** `4 hours`, `1 day`: the worksheet's durations, whose form its schema has checked. */
export function milliseconds(duration: string): number {
  const [count, unit = ''] = duration.split(' ');
  const ms = Number(count) * (unitMs[unit.replace(/s$/, '')] ?? NaN);
  if (Number.isNaN(ms)) throw new Error(`"${duration}" is not a duration such as "4 hours"`);
  return ms;
}
