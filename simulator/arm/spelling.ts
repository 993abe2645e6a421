import { z } from 'zod';

/**
 * A request in the spelling of the schema. Azure's providers compare the names of members and the values of
 * enumerations without regard to case (Microsoft Azure REST API Guidelines, "Enums & SDKs": the Azure CLI sends
 * `fromImage` and `diskSizeGb`), and take a null for absent.
 */
export function respell(schema: z.core.$ZodType, value: unknown): unknown {
  if (value === null) return undefined;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return respell(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodPipe) return respell(schema.in, value);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((one) => respell(schema.element, one));
  }
  if (schema instanceof z.ZodObject && typeof value === 'object' && !Array.isArray(value)) {
    return respellMembers(schema, value as Record<string, unknown>);
  }
  if (schema instanceof z.ZodEnum) return sameWord(schema.options, value);
  if (schema instanceof z.ZodLiteral) return sameWord([...schema.values], value);
  return value;
}

function respellMembers(
  { shape }: z.ZodObject<z.ZodRawShape>,
  value: Record<string, unknown>,
): Record<string, unknown> {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]));
  const members = Object.entries(value).flatMap(([given, inner]) => {
    const name = names.get(given.toLowerCase());
    const spelled = name ? respell(shape[name]!, inner) : (inner ?? undefined);
    return spelled === undefined ? [] : [[name ?? given, spelled] as const];
  });
  return Object.fromEntries(members);
}

const sameWord = (words: readonly unknown[], value: unknown): unknown =>
  words.find(
    (word) =>
      typeof word === 'string' && typeof value === 'string' && word.toLowerCase() === value.toLowerCase(),
  ) ?? value;
