import { z } from 'zod';

export const people = z.array(z.string());

/** Whose word counts, and how it is known to be theirs (docs/decisions/0010). */
export const approvals = z
  .discriminatedUnion('trust', [
    z.strictObject({
      trust: z.literal('namespace').describe('Names are as declared: whoever may signal may approve'),
      operators: people.default([]).describe('Who may retry, skip and abandon; anybody when empty'),
    }),
    z.strictObject({
      trust: z.literal('entra').describe('Only the word of people who signed in with Entra ID counts'),
      clientId: z.guid().describe('App registration that people sign in to; the audience of their tokens'),
      operators: people
        .min(1)
        .describe(
          'Who may retry, skip and abandon, and decide gates that name nobody: user principal names, object ids, group:<object id>',
        ),
    }),
  ])
  .default({ trust: 'namespace', operators: [] });
