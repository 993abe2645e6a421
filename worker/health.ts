import { createServer } from 'node:http';
import type { Server } from 'node:http';

/** Answers 200 while `isHealthy` says so and 503 otherwise, on any path: `{ "status": "<state>" }`. */
export async function serveHealth(
  address: string,
  state: () => string,
  isHealthy: () => boolean,
): Promise<Server> {
  const [host, port] = [
    address.slice(0, address.lastIndexOf(':')),
    Number(address.slice(address.lastIndexOf(':') + 1)),
  ];
  const server = createServer((_request, response) => {
    response.writeHead(isHealthy() ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: state() }));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return server;
}
