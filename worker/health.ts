import { createServer } from 'node:http';
import { splitAddress } from './config';

export interface Health {
  /** Where it listens; the port is the one that was taken when 0 was asked for. */
  port: number;
  close(): Promise<void>;
}

/** Answers 200 while `isHealthy` says so and 503 otherwise, on any path: `{ "status": "<state>" }`. */
export async function serveHealth(
  address: string,
  state: () => string,
  isHealthy: () => boolean,
): Promise<Health> {
  const { host, port } = splitAddress(address);
  const server = createServer((_request, response) => {
    response.writeHead(isHealthy() ? 200 : 503, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ status: state() }));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    port: (server.address() as { port: number }).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
