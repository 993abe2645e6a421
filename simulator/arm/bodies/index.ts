import type { z } from 'zod';
import { ArmError } from '../errors';
import { respell } from '../spelling';
import type { Form } from './forms';
import { misfit } from './misfits';

export { armForm, formOf } from './forms';

/** A body in the shape of its schema, or Azure's refusal with 400. `at` is where in the request's body it stands. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown, form: Form, at: string[] = []): T {
  const given = respell(schema, body);
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ArmError(400, form(parsed.error.issues.flatMap((issue) => misfit(issue, given, at))));
}
