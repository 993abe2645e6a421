import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What listens where the worksheet sends its notices; it can keep the worker waiting for the answer to the first of each subject. */
export interface Webhook {
  url: string;
  /** Subjects in the order of their arrival. */
  heard: string[];
  close(): Promise<void>;
}

/** With the certificate of the simulated enterprise, which the worker trusts. */
export async function openWebhook(simulator: string, holdsFirst: boolean): Promise<Webhook> {
  const heard: string[] = [];
  const file = (name: string) => readFileSync(join(simulator, name));
  const held: ServerResponse[] = [];
  const server = createServer(
    { key: file('server-key.pem'), cert: file('server.pem') },
    (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { subject } = JSON.parse(body) as { subject: string };
        const isFirst = !heard.includes(subject);
        heard.push(subject);
        if (holdsFirst && isFirst) held.push(response);
        else response.end();
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/notices`,
    heard,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
