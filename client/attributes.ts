import type { Client } from '@temporalio/client';
import { Connection, isGrpcServiceError } from '@temporalio/client';
import { missingSearchAttributes } from '../temporal/searchAttributes';
import { searchAttributesMissing } from './errors';

/** gRPC: PERMISSION_DENIED and UNIMPLEMENTED. Temporal Cloud does not show an operator's data to every key. */
const notShown = [7, 12];

/** A workflow that sets an attribute that the namespace lacks stands still, so it is not started. */
export async function requireSearchAttributes({ connection, options }: Client): Promise<void> {
  if (!(connection instanceof Connection)) return;
  const missing = await missingSearchAttributes(connection, options.namespace).catch((error: unknown) => {
    if (isGrpcServiceError(error) && notShown.includes(error.code)) return [];
    throw error;
  });
  if (missing.length > 0) throw searchAttributesMissing(options.namespace, missing);
}
