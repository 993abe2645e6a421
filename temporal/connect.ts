import { connect } from 'node:net';
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
  const config = load(env);
  return {
    ...config,
    address: config.connectionOptions.address ?? '127.0.0.1:7233',
    namespace: config.namespace ?? 'default',
  };
}

function load(env: NodeJS.ProcessEnv): ClientConnectConfig {
  const set = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(set) });
  } catch (error) {
    throw new Error(
      `The connection to Temporal (TEMPORAL_… variables and profile file) is not usable: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** True when the user named a server by environment or profile. */
export function isServerGiven(env: NodeJS.ProcessEnv = process.env): boolean {
  return (
    Boolean(env.TEMPORAL_ADDRESS || env.TEMPORAL_PROFILE) || Boolean(load(env).connectionOptions.address)
  );
}

/** A client over a connection of its own, which the caller closes. */
export type ConnectedClient = Client & { readonly connection: Connection };

export async function connectClient(env: NodeJS.ProcessEnv = process.env): Promise<ConnectedClient> {
  const { connectionOptions, namespace, address } = connectConfig(env);
  const dataConverter = dataConverterFrom(env);
  try {
    await notRefused(address, env);
    const connection = await Connection.connect({
      ...connectionOptions,
      address,
      connectTimeout: '10 seconds',
    });
    return new Client({ connection, namespace, dataConverter }) as ConnectedClient;
  } catch (error) {
    throw noServer(address, error);
  }
}

/** What a person is told when nothing answers, by client and worker alike. */
export function noServer(address: string, cause: unknown): Error {
  return new Error(
    `No Temporal server answers at ${address} (${(cause as Error).message}). ` +
      'Start one with `npx dirsync dev`, or give its address in TEMPORAL_ADDRESS or a profile in TEMPORAL_PROFILE.',
    { cause },
  );
}

/**
 * gRPC goes on trying a port on which nothing listens until its deadline; a refusal is an answer already. Whatever else happens here
 * (a name that resolves later, a proxy in between) is left to gRPC.
 */
function notRefused(address: string, env: NodeJS.ProcessEnv): Promise<void> {
  const [, host, port] = /^\[?([^[\]]+)\]?:(\d+)$/.exec(address) ?? [];
  if (!host || env.grpc_proxy || env.https_proxy || env.http_proxy) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), timeout: 5_000 });
    const go = () => {
      socket.destroy();
      resolve();
    };
    socket.once('connect', go).once('timeout', go);
    socket.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? reject(new Error('connection refused')) : go(),
    );
  });
}
