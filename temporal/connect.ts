import { Client, Connection } from '@temporalio/client';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { dataConverterFrom } from './dataConverter';

/**
 * The server that the user gave: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_*, TEMPORAL_PROFILE and the
 * profile file, as every Temporal tool reads them. `127.0.0.1:7233` and `default` where nothing is given.
 */
export function connectConfig(
  env: NodeJS.ProcessEnv = process.env,
): ClientConnectConfig & { address: string; namespace: string } {
  const config = loadClientConnectConfig(given(env));
  return {
    ...config,
    address: config.connectionOptions.address ?? '127.0.0.1:7233',
    namespace: config.namespace ?? 'default',
  };
}

function given(env: NodeJS.ProcessEnv): { overrideEnvVars: Record<string, string> } {
  const set = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { overrideEnvVars: Object.fromEntries(set) };
}

/** True when the user named a server by environment or profile. */
export function isServerGiven(env: NodeJS.ProcessEnv = process.env): boolean {
  return (
    Boolean(env.TEMPORAL_ADDRESS || env.TEMPORAL_PROFILE) ||
    Boolean(loadClientConnectConfig(given(env)).connectionOptions.address)
  );
}

/** A client over a connection of its own, which the caller closes. */
export type ConnectedClient = Client & { readonly connection: Connection };

export async function connectClient(env: NodeJS.ProcessEnv = process.env): Promise<ConnectedClient> {
  const { connectionOptions, namespace, address } = connectConfig(env);
  try {
    const connection = await Connection.connect({
      ...connectionOptions,
      address,
      connectTimeout: '10 seconds',
    });
    return new Client({ connection, namespace, dataConverter: dataConverterFrom(env) }) as ConnectedClient;
  } catch (error) {
    throw new Error(
      `No Temporal server answers at ${address} (${(error as Error).message}). ` +
        'Start one with `npx dirsync dev`, or give its address in TEMPORAL_ADDRESS or a profile in TEMPORAL_PROFILE.',
      { cause: error },
    );
  }
}
