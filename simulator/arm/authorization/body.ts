import type { z } from 'zod';
import { refuse } from '../errors';

export function bodyOf<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  refuse(
    400,
    'InvalidRequestContent',
    `The request content was invalid and could not be deserialized: '${issue!.path.join('.')}': ${issue!.message}.`,
  );
}

export function guid(value: string, code: string): void {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)) return;
  refuse(400, code, `The id '${value}' is not valid: it must be a GUID.`);
}
