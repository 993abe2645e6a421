import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorObject, FuncKeywordDefinition, ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';

/** Where the published schemas are, if they are here; its README.md says what the keywords mean. */
const folder = join(__dirname, '../../../../shared/azure/schemas');
export const haveSchemas = existsSync(folder);

/** To be called first in a suite that is about the schemas. */
export function skipWithoutSchemas(context: Mocha.Context): void {
  if (haveSchemas) return;
  console.log(`      skipped: no schemas in ${folder}`);
  context.skip();
}

export type Rules = 'request' | 'answer';

/** Types that the simulator has and the published folder has not: their bodies are checked against nothing. */
export const unpublished = ['microsoft.compute/disks', 'microsoft.resources/deployments'];

/** Sizes come and go by region, and the published list stopped years ago: the pre-flight asks the region itself. */
const listsThatStopped = /\/hardwareProfile\/vmSize$/;

interface SchemaFile {
  resources: Record<string, { $ref: string }>;
  definitions: Record<string, PublishedSchema>;
}

/** As much of JSON Schema as the published files use. */
export interface PublishedSchema {
  type?: string;
  $ref?: string;
  allOf?: PublishedSchema[];
  anyOf?: PublishedSchema[];
  properties?: Record<string, PublishedSchema>;
  required?: string[];
  additionalProperties?: boolean | PublishedSchema;
  items?: PublishedSchema;
  enum?: string[];
  const?: string;
  readOnly?: boolean;
  'x-known-values'?: string[];
  'x-sensitive'?: boolean;
}

export interface Published {
  apiVersion: string;
  schema: PublishedSchema;
  definitions: Record<string, PublishedSchema>;
  validate: Record<Rules, ValidateFunction>;
}

let all: Map<string, Published> | undefined;

/** By type in lower case; read and compiled when first asked for, which takes a second. */
export function published(): Map<string, Published> {
  return (all ??= new Map(
    haveSchemas
      ? readdirSync(folder)
          .filter(isJson)
          .flatMap((file) => typesIn(file))
      : [],
  ));
}

const isJson = (name: string) => name.endsWith('.json');

function typesIn(name: string): [string, Published][] {
  const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as SchemaFile;
  const apiVersion = /\d{4}-\d\d-\d\d(-preview)?/.exec(name)![0];
  const compilers = { request: compiler('request'), answer: compiler('answer') };
  for (const ajv of Object.values(compilers)) ajv.addSchema(file, name);
  return Object.entries(file.resources).map(([type, { $ref }]) => {
    const validate = {
      request: compilers.request.compile({ $ref: `${name}${$ref}` }),
      answer: compilers.answer.compile({ $ref: `${name}${$ref}` }),
    };
    return [type.toLowerCase(), { apiVersion, schema: { $ref }, definitions: file.definitions, validate }];
  });
}

function compiler(rules: Rules): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
  ajv.removeKeyword('readOnly');
  if (rules === 'request') ajv.addKeyword(forbidden('readOnly', 'is set by the service only'));
  else ajv.addKeyword(forbidden('x-sensitive', 'is a secret, which no answer shows'));
  ajv.addKeyword({
    keyword: 'x-known-values',
    validate: (values: string[], value: unknown) => values.includes(value as string),
    error: { message: 'is not a value that the service knows' },
  });
  return ajv;
}

const forbidden = (keyword: string, message: string): FuncKeywordDefinition => ({
  keyword,
  validate: (is: boolean) => !is,
  error: { message },
});

/** What the published schema of a type says against a body; no text of it holds a value of the body. */
export function complaints(type: string, rules: Rules, body: unknown): string[] {
  const known = published().get(type.toLowerCase());
  if (!known) {
    const excused = !haveSchemas || unpublished.includes(type.toLowerCase());
    return excused ? [] : [`there is no published schema of ${type}`];
  }
  const validate = known.validate[rules];
  return validate(body) ? [] : (validate.errors ?? []).filter(isMeant).map(words);
}

const isMeant = ({ keyword, instancePath }: ErrorObject) =>
  !(keyword === 'x-known-values' && listsThatStopped.test(instancePath));

function words({ instancePath, message, params }: ErrorObject): string {
  const { additionalProperty } = params as { additionalProperty?: string };
  return `${instancePath || '/'} ${message}${additionalProperty ? ` '${additionalProperty}'` : ''}`;
}
