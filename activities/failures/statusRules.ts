import type { Rule } from './rule';

/** Bare HTTP statuses, for codes that nobody has listed. */
export const statusRules: Rule[] = [
  {
    code: 'ServiceUnavailable',
    statuses: [500, 502, 503, 504],
    remedy: 'The service had a failure of its own; it is tried again by itself.',
  },
  {
    code: 'NetworkFailure',
    statuses: [408],
    remedy: 'The request timed out; it is tried again by itself.',
  },
  {
    code: 'AuthenticationFailed',
    statuses: [401],
    remedy: 'The service did not accept the sign-in: check tenant and credential of the worker, then retry.',
  },
  {
    code: 'AuthorizationFailed',
    statuses: [403],
    remedy: 'Give the identity the right that the message names (see docs/azure.md), then retry.',
  },
  {
    // Somebody else wrote between our read and our write: whoever reads again writes what is right.
    code: 'Locked',
    statuses: [412],
    remedy: 'It was changed by somebody else meanwhile; it is read and tried again by itself.',
  },
  {
    code: 'ConflictingChange',
    statuses: [409],
    remedy: 'The resource is in a state that does not allow this: look at it in the portal, then retry.',
  },
  {
    code: 'InvalidRequest',
    statuses: [400, 404, 405, 422],
    remedy: 'Correct the value that the message names in the worksheet, then retry with it.',
  },
];
