import { DefaultFailureConverter } from '@temporalio/common';

/** Moves messages and stack traces of failures into the encrypted part. Loaded by path, also inside workflow code. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
