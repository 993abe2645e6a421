import { isGrpcServiceError } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { missingSearchAttributes, searchAttributeCommands } from '../temporal/searchAttributes';

/** gRPC status codes. */
const notFound = 5;
const permissionDenied = 7;
const unauthenticated = 16;
const unimplemented = 12;

/**
 * What has to be done to the namespace before deployments can run in it; without its search attributes they would stand still at their
 * first step. `unknown` where the server shows them to nobody: Temporal Cloud has no operator service.
 */
export async function namespaceProblems(
  connection: NativeConnection,
  namespace: string,
): Promise<{ problems: string[]; unknown?: string }> {
  try {
    const missing = await missingSearchAttributes(connection, namespace);
    if (missing.length === 0) return { problems: [] };
    const commands = searchAttributeCommands(namespace, missing).map((command) => `\n      ${command}`);
    return {
      problems: [`the namespace ${namespace} lacks search attributes. Add them:${commands.join('')}`],
    };
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    const { code, details } = error as { code: number; details: string };
    if (code === notFound) {
      const create = `temporal operator namespace create --namespace ${namespace}`;
      return { problems: [`there is no namespace ${namespace}. Create it:\n      ${create}`] };
    }
    if ([permissionDenied, unimplemented, unauthenticated].includes(code))
      return { problems: [], unknown: details };
    throw error;
  }
}
