import type { z } from 'zod';

/** What is wrong at one place of a body. */
export interface Misfit {
  kind: 'unknown' | 'missing' | 'type' | 'value';
  /** As Azure writes paths, e.g. `properties.subnets[0].name`; empty for the body itself. */
  path: string;
  /** The last name of the path. */
  member: string;
  /** In the words of Newtonsoft's reader, which Azure's providers use; they add line and position, which are not known here. */
  message: string;
}

export function misfit(issue: z.core.$ZodIssue, body: unknown, at: string[]): Misfit[] {
  const path = [...at, ...issue.path.map((one) => (typeof one === 'symbol' ? String(one) : one))];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      kind: 'unknown',
      ...place([...path, key]),
      message: `Could not find member '${key}' on object of type '${typeAt(path)}'. Path '${written([...path, key])}'.`,
    }));
  }
  const value = issue.path.reduce<unknown>(memberOf, body);
  if (value === undefined || value === null) {
    const message = `Required property '${nameOf(path)}' not found in JSON. Path '${written(path.slice(0, -1))}'.`;
    return [{ kind: 'missing', ...place(path), message }];
  }
  const isType = issue.code === 'invalid_type' || issue.code === 'invalid_value';
  return [{ kind: isType ? 'type' : 'value', ...place(path), message: unfit(issue, value, path) }];
}

const memberOf = (value: unknown, name: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[name] : undefined;

function unfit(issue: z.core.$ZodIssue, value: unknown, path: (string | number)[]): string {
  const where = `Path '${written(path)}'.`;
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') {
    return `The value of '${written(path)}' is not valid: ${issue.message}. ${where}`;
  }
  if (typeof value !== 'object') {
    return `Error converting value ${JSON.stringify(value)} to type '${typeAt(path)}'. ${where}`;
  }
  const wantsObject = issue.code === 'invalid_type' && ['object', 'record', 'array'].includes(issue.expected);
  if (wantsObject) {
    const given = Array.isArray(value) ? 'array (e.g. [1,2,3])' : 'object (e.g. {"name":"value"})';
    return `Cannot deserialize the current JSON ${given} into type '${typeAt(path)}'. ${where}`;
  }
  return `Unexpected character encountered while parsing value: ${Array.isArray(value) ? '[' : '{'}. ${where}`;
}

const place = (path: (string | number)[]) => ({ path: written(path), member: nameOf(path) });

const written = (path: (string | number)[]): string =>
  path.reduce<string>((text, one) => text + (typeof one === 'number' ? `[${one}]` : `.${one}`), '').slice(1);

const nameOf = (path: (string | number)[]): string =>
  String(path.filter((one) => typeof one === 'string').at(-1) ?? '');

/** Azure's own class names are not known; those of Compute are the members' names. */
function typeAt(path: (string | number)[]): string {
  const name = nameOf(path);
  return name === '' ? 'ResourceDefinition' : name[0]!.toUpperCase() + name.slice(1);
}
