import { z } from 'zod';
import { worksheetSchema } from './schema';

/** JSON Schema of a worksheet as written, for editors. Rules between fields are not in it: `dirsync validate` has them. */
export function worksheetJsonSchema(): Record<string, unknown> {
  return {
    title: 'Planning worksheet of dirsync',
    ...z.toJSONSchema(worksheetSchema, { io: 'input', target: 'draft-7' }),
  };
}
