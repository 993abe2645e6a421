import { z } from 'zod';

export const tags = z.record(z.string(), z.string()).optional();

/** The body of a PATCH of tags alone (azure-rest-api-specs, TagsObject). */
export const tagsPatch = z.strictObject({ tags: z.record(z.string(), z.string()) });
