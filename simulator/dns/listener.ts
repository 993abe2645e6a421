import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Gives the answer to a query in wire format, or undefined to drop it. */
export type Respond = (query: Buffer) => Buffer | undefined;

export interface Listener {
  port: number;
  stop: () => Promise<void>;
}

const attempts = 20;

/** UDP and TCP on the same port: a free one when none is given, which may take more than one try. */
export async function listenDns(host: string, port: number | undefined, respond: Respond): Promise<Listener> {
  for (let attempt = 1; ; attempt++) {
    const server = tcpServer(respond);
    server.listen(port ?? 0, host);
    await once(server, 'listening');
    const chosen = (server.address() as AddressInfo).port;
    try {
      const socket = await udpSocket(host, chosen, respond);
      return { port: chosen, stop: () => stop(server, socket) };
    } catch (error) {
      server.close();
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || port !== undefined || attempt === attempts) throw error;
    }
  }
}

async function udpSocket(host: string, port: number, respond: Respond): Promise<UdpSocket> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const response = respond(message);
    if (response) socket.send(response, from.port, from.address);
  });
  socket.bind(port, host);
  await once(socket, 'listening').catch((error: unknown) => {
    socket.close();
    throw error;
  });
  return socket;
}

const connections = new WeakMap<Server, Set<Socket>>();

/** Over TCP each message is preceded by its length in two bytes (RFC 1035, 4.2.2). */
function tcpServer(respond: Respond): Server {
  const open = new Set<Socket>();
  const server = createServer((connection) => {
    open.add(connection);
    connection.on('close', () => open.delete(connection));
    // A client that goes away ends its own connection only.
    connection.on('error', () => connection.destroy());
    let received = Buffer.alloc(0);
    connection.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const length = received.readUInt16BE(0);
        const response = respond(received.subarray(2, 2 + length));
        received = received.subarray(2 + length);
        if (!response) continue;
        const prefix = Buffer.alloc(2);
        prefix.writeUInt16BE(response.length);
        connection.write(Buffer.concat([prefix, response]));
      }
    });
  });
  connections.set(server, open);
  return server;
}

async function stop(server: Server, socket: UdpSocket): Promise<void> {
  const closed = [once(server, 'close'), once(socket, 'close')];
  for (const connection of connections.get(server) ?? []) connection.destroy();
  server.close();
  socket.close();
  await Promise.all(closed);
}
