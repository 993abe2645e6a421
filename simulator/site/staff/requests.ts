import type { z } from 'zod';

/** Thrown by the staff's handlers; answered as `{ error: { code, message, reasons? } }`. */
export class StaffError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly reasons?: string[],
  ) {
    super(message);
  }
}

export function valid<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  throw new StaffError(400, 'InvalidRequest', problems.join('; '));
}

export const notThere = (what: string) => new StaffError(404, 'NotFound', `The site has no ${what}.`);
