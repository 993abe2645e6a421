import assert from 'node:assert/strict';
import { z } from 'zod';
import { resourceTypes } from '../../simulator/arm/types';
import type { Published, PublishedSchema } from '../support/schemas/published';
import { published, skipWithoutSchemas, unpublished } from '../support/schemas/published';

/** Sizes are looked up, not enumerated; what reading an extension shows of it may be sent back. */
const apart = ['virtualMachines.hardwareProfile.vmSize', 'virtualMachines/extensions.instanceView'];
/** Any JSON, as far as the schemas go: they are the extension's. */
const free = ['virtualMachines/extensions.settings', 'virtualMachines/extensions.protectedSettings'];
/** Only shown: every PUT of one is refused. */
const shownOnly = ['Microsoft.Network/expressRouteCircuits'];

type Walk = [type: Published, own: z.core.$ZodType, theirs: PublishedSchema, path: string];

/** Where the simulator takes what the published schema has not, or does not look at what it has. */
function deviations(...[type, own, theirs, path]: Walk): string[] {
  if (apart.includes(path) || free.includes(path)) return [];
  const { schema, isReference } = plain(own);
  const wanted = resolved(type, theirs);
  if (schema instanceof z.ZodUnknown) return theirs.readOnly ? [] : [`${path} is not looked at`];
  if (theirs.readOnly) return [`${path} is the service's own`];
  if (schema instanceof z.ZodArray) {
    if (schema.element instanceof z.ZodUnknown && !schema.safeParse([{}]).success) return [];
    return deviations(type, schema.element, wanted.items!, `${path}[]`);
  }
  if (schema instanceof z.ZodObject) return ofMembers(type, schema, wanted, path, isReference);
  const known = wanted['x-known-values'] ?? wanted.enum;
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) {
    const words = schema instanceof z.ZodEnum ? schema.options : [...schema.values];
    return words.filter((one) => known && !known.includes(String(one))).map((one) => `${path} may be ${one}`);
  }
  return known ? [`${path} may be anything`] : [];
}

/** What a referred resource has beside its id is not looked at, but must be members of it. */
function ofMembers(
  type: Published,
  schema: z.ZodObject,
  wanted: PublishedSchema,
  path: string,
  isReference: boolean,
): string[] {
  const isOpen = schema.safeParse({ 'no such member': 1 }).error?.issues.every(isAboutKnown) ?? true;
  const members = wanted.properties ?? {};
  return [
    ...(isOpen ? [`${path} takes anything`] : []),
    ...Object.entries(schema.shape).flatMap(([name, own]) => {
      const at = `${path}.${name}`;
      if (!members[name]) return wanted.additionalProperties === false ? [`${at} is unknown`] : [];
      const inner = plain(own as z.core.$ZodType);
      if (isReference && inner.schema instanceof z.ZodObject) {
        return ofMembers(type, inner.schema, resolved(type, members[name]), at, true);
      }
      const found = isReference ? [] : deviations(type, own as z.core.$ZodType, members[name], at);
      const isLax = !isReference && inner.isOptional && wanted.required?.includes(name);
      return [...found, ...(isLax ? [`${at} may be missing`] : [])];
    }),
  ];
}

const isAboutKnown = (issue: z.core.$ZodIssue) => issue.code !== 'unrecognized_keys';

function plain(schema: z.core.$ZodType): {
  schema: z.core.$ZodType;
  isOptional: boolean;
  isReference: boolean;
} {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return { ...plain(schema.unwrap()), isOptional: true };
  }
  if (schema instanceof z.ZodPipe) {
    const inner = plain(schema.in);
    return { ...inner, isReference: inner.schema instanceof z.ZodObject && 'id' in inner.schema.shape };
  }
  return { schema, isOptional: false, isReference: false };
}

function resolved(type: Published, schema: PublishedSchema): PublishedSchema {
  const { $ref, allOf, anyOf } = schema;
  if ($ref) return resolved(type, type.definitions[$ref.split('/').at(-1)!]!);
  const [inner] = allOf ?? anyOf ?? [];
  return inner ? resolved(type, inner) : schema;
}

describe('simulated ARM: what it takes, against the published schemas', () => {
  before(function () {
    skipWithoutSchemas(this);
  });
  for (const { type, schema, top = {} } of resourceTypes()) {
    if (unpublished.includes(type.toLowerCase()) || shownOnly.includes(type)) continue;
    it(`takes of ${type} nothing that Azure does not know, and looks at all that it takes`, () => {
      const known = published().get(type.toLowerCase())!;
      const { properties, ...members } = resolved(known, known.schema).properties!;
      const name = type.split('/').slice(1).join('/');
      assert.deepEqual(deviations(known, schema, properties!, name), []);
      for (const [member, own] of Object.entries(top)) {
        assert.ok(members[member], member);
        assert.deepEqual(deviations(known, own, members[member], `${name}/${member}`), []);
      }
    });
  }
});
