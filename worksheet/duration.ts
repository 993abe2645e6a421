import { durationForm } from './forms';

const units = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Milliseconds of a duration in the worksheet's form, such as "4 hours". */
export function milliseconds(duration: string): number {
  const [, count, unit] = durationForm.exec(duration) ?? [];
  if (unit === undefined) throw new Error(`"${duration}" is not a duration such as "4 hours"`);
  return Number(count) * units[unit as keyof typeof units];
}
