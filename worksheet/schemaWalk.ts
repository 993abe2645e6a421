import { z } from 'zod';
import type { Path } from './finding';
import { worksheetSchema } from './schema';

/** The part of the schema at a path, as far as the input says which alternative applies. */
function schemaAt(path: Path, input: unknown): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = worksheetSchema;
  let value = input;
  for (const key of path) {
    schema = schema && step(unwrap(schema), key, value);
    value = isMapping(value) || Array.isArray(value) ? (value as Record<string, unknown>)[key] : undefined;
  }
  return schema;
}

/** What a field is for, in the schema's own words. */
export function descriptionAt(path: Path, input: unknown): string | undefined {
  let schema = schemaAt(path, input);
  while (schema && !z.globalRegistry.get(schema)?.description) schema = inner(schema);
  return schema && z.globalRegistry.get(schema)?.description;
}

/** The keys that a mapping may have. */
export function knownKeys(path: Path, input: unknown): string[] {
  const at = schemaAt(path, input);
  const schema = at && chosen(unwrap(at), valueAt(path, input));
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum)
    return schema.keyType.options.map(String);
  return [];
}

export function valueAt(path: Path, input: unknown): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    input,
  );
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function step(schema: z.core.$ZodType, key: string | number, value: unknown): z.core.$ZodType | undefined {
  const parent = chosen(schema, value);
  if (parent instanceof z.ZodObject) return (parent.shape as Record<string, z.core.$ZodType>)[key];
  if (parent instanceof z.ZodArray) return parent.element;
  if (parent instanceof z.ZodRecord) return parent.valueType;
  return undefined;
}

function chosen(schema: z.core.$ZodType, value: unknown): z.core.$ZodType | undefined {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const { discriminator } = schema.def;
  return schema.options.find((option) => {
    if (!(option instanceof z.ZodObject) || !isMapping(value)) return false;
    return z.safeParse((option.shape as z.core.$ZodShape)[discriminator]!, value[discriminator]).success;
  });
}

function inner(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return schema.def.innerType;
  return undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapped = inner(schema);
  return wrapped ? unwrap(wrapped) : schema;
}
